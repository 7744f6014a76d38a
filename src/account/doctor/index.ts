// The doctor: everything that a command may miss, looked at in one go, each for itself.

import type { Workbook } from '../../lab/workbook.js';
import { accountChecks, credentialsCheck, endpointCheck } from './account.js';
import type { Check, Environment } from './check.js';
import { nodeCheck, portCheck, workbookCheck } from './machine.js';
import { programChecks, terraformChecks } from './programs.js';

export { type Check, masked } from './check.js';

export interface DoctorOptions {
  readonly workbook: Workbook;
  readonly env: Environment;
  readonly region: string;
  /** Where Terraform would run. */
  readonly folder: string;
  /** Ask the account, too. */
  readonly account: boolean;
}

export async function examine({ workbook, env, region, folder, account }: DoctorOptions): Promise<readonly Check[]> {
  const [port, terraform, programs, credentials, asked] = await Promise.all([
    portCheck(),
    terraformChecks(env, folder),
    programChecks(env),
    credentialsCheck(env, region),
    account ? accountChecks(region, Date.now) : [],
  ]);
  return [
    nodeCheck(),
    workbookCheck(workbook),
    port,
    ...terraform,
    endpointCheck(env),
    credentials,
    ...asked,
    ...programs,
  ];
}
