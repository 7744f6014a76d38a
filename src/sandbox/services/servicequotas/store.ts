// Service Quotas' slice of the world: where this account's limits differ from what AWS gives everybody. Types and what a new account has.

import type { Account } from '../../world.js';

export interface ServiceQuotasStore {
  /** By service and quota code, `ec2/L-1216C47A`; what is not here is AWS's default. */
  readonly applied: Record<string, number>;
}

/**
 * AWS's default for vCPUs is 5 and stands in its documentation, yet accounts show more: AWS raises it as an account is used. This one
 * shows 32, so that the recommended stack fits into it, as it does into an account that somebody works with.
 */
const VCPUS_OF_AN_ACCOUNT_IN_USE = 32;

export function newStore(_account: Account): ServiceQuotasStore {
  return { applied: { 'ec2/L-1216C47A': VCPUS_OF_AN_ACCOUNT_IN_USE } };
}
