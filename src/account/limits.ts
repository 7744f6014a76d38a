// The most that an account may have of something: asked of Service Quotas, then of the service itself where it knows, then taken from
// what AWS gives everybody. Whose figure it is, and why no better one was to be had, goes with it.

import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { isAwsAnswer } from '../lab/aws-answer.js';
import type { AwsClients } from '../lab/clients.js';

/** The account's own; AWS's default as AWS says it today; or the default of our own table. */
export type LimitOwner = 'account' | 'default' | 'table';

export interface Limit {
  readonly limit: number;
  readonly limitOf: LimitOwner;
  /** Why it is not the account's own, in AWS's words. */
  readonly limitBecause?: string;
}

export interface LimitSource {
  readonly code: readonly [service: string, quota: string];
  /** The service's own answer; undefined: it does not know. */
  own?(clients: AwsClients): Promise<number | undefined>;
  /** What AWS gave a new account when this was written. */
  readonly usual: number;
}

/** Throws only what is no answer of AWS's: without a network there is nothing to fall back on. */
export async function limitOf(clients: AwsClients, { code, own, usual }: LimitSource): Promise<Limit> {
  const [ServiceCode, QuotaCode] = code;
  const asked = { ServiceCode, QuotaCode };
  const refusals: string[] = [];
  const ask = (work: () => Promise<number | undefined>): Promise<number | undefined> =>
    work().catch((error: unknown) => {
      if (!isAwsAnswer(error)) throw error;
      refusals.push(`${error.name}: ${error.message}`);
      return undefined;
    });
  const applied = await ask(
    async () => (await clients.servicequotas.send(new GetServiceQuotaCommand(asked))).Quota?.Value,
  );
  const known = applied ?? (own === undefined ? undefined : await ask(() => own(clients)));
  if (known !== undefined) return { limit: known, limitOf: 'account' };
  const everybodys = await ask(
    async () => (await clients.servicequotas.send(new GetAWSDefaultServiceQuotaCommand(asked))).Quota?.Value,
  );
  const [limitBecause = 'AWS names no limit of this account'] = refusals;
  return everybodys === undefined
    ? { limit: usual, limitOf: 'table', limitBecause }
    : { limit: everybodys, limitOf: 'default', limitBecause };
}
