// `ha-lab sandbox repair`: a damaged input log keeps its whole lines; the rest is set aside.

import { SandboxCommand } from '../../cli/sandbox-command.js';
import { sandboxFolder } from '../../lab/open-sandbox.js';
import { repairStored } from '../../sandbox/index.js';

export default class Repair extends SandboxCommand {
  static override summary = 'Mend a damaged input log; what cannot be read is set aside';

  async run(): Promise<void> {
    await this.parse(Repair);
    const aside = repairStored(sandboxFolder(this.workbook()));
    const text =
      aside === undefined
        ? 'The input log is whole; nothing to repair.'
        : `Repaired. What could not be read is kept in ${aside}\nnext  ha-lab status`;
    this.print(text, { setAside: aside ?? null });
  }
}
