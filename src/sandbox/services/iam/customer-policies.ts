// The account's own managed policies, and what stands in the way of attaching or deleting them.

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { keyOf } from './entities.js';
import { noSuchEntity } from './errors.js';
import { managedPolicyName } from './policies.js';
import type { CustomerPolicy, Role } from './store.js';

export function customerPolicy(context: Context, arn: string): CustomerPolicy | undefined {
  const policy = own(context.world.iam.policies, keyOf(arn.slice(arn.lastIndexOf('/') + 1)));
  return policy?.arn === arn ? policy : undefined;
}

/** Throws NoSuchEntity. */
export function requireCustomerPolicy(context: Context, arn: string): CustomerPolicy {
  const policy = customerPolicy(context, arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** One of the account's own, or any that AWS manages. */
export function checkAttachable(context: Context, arn: string): void {
  if (customerPolicy(context, arn) === undefined) managedPolicyName(arn);
}

export function attachedTo(context: Context, arn: string): readonly Role[] {
  return Object.values(context.world.iam.roles).filter(({ attachedPolicyArns }) => attachedPolicyArns.includes(arn));
}

export function boundaryOf(context: Context, arn: string): readonly Role[] {
  return Object.values(context.world.iam.roles).filter(({ permissionsBoundary }) => permissionsBoundary === arn);
}
