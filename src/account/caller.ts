// Who would pay: the account that this shell's credentials lead to, asked before anything is done to it.

import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsClients } from '../lab/clients.js';
import { loopbackEndpoint } from '../lab/endpoint.js';

export interface Caller {
  /** Twelve digits. */
  readonly account: string;
  /** Of the user or role that calls. */
  readonly arn: string;
  /** The account's name; absent: it has none, or it may not be asked for. */
  readonly alias?: string;
  /** An address on this machine that stands in for the account: nothing is charged. Absent: AWS itself. */
  readonly standIn?: string;
}

/** Throws what the SDK throws when there are no credentials or they are not accepted; `accountProblem` words it. */
export async function callerOf({ sts, iam }: AwsClients): Promise<Caller> {
  const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const alias = await iam.send(new ListAccountAliasesCommand({})).then(
    ({ AccountAliases = [] }) => AccountAliases[0],
    () => undefined,
  );
  const standIn = loopbackEndpoint();
  return {
    account,
    arn,
    ...(alias === undefined ? {} : { alias }),
    ...(standIn === undefined ? {} : { standIn }),
  };
}
