// What this shell says about AWS: where calls would go, by whose keys, and, when asked, who that is.

import { accountClients } from '../../lab/clients.js';
import { loopbackEndpoint } from '../../lab/endpoint.js';
import { callerOf } from '../caller.js';
import { accountProblem } from '../problems.js';
import { type Check, type Environment, masked } from './check.js';
import { permissionsCheck } from './permissions.js';

const FOR_AWS = '--target aws';
/** A machine outside of AWS waits this long for the metadata service that is not there. */
const PATIENCE_MS = 5_000;

export function endpointCheck(env: Environment): Check {
  const { AWS_ENDPOINT_URL: url } = env;
  const named = { name: 'endpoint', state: 'ok' as const, forWhat: FOR_AWS };
  if (url === undefined || url === '') return { ...named, said: 'AWS itself: what is created there costs money' };
  return loopbackEndpoint(env) === undefined
    ? { ...named, state: 'problem', said: `${url}, which is not on this machine`, todo: 'unset AWS_ENDPOINT_URL' }
    : { ...named, said: `${url} stands in for an account; nothing is charged` };
}

/** Where the chain of credentials ends. Asks nobody but this machine. */
export async function credentialsCheck(env: Environment, region: string): Promise<Check> {
  const from = env.AWS_PROFILE === undefined ? '' : `, profile ${env.AWS_PROFILE}`;
  try {
    const { accessKeyId, expiration } = await withPatience(accountClients(region).sts.config.credentials());
    const until = expiration === undefined ? '' : `, until ${expiration.toISOString()}`;
    return { name: 'credentials', state: 'ok', said: `${masked(accessKeyId)}${from}${until}`, forWhat: FOR_AWS };
  } catch (error) {
    const problem = error instanceof Error ? accountProblem(error) : undefined;
    return {
      name: 'credentials',
      state: 'absent',
      said: problem?.message ?? (error instanceof Error ? error.message : String(error)),
      forWhat: FOR_AWS,
      todo: problem?.suggestions[0] ?? 'aws configure, or aws sso login',
    };
  }
}

/** Asks the account who is calling and what that may do, and compares the clocks: AWS refuses requests that are five minutes off. */
export async function accountChecks(region: string, nowMs: () => number): Promise<readonly Check[]> {
  const clients = accountClients(region, loopbackEndpoint());
  const named = { name: 'account', forWhat: FOR_AWS };
  try {
    const { account, arn, alias } = await withPatience(callerOf(clients));
    const said = `${account}${alias === undefined ? '' : ` (${alias})`}, ${arn}`;
    return [{ ...named, state: 'ok', said }, await withPatience(permissionsCheck(clients))];
  } catch (error) {
    const { message = String(error), suggestions = [] } =
      (error instanceof Error ? accountProblem(error) : undefined) ??
      (error as Partial<{ message: string; suggestions: readonly string[] }>);
    const at = new Date(nowMs()).toISOString();
    const todo = suggestions[0] ?? `Is there a network? This machine thinks it is ${at}`;
    return [{ ...named, state: 'problem', said: message, todo }];
  }
}

async function withPatience<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`));
    timer = setTimeout(refuse, PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
