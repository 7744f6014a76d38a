// What the `sandbox` commands share: the workbook's sandbox, open for the time of the work, with or without a project.

import { type OpenOptions, type OpenSandbox, openSandbox } from '../lab/open-sandbox.js';
import { findWorkbook, type Workbook } from '../lab/workbook.js';
import { BaseCommand } from './base-command.js';

export abstract class SandboxCommand extends BaseCommand {
  protected workbook(): Workbook {
    return findWorkbook(process.cwd());
  }

  protected async inSandbox<Result>(
    work: (open: OpenSandbox) => Promise<Result>,
    options: OpenOptions = {},
  ): Promise<Result> {
    const open = await openSandbox(this.workbook(), options);
    if (open.notice !== undefined) this.say(open.notice);
    try {
      return await work(open);
    } finally {
      await open.close();
    }
  }
}
