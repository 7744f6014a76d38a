// What a fresh account may have of some things, as DescribeAccountAttributes says it and as it is enforced.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';

const MAX_GROUPS_PER_INTERFACE = 5;
/** AWS still answers this number, and counts vCPUs instead: it limits nothing. */
const MAX_INSTANCES_AS_ANSWERED = 20;

/** Elastic IP addresses of a region. */
const maxAddresses = ({ lookup }: Context): number => lookup.quota('ec2/L-0263D0A3');

/** DescribeAccountAttributes, by attribute name. */
export function accountAttributes(context: Context): Readonly<Record<string, string>> {
  const defaultVpc = Object.values(context.world.ec2.vpcs).find(({ isDefault }) => isDefault);
  return {
    'supported-platforms': 'VPC',
    'default-vpc': defaultVpc?.vpcId ?? 'none',
    'max-instances': String(MAX_INSTANCES_AS_ANSWERED),
    'vpc-max-security-groups-per-interface': String(MAX_GROUPS_PER_INTERFACE),
    'max-elastic-ips': String(maxAddresses(context)),
    'vpc-max-elastic-ips': String(maxAddresses(context)),
  };
}

/** Throws `AddressLimitExceeded` when the account has as many addresses as it may. */
export function checkAddressQuota(context: Context): void {
  if (Object.keys(context.world.ec2.addresses).length < maxAddresses(context)) return;
  throw new ServiceError('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
}

/** Throws `SecurityGroupsPerInterfaceLimitExceeded`. */
export function checkGroupQuota(securityGroupIds: readonly string[]): void {
  if (new Set(securityGroupIds).size <= MAX_GROUPS_PER_INTERFACE) return;
  throw new ServiceError(
    'SecurityGroupsPerInterfaceLimitExceeded',
    'The maximum number of security groups per interface has been reached.',
  );
}
