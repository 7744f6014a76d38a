// `ha-lab logs`: what a machine wrote to its console.

import { Args, Flags } from '@oclif/core';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { readConsole } from '../lab/console.js';

export default class Logs extends LabCommand {
  static override summary = 'What a machine wrote to its console: its boot, its user data, its container';
  static override description =
    'EC2’s GetConsoleOutput, the newest 64 KB. Where machines are real, with the words of their gunicorn. AWS collects it with a delay of minutes.';
  static override examples = [
    '<%= config.bin %> logs             (the newest machine)',
    '<%= config.bin %> logs i-0a1 --tail 20',
  ];
  static override args = {
    instance: Args.string({ description: 'Instance id, or its beginning (default: the newest machine)' }),
  };
  static override flags = {
    ...TARGET_FLAG,
    tail: Flags.integer({ description: 'Only so many lines, the newest', min: 1 }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const work = async (session: Session): Promise<void> => {
      const lab = this.labOf(session);
      const { instanceId, zone, text } = await readConsole(lab, await lab.observe(), args.instance);
      const lines = text.split('\n').filter((line) => line !== '');
      const shown = lines.slice(-(flags.tail ?? lines.length));
      const head = `${instanceId} (${zone})${lines.length === 0 ? ': nothing yet' : ''}`;
      this.print([head, ...shown].join('\n'), { instanceId, zone, lines: shown });
    };
    await this.inSession(flags.project, work, { target: flags.target, looksOnly: true });
  }
}
