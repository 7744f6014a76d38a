// Where the memory of what was built lies: the applier's and Terraform's, each in its own file, so that the disk says who built a stack.
// Apart from `deploy.ts`, so that asking costs no SDK clients.

import { basename, join } from 'node:path';
import { loadState } from '../applier/state.js';
import { readState } from '../terraform/state-file.js';
import type { Workbook } from './workbook.js';

export type Target = 'sandbox' | 'aws';
export type EngineName = 'applier' | 'terraform';

export function stateFile(workbook: Workbook, project: string): string {
  return join(workbook.ours, 'state', `${basename(project)}.sandbox.json`);
}

/** On an account the state stands where the generated project says, so that Terraform by hand finds it, too. */
export function terraformStateFile(workbook: Workbook, project: string, target: Target): string {
  const name = basename(project);
  return target === 'aws'
    ? join(project, `terraform.${name}.tfstate`)
    : join(workbook.ours, 'state', `${name}.sandbox.tfstate`);
}

/** Who built what stands of the project on the sandbox; undefined: nothing stands. Asks the disk only. Throws STATE_DAMAGED. */
export function builtBy(workbook: Workbook, project: string): EngineName | undefined {
  const terraform = readState(terraformStateFile(workbook, project, 'sandbox'));
  if (terraform !== undefined && terraform.resources.length > 0) return 'terraform';
  const state = loadState(stateFile(workbook, project));
  const standing = Object.keys(state?.resources ?? {}).length + Object.keys(state?.deposed ?? {}).length;
  return standing > 0 ? 'applier' : undefined;
}

/** Whether a deploy of the project went through and was not taken down again. Asks the disk only. Throws STATE_DAMAGED. */
export function isDeployed(workbook: Workbook, project: string): boolean {
  const outputs =
    builtBy(workbook, project) === 'terraform'
      ? readState(terraformStateFile(workbook, project, 'sandbox'))?.outputs
      : loadState(stateFile(workbook, project))?.outputs;
  return typeof outputs?.asg_name === 'string';
}
