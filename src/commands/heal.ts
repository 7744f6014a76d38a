// `ha-lab heal`: whatever drills left open is undone, newest first.

import { LabCommand } from '../cli/lab-command.js';
import { heal } from '../lab/drill.js';

export default class Heal extends LabCommand {
  static override summary = 'Undo every drill that is still open';

  async run(): Promise<void> {
    const { flags } = await this.parse(Heal);
    await this.inSession(flags.project, async (session) => {
      const healed = await heal(this.labOf(session), session.undoLog, session.project);
      const lines = healed.flatMap(({ drill, steps }) => [
        `Undone: ${drill.title}`,
        ...steps.map((step) => `  ${step.result === 'moot' ? 'nothing to do: ' : ''}${step.said}`),
      ]);
      this.print(lines.length === 0 ? 'No drill is open; nothing to undo.' : lines.join('\n'), { healed });
    });
  }
}
