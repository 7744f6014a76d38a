// Service Quotas' public face: what an account may have, of the few things that are counted here.

import { ServiceError } from '../../../errors.js';
import type { Context, Controller } from '../../context.js';
import { onlyModelled } from '../shared/modelled.js';
import type { Operations } from '../shared/operations.js';
import { page } from '../shared/pages.js';
import { own } from '../shared/records.js';
import { QUOTAS, type Quota } from './catalogue.js';

export { newStore, type ServiceQuotasStore } from './store.js';

type ServiceQuotas = typeof import('@aws-sdk/client-service-quotas');

const MOST_AT_ONCE = 100;

/** This account's own limit. @param quota by service and code: `ec2/L-0263D0A3` */
export function appliedQuota(context: Context, quota: string): number {
  const known = QUOTAS.find(({ service, code }) => `${service}/${code}` === quota);
  if (known === undefined) throw new Error(`the catalogue has no quota ${quota}`);
  return own(context.world.servicequotas.applied, quota) ?? known.usual;
}

function requiredQuota(ServiceCode: string, QuotaCode: string): Quota {
  const quota = ofService(ServiceCode).find(({ code }) => code === QuotaCode);
  if (quota !== undefined) return quota;
  throw notFound('the specified quota could not be found');
}

function ofService(ServiceCode: string): readonly Quota[] {
  const quotas = QUOTAS.filter(({ service }) => service === ServiceCode);
  if (quotas.length > 0) return quotas;
  throw notFound('the specified service does not exist');
}

const notFound = (why: string): ServiceError =>
  new ServiceError('NoSuchResourceException', `The request failed because ${why}.`);

function view({ service, serviceName, code, name, usual }: Quota, { world: { account } }: Context, own: boolean) {
  const owner = own ? account.id : '';
  return {
    ServiceCode: service,
    ServiceName: serviceName,
    QuotaArn: `arn:aws:servicequotas:${account.region}:${owner}:${service}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: usual,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  };
}

const appliedView = (quota: Quota, context: Context) => ({
  ...view(quota, context, true),
  Value: appliedQuota(context, `${quota.service}/${quota.code}`),
  QuotaAppliedAtLevel: 'ACCOUNT' as const,
});

function paged<Item>(items: readonly Item[], maxResults: number | undefined, nextToken: string | undefined) {
  const size = maxResults ?? MOST_AT_ONCE;
  if (size < 1 || size > MOST_AT_ONCE) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and ${MOST_AT_ONCE}`,
    );
  }
  const one = page(items, { maxResults: size, nextToken, errorCode: 'InvalidPaginationTokenException' });
  return { Quotas: one.items, NextToken: one.nextToken };
}

export const operations = {
  GetServiceQuota(input, context) {
    onlyModelled('GetServiceQuota', input, ['ServiceCode', 'QuotaCode']);
    return { Quota: appliedView(requiredQuota(input.ServiceCode, input.QuotaCode), context) };
  },

  GetAWSDefaultServiceQuota({ ServiceCode, QuotaCode }, context) {
    return { Quota: view(requiredQuota(ServiceCode, QuotaCode), context, false) };
  },

  ListServiceQuotas(input, context) {
    onlyModelled('ListServiceQuotas', input, ['ServiceCode', 'QuotaCode', 'MaxResults', 'NextToken']);
    const wanted = ofService(input.ServiceCode).filter(
      ({ code }) => input.QuotaCode === undefined || code === input.QuotaCode,
    );
    return paged(
      wanted.map((quota) => appliedView(quota, context)),
      input.MaxResults,
      input.NextToken,
    );
  },

  ListAWSDefaultServiceQuotas({ ServiceCode, MaxResults, NextToken }, context) {
    const all = ofService(ServiceCode).map((quota) => view(quota, context, false));
    return paged(all, MaxResults, NextToken);
  },
} satisfies Operations<ServiceQuotas, Context>;

export const controllers: readonly Controller[] = [];
