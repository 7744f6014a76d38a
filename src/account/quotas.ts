// Whether the account has room for the stack: what it needs, what is in use, and the most there may be. Whatever cannot be asked is said to
// be unknown; only a limit that the account itself named can refuse a deploy, because AWS's defaults may have been raised or not yet given.

import { DescribeAccountLimitsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandInput,
  paginateDescribeInstances,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import {
  DescribeAccountLimitsCommand as DescribeBalancerLimitsCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../generator/index.js';
import { isAwsAnswer } from '../lab/aws-answer.js';
import type { AwsClients } from '../lab/clients.js';
import { everyPage } from '../lab/inventory/pages.js';
import { type LimitOwner, type LimitSource, limitOf } from './limits.js';
import { vcpuPool } from './vcpu-pools.js';

export interface QuotaLine {
  /** AWS's name for the quota. */
  readonly name: string;
  readonly needs: number;
  /** Undefined: it could not be asked. */
  readonly inUse: number | undefined;
  readonly limit: number;
  readonly limitOf: LimitOwner;
  /** Why the limit is not the account's own, where it is not. */
  readonly limitBecause?: string;
  readonly verdict: QuotaVerdict;
  /** Why it is not known, where it is not. */
  readonly because?: string;
  /** The AWS CLI command that shows the account's own limit. */
  readonly command: string;
}

export type QuotaVerdict = 'fits' | 'exceeded' | 'may not fit' | 'not checked';

interface Quota extends LimitSource {
  readonly name: string;
  needs(config: Config, clients: AwsClients): Promise<number> | number;
  inUse(clients: AwsClients, config: Config): Promise<number>;
}

const zonesWithNat = ({ vpc, availabilityZones }: Config): readonly string[] =>
  vpc.natGateways === 'single' ? availabilityZones.slice(0, 1) : availabilityZones;

const QUOTAS: readonly Quota[] = [
  {
    name: 'VPCs in the region',
    needs: () => 1,
    inUse: async ({ ec2 }) => (await everyPage(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs)).length,
    usual: 5,
    code: ['vpc', 'L-F678F1CE'],
  },
  {
    name: 'Elastic IP addresses in the region',
    needs: (config) => zonesWithNat(config).length,
    inUse: async ({ ec2 }) => (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0,
    own: async ({ ec2 }) => {
      const { AccountAttributes = [] } = await ec2.send(new DescribeAccountAttributesCommand({}));
      const own = AccountAttributes.find(({ AttributeName }) => AttributeName === 'vpc-max-elastic-ips');
      const value = own?.AttributeValues?.[0]?.AttributeValue;
      return value === undefined ? undefined : Number(value);
    },
    usual: 5,
    code: ['ec2', 'L-0263D0A3'],
  },
  {
    name: 'NAT gateways in one zone',
    needs: () => 1,
    inUse: natGatewaysInFullestZone,
    usual: 5,
    code: ['vpc', 'L-FE5A380F'],
  },
  {
    name: 'Application load balancers',
    needs: () => 1,
    inUse: async ({ elbv2 }) => {
      const pages = paginateDescribeLoadBalancers({ client: elbv2 }, {});
      const all = await everyPage(pages, ({ LoadBalancers }) => LoadBalancers);
      return all.filter(({ Type }) => Type === 'application').length;
    },
    own: async ({ elbv2 }) => {
      const { Limits = [] } = await elbv2.send(new DescribeBalancerLimitsCommand({}));
      const most = Limits.find(({ Name }) => Name === 'application-load-balancers')?.Max;
      return most === undefined ? undefined : Number(most);
    },
    usual: 50,
    code: ['elasticloadbalancing', 'L-53DA6B97'],
  },
  {
    name: 'Auto Scaling groups',
    needs: () => 1,
    inUse: async ({ autoscaling }) =>
      (await autoscaling.send(new DescribeAccountLimitsCommand({}))).NumberOfAutoScalingGroups ?? 0,
    own: async ({ autoscaling }) =>
      (await autoscaling.send(new DescribeAccountLimitsCommand({}))).MaxNumberOfAutoScalingGroups,
    usual: 500,
    code: ['autoscaling', 'L-CDE20ADC'],
  },
];

/** Of the pool that the configured instance type draws on. */
function vcpus({ launchTemplate: { instanceType } }: Config): Quota {
  const { name, code, usual } = vcpuPool(instanceType);
  return {
    name: `vCPUs of running on-demand ${name} instances`,
    needs: async ({ group }, { ec2 }) => {
      const InstanceTypes = [instanceType] as DescribeInstanceTypesCommandInput['InstanceTypes'];
      const answer = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes }));
      return group.maxSize * (answer.InstanceTypes?.[0]?.VCpuInfo?.DefaultVCpus ?? 2);
    },
    inUse: (clients) => vcpusRunning(clients, name),
    usual,
    code: ['ec2', code],
  };
}

/** Every quota that the stack touches, each asked for itself: one that may not be asked hides no other. */
export function checkQuotas(clients: AwsClients, config: Config): Promise<readonly QuotaLine[]> {
  return Promise.all([...QUOTAS, vcpus(config)].map((quota) => checkOne(quota, clients, config)));
}

async function checkOne(quota: Quota, clients: AwsClients, config: Config): Promise<QuotaLine> {
  const { name, code } = quota;
  const command = `aws service-quotas get-service-quota --service-code ${code[0]} --quota-code ${code[1]} --region ${config.region}`;
  const limit = await limitOf(clients, quota);
  try {
    const [needs, inUse] = await Promise.all([quota.needs(config, clients), quota.inUse(clients, config)]);
    return { name, needs, inUse, ...limit, verdict: verdictOf({ needs, inUse, ...limit }), command };
  } catch (error) {
    if (!isAwsAnswer(error)) throw error;
    const because = `${error.name}: ${error.message}`;
    return { name, needs: 1, inUse: undefined, ...limit, verdict: 'not checked', because, command };
  }
}

/** Pure. A default that is passed already was raised: how far, nobody knows. */
export function verdictOf(line: {
  readonly needs: number;
  readonly inUse: number;
  readonly limit: number;
  readonly limitOf: LimitOwner;
}): QuotaVerdict {
  const { needs, inUse, limit, limitOf } = line;
  if (inUse + needs <= limit) return 'fits';
  if (limitOf === 'account') return 'exceeded';
  return inUse > limit ? 'not checked' : 'may not fit';
}

async function natGatewaysInFullestZone({ ec2 }: AwsClients, config: Config): Promise<number> {
  const [gateways, subnets] = await Promise.all([
    everyPage(paginateDescribeNatGateways({ client: ec2 }, {}), ({ NatGateways }) => NatGateways),
    everyPage(paginateDescribeSubnets({ client: ec2 }, {}), ({ Subnets }) => Subnets),
  ]);
  const zoneOf = new Map(subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
  const standing = gateways.filter(({ State }) => State !== 'deleted' && State !== 'failed');
  const counts = zonesWithNat(config).map(
    (zone) => standing.filter(({ SubnetId }) => zoneOf.get(SubnetId) === zone).length,
  );
  return Math.max(0, ...counts);
}

/** @param pool by its name: machines of another pool take nothing from it */
async function vcpusRunning({ ec2 }: AwsClients, pool: string): Promise<number> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const pages = paginateDescribeInstances({ client: ec2 }, { Filters });
  const reservations = await everyPage(pages, ({ Reservations }) => Reservations);
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .filter(
      ({ InstanceType = '', InstanceLifecycle }) =>
        InstanceLifecycle === undefined && vcpuPool(InstanceType).name === pool,
    )
    .reduce((sum, { CpuOptions }) => sum + (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1), 0);
}
