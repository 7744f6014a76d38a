// Where the applier's memory of a project lies in the workbook. Apart from `deploy.ts`, so that asking costs no SDK clients.

import { basename, join } from 'node:path';
import { loadState } from '../applier/state.js';
import type { Workbook } from './workbook.js';

export function stateFile(workbook: Workbook, project: string): string {
  return join(workbook.ours, 'state', `${basename(project)}.sandbox.json`);
}

/** Whether a deploy of the project went through and was not taken down again. Asks the disk only. Throws STATE_DAMAGED. */
export function isDeployed(workbook: Workbook, project: string): boolean {
  return typeof loadState(stateFile(workbook, project))?.outputs.asg_name === 'string';
}
