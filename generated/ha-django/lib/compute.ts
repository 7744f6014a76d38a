// The machines: what one looks like (launch template), what it may do (role), and how many there
// are and where (auto scaling group).
import { readFileSync } from 'node:fs';
import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import type { TerraformStack } from 'cdktf';
import config from '../ha-lab.json';
import type { FrontDoor } from './load-balancer';
import type { Network } from './network';

/** Group metrics are free, and the lab reads them. */
const GROUP_METRICS = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
];

const PROJECT_TAGS: Readonly<Record<string, string>> = {
  Name: `${config.name}-instance`,
  'ha-lab:project': config.name,
};

export interface Compute {
  readonly group: AutoscalingGroup;
}

export function createCompute(stack: TerraformStack, network: Network, frontDoor: FrontDoor): Compute {
  const { profile, permissions } = createProfile(stack);
  const template = createLaunchTemplate(stack, frontDoor, profile);

  const group = new AutoscalingGroup(stack, 'group', {
    name: `${config.name}-asg`,
    minSize: config.group.minSize,
    desiredCapacity: config.group.desiredCapacity,
    maxSize: config.group.maxSize,
    vpcZoneIdentifier: network.privateSubnets.map((subnet) => subnet.id),
    launchTemplate: { id: template.id, version: '$Latest' },
    targetGroupArns: [frontDoor.targetGroup.arn],
    // ELB: a machine counts as healthy only if its application answers. EC2 would see the machine alone.
    healthCheckType: config.group.healthCheckType,
    // Until this many seconds after launch, a failing health check does not replace the machine.
    healthCheckGracePeriod: config.group.healthCheckGracePeriod,
    // Step policies count a new machine, and its CPU, only after this warm-up.
    defaultInstanceWarmup: config.group.defaultInstanceWarmup,
    // Only simple policies wait for the cooldown; step policies and target tracking ignore it.
    defaultCooldown: config.group.defaultCooldown,
    metricsGranularity: '1Minute',
    enabledMetrics: GROUP_METRICS,
    // Enough for the machines to start. It does not wait for them to be healthy; `ha-lab deploy` does.
    waitForCapacityTimeout: '10m',
    // The provider's default tags do not reach this resource, so they are said here again.
    tag: Object.entries(PROJECT_TAGS).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    // Scaling changes the desired capacity; a later deploy must not undo it.
    lifecycle: { ignoreChanges: ['desired_capacity'] },
    // A machine installs Docker at birth: its way out, its permissions and its front door come first.
    dependsOn: [...network.wayOut, ...frontDoor.ready, permissions],
  });
  return { group };
}

/** The role lets Systems Manager run commands on the machine: no SSH, no key, no open port. */
function createProfile(stack: TerraformStack) {
  const role = new IamRole(stack, 'instance_role', {
    name: `${config.name}-instance`,
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  });
  const permissions = new IamRolePolicyAttachment(stack, 'instance_role_ssm', {
    role: role.name,
    policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  });
  const profile = new IamInstanceProfile(stack, 'instance_profile', {
    name: `${config.name}-instance`,
    role: role.name,
  });
  return { profile, permissions };
}

function createLaunchTemplate(
  stack: TerraformStack,
  frontDoor: FrontDoor,
  profile: IamInstanceProfile,
): LaunchTemplate {
  // AWS publishes the newest image's id under this name.
  const ami = new DataAwsSsmParameter(stack, 'ami', { name: config.launchTemplate.amiParameter });

  return new LaunchTemplate(stack, 'launch_template', {
    name: `${config.name}-lt`,
    updateDefaultVersion: true,
    imageId: ami.value,
    instanceType: config.launchTemplate.instanceType,
    vpcSecurityGroupIds: [frontDoor.instanceSecurityGroup.id],
    iamInstanceProfile: { name: profile.name },
    userData: userData(),
    // CPU every minute instead of every five: without it, an alarm over two minutes sees old numbers.
    monitoring: { enabled: config.launchTemplate.detailedMonitoring },
    // Metadata only with a session token; hop limit 2, so that a container may ask, too.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 2 },
    // The group tags the machines; their disks are tagged here.
    tagSpecifications: [{ resourceType: 'volume', tags: PROJECT_TAGS }],
  });
}

/** user-data.sh with its {{NAMES}} filled in. Read from the project's folder, where every tool starts this app. */
function userData(): string {
  const values: Readonly<Record<string, string | number>> = {
    IMAGE: config.app.image,
    CONTAINER_PORT: config.app.containerPort,
    WORKERS: config.app.workers,
    THREADS: config.app.threads,
    WORK_MS: config.app.workMs,
  };
  const script = readFileSync('user-data.sh', 'utf8').replace(/\{\{([A-Z_]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`user-data.sh asks for {{${name}}}, which lib/compute.ts does not know`);
    return String(value);
  });
  return Buffer.from(script).toString('base64');
}
