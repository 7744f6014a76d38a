// `ha-lab sandbox reset`: a new account; the old one is set aside, not deleted.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { sandboxFolder, withSandboxClosed } from '../../lab/open-sandbox.js';
import { setAside } from '../../sandbox/index.js';

export default class Reset extends SandboxCommand {
  static override summary = 'Begin a new sandbox; the old one is kept beside it';

  async run(): Promise<void> {
    await this.parse(Reset);
    const workbook = this.workbook();
    // What was applied and what was broken belongs to the old world and goes with it, and so do its forks.
    const parts = ['state', 'undo.jsonl', 'forks'].map((part) => join(workbook.ours, part));
    const old = [sandboxFolder(workbook), ...parts];
    const kept = withSandboxClosed(workbook, () => old.filter((path) => existsSync(path)).map(setAside));
    const text =
      kept.length === 0
        ? 'There is no sandbox here yet.'
        : `A new sandbox begins. The old one is kept:\n${kept.map((path) => `  ${path}`).join('\n')}\nnext  ha-lab deploy`;
    this.print(text, { kept });
  }
}
