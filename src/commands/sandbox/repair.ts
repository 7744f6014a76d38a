// `ha-lab sandbox repair`: a damaged input log keeps its whole lines; the rest is set aside.

import { SandboxCommand } from '../../cli/sandbox-command.js';
import { sandboxFolder, withSandboxClosed } from '../../lab/open-sandbox.js';
import { type Repair as Repaired, repairStored } from '../../sandbox/index.js';

export default class Repair extends SandboxCommand {
  static override summary = 'Mend a damaged input log; what cannot be read is set aside';

  async run(): Promise<void> {
    await this.parse(Repair);
    const workbook = this.workbook();
    const repaired = withSandboxClosed(workbook, () => repairStored(sandboxFolder(workbook)));
    this.print(repaired === undefined ? 'The input log is whole; nothing to repair.' : textOf(repaired), {
      setAside: repaired?.aside ?? null,
      keptInputs: repaired?.keptInputs ?? null,
    });
  }
}

function textOf({ aside, keptInputs }: Repaired): string {
  const kept =
    keptInputs === undefined
      ? 'Not even the first line was whole: the next command begins a new sandbox.'
      : `Repaired: ${keptInputs} whole inputs are kept.`;
  return `${kept}\nWhat could not be read lies in ${aside}\nnext  ha-lab status · ha-lab deploy brings back what was lost`;
}
