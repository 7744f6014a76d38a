// The recommended stack, and the values that follow from others (zones from the region, subnets from the VPC).
import { formatCidr, type Network, nthSubnet, parseCidr } from './cidr.js';
import { AMI_PARAMETERS, type Config, SAMPLE_IMAGE } from './config.js';

export const DEFAULT_NAME = 'ha-django';
export const DEFAULT_REGION = 'us-east-1';
export const DEFAULT_VPC_CIDR = '10.0.0.0/16';

/** The first two zones of a region. */
export function defaultZones(region: string): string[] {
  return [`${region}a`, `${region}b`];
}

/**
 * Subnets of a VPC: public ones from its lower half, private ones from its upper half, one of each per zone.
 * /24 where the VPC is large enough, else an eighth of the VPC each. Empty lists if the VPC's range cannot be parsed.
 */
export function defaultSubnets(
  vpcCidr: string,
  zones: number,
): { publicSubnetCidrs: string[]; privateSubnetCidrs: string[] } {
  const vpc = parseCidr(vpcCidr);
  if (!vpc) return { publicSubnetCidrs: [], privateSubnetCidrs: [] };
  const prefix = Math.min(Math.max(24, vpc.prefix + 3), 32);
  const half = 2 ** (prefix - vpc.prefix) / 2;
  return { publicSubnetCidrs: subnets(vpc, prefix, 0, zones), privateSubnetCidrs: subnets(vpc, prefix, half, zones) };
}

function subnets(vpc: Network, prefix: number, first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => formatCidr(nthSubnet(vpc, prefix, first + index)));
}

/** The recommended configuration under a name. */
export function defaultConfig(name: string = DEFAULT_NAME): Config {
  const availabilityZones = defaultZones(DEFAULT_REGION);
  return {
    schemaVersion: 1,
    name,
    region: DEFAULT_REGION,
    availabilityZones,
    vpc: {
      cidrBlock: DEFAULT_VPC_CIDR,
      ...defaultSubnets(DEFAULT_VPC_CIDR, availabilityZones.length),
      natGateways: 'per-zone',
      enableDnsSupport: true,
      enableDnsHostnames: true,
    },
    app: { image: SAMPLE_IMAGE, containerPort: 8000, workers: 2, threads: 64, workMs: 16.5, bootstrapSeconds: 180 },
    loadBalancer: { port: 80, idleTimeoutSeconds: 60 },
    targetGroup: {
      healthCheckPath: '/',
      matcher: '200-299',
      healthCheckIntervalSeconds: 30,
      healthCheckTimeoutSeconds: 5,
      healthyThresholdCount: 5,
      unhealthyThresholdCount: 2,
      deregistrationDelaySeconds: 300,
    },
    launchTemplate: { amiParameter: AMI_PARAMETERS.al2023, instanceType: 't3.micro', detailedMonitoring: true },
    group: {
      minSize: 1,
      desiredCapacity: 2,
      maxSize: 4,
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 420,
      defaultInstanceWarmup: 300,
      defaultCooldown: 300,
    },
    scaling: { policyType: 'step', targetValue: 50 },
    alarms: {
      cpuHighThreshold: 70,
      cpuHighMinutes: 2,
      cpuLowThreshold: 30,
      cpuLowMinutes: 5,
      treatMissingData: 'missing',
      actionsEnabled: true,
    },
  };
}
