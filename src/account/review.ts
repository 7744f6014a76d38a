// Everything to be known before something is created on an account, and every reason not to, at once.

import { type Config, type PriceList, priceList, SAMPLE_IMAGE } from '../generator/index.js';
import type { AwsClients } from '../lab/clients.js';
import { type Caller, callerOf } from './caller.js';
import { checkQuotas, type QuotaLine } from './quotas.js';

export interface AccountReview {
  readonly project: string;
  readonly region: string;
  readonly caller: Caller;
  /** Of the configured stack, whatever of it stands already. */
  readonly prices: PriceList;
  /** Empty where something stands already: what that needs is in use. */
  readonly quotas: readonly QuotaLine[];
}

export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

/** @param standing resources of the project that stand already */
export async function reviewAccount(clients: AwsClients, config: Config, standing: number): Promise<AccountReview> {
  const caller = await callerOf(clients);
  return {
    project: config.name,
    region: config.region,
    caller,
    prices: priceList(config),
    quotas: standing > 0 ? [] : await checkQuotas(clients, config),
  };
}

/** Pure: every reason for which this cannot work, found before anything is created. */
export function refusalsOf({ quotas, caller }: AccountReview, { app }: Config): readonly Refusal[] {
  const full = quotas
    .filter(({ verdict }) => verdict === 'exceeded')
    .map(({ name, needs, inUse, limit, command }) => ({
      message: `${name}: ${needs} needed, ${inUse} of ${limit} in use`,
      fix: `Remove what nobody needs, or ask for more: ${command.replace('get-service-quota', 'request-service-quota-increase')} --desired-value ${(inUse ?? 0) + needs}`,
    }));
  // The sandbox knows the sample by its name; a registry does not.
  if (app.image !== SAMPLE_IMAGE || caller.standIn !== undefined) return full;
  return [
    ...full,
    {
      message: `app.image is ${SAMPLE_IMAGE}, which only the sandbox knows`,
      fix: 'Build and push the sample, and write its name into ha-lab.json: ha-lab image build --image <registry>/django-sample:1',
    },
  ];
}
