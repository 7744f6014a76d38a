// Everything to be known before something is created on an account, and every reason not to, at once.

import { type Config, type PriceList, priceList, SAMPLE_IMAGE } from '../generator/index.js';
import type { AwsClients } from '../lab/clients.js';
import { type Caller, callerOf } from './caller.js';
import type { ImageCheck } from './image/check.js';
import { imageRefusal } from './image/refusal.js';
import { checkQuotas, type QuotaLine } from './quotas.js';

export interface AccountReview {
  readonly project: string;
  readonly region: string;
  readonly caller: Caller;
  /** Of the configured stack, whatever of it stands already. */
  readonly prices: PriceList;
  /** Empty where something stands already: what that needs is in use. */
  readonly quotas: readonly QuotaLine[];
  /** Absent: nobody asked its registry, because the sandbox knows it by name. */
  readonly image?: ImageCheck;
}

export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

export interface ReviewOptions {
  /** Resources of the project that stand already. */
  readonly standing: number;
  /** Asks the registry; absent: nobody does. */
  readonly lookAtImage?: (config: Config) => Promise<ImageCheck>;
}

export async function reviewAccount(
  clients: AwsClients,
  config: Config,
  { standing, lookAtImage }: ReviewOptions,
): Promise<AccountReview> {
  const caller = await callerOf(clients);
  const [quotas, image] = await Promise.all([
    standing > 0 ? [] : checkQuotas(clients, config),
    config.app.image === SAMPLE_IMAGE ? undefined : lookAtImage?.(config),
  ]);
  return {
    project: config.name,
    region: config.region,
    caller,
    prices: priceList(config),
    quotas,
    ...(image === undefined ? {} : { image }),
  };
}

/** Pure: every reason for which this cannot work, found before anything is created. */
export function refusalsOf({ quotas, caller, image }: AccountReview, { app }: Config): readonly Refusal[] {
  const full = quotas
    .filter(({ verdict }) => verdict === 'exceeded')
    .map(({ name, needs, inUse, limit, command }) => ({
      message: `${name}: ${needs} needed, ${inUse} of ${limit} in use`,
      fix: `Remove what nobody needs, or ask for more: ${command.replace('get-service-quota', 'request-service-quota-increase')} --desired-value ${(inUse ?? 0) + needs}`,
    }));
  const seen = [image === undefined ? [] : (imageRefusal(image) ?? [])].flat();
  // The sandbox knows the sample by its name; a registry does not.
  if (app.image !== SAMPLE_IMAGE || caller.standIn !== undefined) return [...full, ...seen];
  return [
    ...full,
    {
      message: `app.image is ${SAMPLE_IMAGE}, which only the sandbox knows`,
      fix: 'Build and push the sample, and write its name into ha-lab.json: ha-lab image build --image public.ecr.aws/<alias>/django-sample:1',
    },
  ];
}
