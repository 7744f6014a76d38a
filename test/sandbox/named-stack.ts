// A deployed stack, and the names by which calls ask for its things.

import type { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab } from '../helpers/deployed.js';
import type { Names } from './refused-parameters.js';

export interface NamedStack {
  readonly stack: Sandbox;
  readonly names: Names;
}

export async function namedStack(): Promise<NamedStack> {
  const { sandbox, lab } = await deployedLab('refused');
  // A machine must have been up for some minutes before it takes commands.
  sandbox.run(sandbox.now + 5 * 60_000);
  const { ec2, elbv2, iam, autoscaling } = sandbox.world;
  const group = Object.values(autoscaling.groups)[0];
  const balancer = Object.values(elbv2.loadBalancers)[0];
  const [subnet = '', otherSubnet = ''] = balancer?.nodes.map(({ subnetId }) => subnetId) ?? [];
  const first = (record: object, where: (value: never) => boolean = () => true): string =>
    Object.entries(record).find(([, value]) => where(value as never))?.[0] ?? '';
  const { AllocationId } = sandbox.call('ec2', 'AllocateAddress', {}) as { AllocationId: string };
  const listener = first(elbv2.listeners);
  const securityGroup = balancer?.securityGroupIds[0] ?? '';
  const { Rules } = sandbox.call('elbv2', 'CreateRule', {
    ListenerArn: listener,
    Priority: 3,
    Conditions: [{ Field: 'path-pattern', Values: ['/older'] }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } }],
  }) as { Rules: readonly { RuleArn: string }[] };
  const names = {
    group: lab.outputs.autoScalingGroupName,
    targetGroup: lab.outputs.targetGroupArn,
    loadBalancer: balancer?.loadBalancerArn ?? '',
    listener,
    listenerRule: Rules[0]?.RuleArn ?? '',
    rule: ec2.securityGroups[securityGroup]?.rules[0]?.ruleId ?? '',
    template: first(ec2.launchTemplates),
    instance: Object.keys(group?.instances ?? {})[0] ?? '',
    vpc: balancer?.vpcId ?? '',
    subnet,
    otherSubnet,
    securityGroup,
    routeTable: first(ec2.routeTables),
    acl: first(ec2.networkAcls),
    address: AllocationId,
    role: Object.values(iam.roles).find(({ linkedService }) => linkedService === undefined)?.roleName ?? '',
    alarm: lab.outputs.alarmNames[0] ?? '',
    now: sandbox.now,
  };
  return { stack: sandbox, names };
}
