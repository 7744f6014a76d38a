// The schema of ha-lab.json: one vocabulary, AWS's own names. What a value alone may be stands here; what values must be
// to one another stands in rules.ts; reading the file, with places for every problem, in load-config.ts.
import { z } from 'zod';
import { isCidr } from './cidr.js';

/** Longest suffix added to the name is "-alb" (load balancers: 32 characters), so 28 are left. */
export const MAX_NAME_LENGTH = 28;

/** Published SSM parameters of Amazon Linux images, by the short names that the wizard uses. */
export const AMI_PARAMETERS = {
  al2023: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  al2: '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2',
} as const;

/**
 * Stands for the sample app of this package. `.example` is reserved and never resolves, so that a stack which really asks a
 * registry for it fails by name instead of running a stranger's image.
 */
export const SAMPLE_IMAGE = 'ha-lab.example/django-sample:1';

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const cidr = z
  .string()
  .refine(isCidr, { message: 'must be a network in CIDR notation such as "10.0.0.0/16", host bits zero' });

/** Why a name is refused, or undefined. The name becomes part of the names of every resource, each with limits of its own. */
export function nameProblem(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH) {
    return `is ${name.length} characters long; at most ${MAX_NAME_LENGTH} fit, because a load balancer's name ("<name>-alb") may have 32`;
  }
  if (!/^[a-z]/.test(name)) return 'must begin with a lower-case letter';
  if (!/^[a-z0-9-]+$/.test(name)) return 'may hold lower-case letters, digits and hyphens only';
  if (/-$|--/.test(name)) return 'must not end with a hyphen or hold two in a row';
  if (name.startsWith('internal-')) return 'must not begin with "internal-": AWS keeps that for load balancers';
  if (name.startsWith('sg-')) return 'must not begin with "sg-": AWS keeps that for security group ids';
  return undefined;
}

const name = z.string().superRefine((value, context) => {
  const problem = nameProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const vpc = z.strictObject({
  cidrBlock: cidr.describe('Address range of the VPC'),
  publicSubnetCidrs: z
    .array(cidr)
    .describe('One range per availability zone, for the load balancer and the NAT gateways'),
  privateSubnetCidrs: z.array(cidr).describe('One range per availability zone, for the instances'),
  natGateways: z.enum(['per-zone', 'single']).describe('A NAT gateway in each zone, or one in the first zone for all'),
  enableDnsSupport: z.boolean().describe('Whether machines inside can resolve names'),
  enableDnsHostnames: z.boolean().describe('Whether machines with public addresses get public names'),
});

const app = z.strictObject({
  image: z
    .string()
    .regex(/^[^\s"'`$\\]+$/, 'must be an image reference such as "registry/name:tag", without spaces or quotes')
    .describe('Container image that each machine pulls at birth'),
  containerPort: whole(1, 65535).describe('Port the container listens on'),
  workers: whole(1, 16).describe('gunicorn worker processes per machine'),
  threads: whole(1, 256).describe('Threads per worker process'),
  workMs: z.number().min(0).max(10_000).describe('CPU time each page burns, in milliseconds'),
  bootstrapSeconds: whole(0, 3600).describe('Your estimate of the time from launch to the first answer'),
});

const loadBalancer = z.strictObject({
  port: whole(1, 65535).describe('Port of the listener'),
  idleTimeoutSeconds: whole(1, 4000).describe(
    'After this long without a byte the load balancer gives up on a connection',
  ),
});

const targetGroup = z.strictObject({
  healthCheckPath: z
    .string()
    .regex(/^\/\S*$/, 'must be a path that begins with "/"')
    .max(1024)
    .describe('Path the health check asks for'),
  matcher: z
    .string()
    .regex(
      /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
      'must name HTTP codes such as "200", "200,302" or "200-299"',
    )
    .describe('HTTP codes that count as healthy'),
  healthCheckIntervalSeconds: whole(5, 300).describe('Time between two checks of a target'),
  healthCheckTimeoutSeconds: whole(2, 120).describe('A check without an answer after this long has failed'),
  healthyThresholdCount: whole(2, 10).describe('Passed checks in a row until an unhealthy target is healthy'),
  unhealthyThresholdCount: whole(2, 10).describe('Failed checks in a row until a target is unhealthy'),
  deregistrationDelaySeconds: whole(0, 3600).describe('How long a leaving target may finish its requests'),
});

const launchTemplate = z.strictObject({
  amiParameter: z
    .string()
    .regex(/^\/\S+$/, 'must be the name of an SSM parameter, such as the one of Amazon Linux 2023')
    .describe('SSM parameter that holds the id of the machine image'),
  instanceType: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be an instance type such as "t3.micro"')
    .describe('Size of a machine'),
  detailedMonitoring: z.boolean().describe('CPU figures every minute (true) or every five (false)'),
});

const group = z.strictObject({
  minSize: whole(0, 100).describe('The group never has fewer machines'),
  desiredCapacity: whole(0, 100).describe('Machines at the start; afterwards the policies decide'),
  maxSize: whole(1, 100).describe('The group never has more machines'),
  healthCheckType: z.enum(['ELB', 'EC2']).describe('ELB: the application must answer. EC2: the machine must run'),
  healthCheckGracePeriod: whole(0, 7200).describe('Seconds after launch in which failing checks replace nothing'),
  defaultInstanceWarmup: whole(0, 3600).describe(
    'Seconds until a new machine counts in step policies and target tracking',
  ),
  defaultCooldown: whole(0, 3600).describe('Seconds a simple policy waits after it acted; others ignore it'),
});

const scaling = z.strictObject({
  policyType: z.enum(['step', 'simple', 'target-tracking']).describe('How an alarm becomes a number of machines'),
  targetValue: z.number().min(1).max(100).describe('CPU percentage that target tracking aims at; others ignore it'),
});

const alarms = z.strictObject({
  cpuHighThreshold: z.number().min(0).max(100).describe('Scale out above this average CPU percentage'),
  cpuHighMinutes: whole(1, 60).describe('… for this many minutes in a row'),
  cpuLowThreshold: z.number().min(0).max(100).describe('Scale in below this average CPU percentage'),
  cpuLowMinutes: whole(1, 60).describe('… for this many minutes in a row'),
  treatMissingData: z
    .enum(['missing', 'ignore', 'breaching', 'notBreaching'])
    .describe('What a minute without a figure counts as'),
  actionsEnabled: z.boolean().describe('Whether the alarms may act; false shows their states only'),
});

export const configSchema = z.strictObject({
  schemaVersion: z.literal(1).describe('Version of this format'),
  name: name.describe('Name of the project; part of the name of every resource'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "us-east-1"')
    .describe('AWS region'),
  availabilityZones: z
    .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'must be a zone such as "us-east-1a"'))
    .min(2, 'needs at least two zones: one zone is not highly available, and a load balancer wants two')
    .max(3, 'may name at most three zones')
    .describe('Zones to spread over'),
  vpc,
  app,
  loadBalancer,
  targetGroup,
  launchTemplate,
  group,
  scaling,
  alarms,
});

export type Config = z.infer<typeof configSchema>;
