// `ha-lab sandbox status`: the sandbox itself: its clock, its seed, what is due next.

import { SandboxCommand } from '../../cli/sandbox-command.js';
import { clockText, spanText } from '../../report/time.js';

export default class SandboxStatus extends SandboxCommand {
  static override summary = 'The sandbox’s clock, seed and address';

  async run(): Promise<void> {
    await this.parse(SandboxStatus);
    await this.inSandbox(async ({ control, reach }) => {
      const status = await control.status();
      const pace = status.speed === 0 ? 'stands still between commands' : `runs ×${status.speed}`;
      const lines = [
        `clock   t+${clockText(status.now - status.startedAt)}  (${new Date(status.now).toISOString()}), ${pace}`,
        `region  ${status.region}`,
        `seed    ${status.seed}`,
        `next    ${status.nextAt === undefined ? 'nothing is due' : `something is due in ${spanText(status.nextAt - status.now)}`}`,
        `events  ${status.events}`,
        reach.kind === 'endpoint' ? `served  ${reach.url}` : 'served  by nobody; ha-lab sandbox serve',
      ];
      this.print(lines.join('\n'), { ...status, url: reach.kind === 'endpoint' ? reach.url : null });
    });
  }
}
