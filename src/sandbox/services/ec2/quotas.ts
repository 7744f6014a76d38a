// What a fresh account may have of some things, as DescribeAccountAttributes says it and as it is enforced.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';

/** Elastic IP addresses of a region. */
const MAX_ADDRESSES = 5;
const MAX_GROUPS_PER_INTERFACE = 5;
/** AWS still answers this number, and counts vCPUs instead: it limits nothing. */
const MAX_INSTANCES_AS_ANSWERED = 20;

/** DescribeAccountAttributes, by attribute name. */
export function accountAttributes({ world: { ec2 } }: Context): Readonly<Record<string, string>> {
  const defaultVpc = Object.values(ec2.vpcs).find(({ isDefault }) => isDefault);
  return {
    'supported-platforms': 'VPC',
    'default-vpc': defaultVpc?.vpcId ?? 'none',
    'max-instances': String(MAX_INSTANCES_AS_ANSWERED),
    'vpc-max-security-groups-per-interface': String(MAX_GROUPS_PER_INTERFACE),
    'max-elastic-ips': String(MAX_ADDRESSES),
    'vpc-max-elastic-ips': String(MAX_ADDRESSES),
  };
}

/** Throws `AddressLimitExceeded` when the account has as many addresses as it may. */
export function checkAddressQuota({ world: { ec2 } }: Context): void {
  if (Object.keys(ec2.addresses).length < MAX_ADDRESSES) return;
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
