// `ha-lab sandbox advance 15m`: virtual time passes, as fast as this machine can.

import { Args } from '@oclif/core';
import { untilInterrupted } from '../../cli/interrupt.js';
import { parseLength } from '../../cli/lengths.js';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { clockText } from '../../report/time.js';

export default class Advance extends SandboxCommand {
  static override summary = 'Let virtual time pass';
  static override examples = ['<%= config.bin %> sandbox advance 15m', '<%= config.bin %> sandbox advance 1h30m'];
  static override args = { length: Args.string({ description: 'How long: 90s, 15m, 2h, 1h30m', required: true }) };

  async run(): Promise<void> {
    const { args } = await this.parse(Advance);
    const ms = parseLength(args.length);
    await this.inSandbox(async ({ control }) => {
      const before = await control.status();
      const { value: now, interrupted } = await untilInterrupted((signal) => control.advance(ms, signal));
      const after = await control.status();
      const happened = after.events - before.events;
      this.print(
        `t+${clockText(before.now - before.startedAt)} → t+${clockText(now - before.startedAt)}   ${happened} things happened; see: ha-lab status`,
        { now, passedMs: now - before.now, events: happened },
      );
      if (interrupted) process.exitCode = 130;
    });
  }
}
