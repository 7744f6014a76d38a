// `ha-lab sandbox status`: the sandbox itself: its clock, what is due next, what is kept of its past, and its forks.

import { SandboxCommand } from '../../cli/sandbox-command.js';
import { sizeText } from '../../report/size.js';
import { clockText, spanText } from '../../report/time.js';
import type { Kept, SandboxDetails, SandboxStatus as Status } from '../../sandbox/index.js';

export default class SandboxStatus extends SandboxCommand {
  static override summary = 'The sandbox’s clock, what is due next, and what is kept of its past';

  async run(): Promise<void> {
    await this.parse(SandboxStatus);
    await this.inSandbox(async ({ control, reach }) => {
      const [status, details] = [await control.status(), await control.details()];
      const url = reach.kind === 'endpoint' ? reach.url : null;
      const lines = [
        `clock   t+${clockText(status.now - status.startedAt)}  (${new Date(status.now).toISOString()}), ${paceText(status)}`,
        `region  ${status.region}`,
        `seed    ${status.seed}`,
        `next    ${nextText(status, details)}`,
        `events  ${status.events}`,
        ...(details.kept === undefined ? [] : keptLines(details.kept, status)),
        `served  ${url ?? 'by nobody; ha-lab sandbox serve'}`,
      ];
      this.print(lines.join('\n'), { ...status, ...details, url });
    });
  }
}

function paceText({ speed, instant }: Status): string {
  if (instant) return 'instant: runs before each answer';
  return speed === 0 ? 'stands still between commands' : `runs ×${speed}`;
}

function nextText({ now }: Status, { next, inTransition }: SandboxDetails): string {
  if (next === undefined) return 'nothing is due';
  const due = `${next.controller} in ${spanText(next.at - now)}`;
  return inTransition.length === 0
    ? `${due}; nothing is in transition`
    : `${due}; ${inTransition.length} in transition`;
}

function keptLines({ inputs, snapshots, bytes, forks }: Kept, { startedAt }: Status): readonly string[] {
  return [
    `kept    ${inputs} inputs, ${snapshots} snapshots, ${sizeText(bytes)}`,
    ...forks.map(
      ({ name, at, leftAt, events, bytes: size }) =>
        `fork    ${name}: left at t+${clockText(leftAt - startedAt)}, stands at t+${clockText(at - startedAt)}, ${events} events, ${sizeText(size)}`,
    ),
    ...(forks.length === 0 ? [] : [`        enter one: ha-lab sandbox rewind --fork ${forks[0]?.name ?? ''}`]),
  ];
}
