// `ha-lab sandbox advance 15m`: virtual time passes, as fast as this machine can.

import { Args, Flags } from '@oclif/core';
import { untilInterrupted } from '../../cli/interrupt.js';
import { parseLength } from '../../cli/lengths.js';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { atWork } from '../../lab/open-sandbox.js';
import { clockText } from '../../report/time.js';
import type { AdvanceUntil } from '../../sandbox/index.js';

export default class Advance extends SandboxCommand {
  static override summary = 'Let virtual time pass';
  static override examples = [
    '<%= config.bin %> sandbox advance 15m',
    '<%= config.bin %> sandbox advance 1h30m',
    '<%= config.bin %> sandbox advance 1h --until settled   (nothing is in transition any more)',
    '<%= config.bin %> sandbox advance 1h --until AlarmStateChanged',
  ];
  static override args = { length: Args.string({ description: 'How long: 90s, 15m, 2h, 1h30m', required: true }) };
  static override flags = {
    until: Flags.string({
      description:
        'Stop earlier: when the sandbox is settled, or after the next event of this type; exit 3 if it did not come',
      helpValue: 'settled|<event>',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Advance);
    const ms = parseLength(args.length);
    const until = flags.until === undefined ? undefined : untilOf(flags.until);
    await this.inSandbox(async ({ control }) => {
      const before = await control.status();
      const { value: now, interrupted } = await untilInterrupted((signal) =>
        atWork(control, 'ha-lab sandbox advance', () => control.advance(ms, signal, until)),
      );
      const after = await control.status();
      const happened = after.events - before.events;
      // Another clock may move it, too: what counts is whether it stopped short.
      const came = until === undefined || now < before.now + ms;
      const missed = came || interrupted ? '' : `; ${flags.until} did not come in that time`;
      this.print(
        `t+${clockText(before.now - before.startedAt)} → t+${clockText(now - before.startedAt)}   ${countOf(happened)} happened${missed}; see: ha-lab status`,
        { now, passedMs: now - before.now, events: happened, ...(until === undefined ? {} : { came }) },
      );
      if (interrupted) process.exitCode = 130;
      else if (!came) process.exitCode = 3;
    });
  }
}

function untilOf(text: string): AdvanceUntil {
  return text === 'settled' ? 'settled' : { event: text };
}

function countOf(events: number): string {
  if (events === 0) return 'nothing';
  return events === 1 ? '1 thing' : `${events} things`;
}
