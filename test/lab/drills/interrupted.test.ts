// A drill whose process is killed: before or after any of its changes. Healing brings everything back, twice is once, and what AWS or a
// deploy replaced meanwhile is nobody's fault.

import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateNetworkAclCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeVpcAttributeCommand,
  ReplaceNetworkAclAssociationCommand,
} from '@aws-sdk/client-ec2';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { ACTIONS, findAction } from '../../../src/lab/actions/index.js';
import type { AwsClients } from '../../../src/lab/clients.js';
import { performDrill } from '../../../src/lab/drill.js';
import type { Lab } from '../../../src/lab/lab.js';
import { MINUTES } from '../../helpers/deployed.js';
import { healthy, type Ward, ward } from './harness.js';

/** Through AWS's APIs: the others have a single step, outside of them. */
const DRILLS = ACTIONS.filter(({ summary }) => !summary.includes('for the sandbox only')).map(({ name }) => name);
/** Nobody replaces a machine while the test looks at its settings. */
const QUIET = { group: { healthCheckType: 'EC2' } } as const;

class Killed extends Error {}

/** Clients of a process that dies at its n-th change. @param taken whether AWS still takes that one */
function dying(clients: AwsClients, at: number, taken: boolean): { readonly clients: AwsClients; changes(): number } {
  let changes = 0;
  const mortal = Object.entries(clients).map(([service, client]) => {
    const send = async (command: object): Promise<unknown> => {
      const looks = /^(Describe|Get|List)/.test(command.constructor.name);
      if (!looks) changes += 1;
      if (!looks && changes === at && !taken) throw new Killed();
      const answer = await (client.send as (words: unknown) => Promise<unknown>)(command);
      if (!looks && changes === at) throw new Killed();
      return answer;
    };
    return [service, Object.assign(Object.create(client), { send })];
  });
  return { clients: Object.fromEntries(mortal), changes: () => changes };
}

/** Everything that drills change, as the APIs tell it; ids of machines apart. */
async function settings({ clients, outputs }: Lab): Promise<unknown> {
  const { ec2, autoscaling, cloudwatch, elbv2 } = clients;
  const Filters = [{ Name: 'vpc-id', Values: [outputs.vpcId] }];
  const [acls, tables, groups, alarms, targets, addresses, dns] = await Promise.all([
    ec2.send(new DescribeNetworkAclsCommand({ Filters })),
    ec2.send(new DescribeRouteTablesCommand({ Filters })),
    autoscaling.send(new DescribeAutoScalingGroupsCommand({})),
    cloudwatch.send(new DescribeAlarmsCommand({})),
    elbv2.send(new DescribeTargetGroupsCommand({})),
    ec2.send(new DescribeAddressesCommand({})),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId: outputs.vpcId, Attribute: 'enableDnsSupport' })),
  ]);
  const { AutoScalingGroups: [group] = [] } = groups;
  const { LaunchTemplateId } = group?.LaunchTemplate ?? {};
  const versions = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['$Latest'] });
  const [newest] = (await ec2.send(versions)).LaunchTemplateVersions ?? [];
  const guards = (acls.NetworkAcls ?? []).flatMap(({ NetworkAclId, Associations = [] }) =>
    Associations.map(({ SubnetId }) => `${SubnetId} ${NetworkAclId}`),
  );
  return {
    acls: (acls.NetworkAcls ?? []).length,
    guards: guards.sort(),
    routes: (tables.RouteTables ?? [])
      .flatMap(({ Routes = [] }) => Routes.map((route) => JSON.stringify(route)))
      .sort(),
    desired: group?.DesiredCapacity,
    suspended: group?.SuspendedProcesses,
    alarms: (alarms.MetricAlarms ?? []).map(({ AlarmName, Threshold }) => [AlarmName, Threshold]),
    path: (targets.TargetGroups ?? []).map(({ HealthCheckPath }) => HealthCheckPath),
    addresses: (addresses.Addresses ?? []).length,
    dns: dns.EnableDnsSupport,
    userData: newest?.LaunchTemplateData?.UserData,
  };
}

async function begun(stand: Ward, name: string, at: number, taken: boolean): Promise<number> {
  const { lab } = stand.stack;
  const act = await findAction(name).plan(lab, {}, await lab.observe());
  const mortal = dying(lab.clients, at, taken);
  const drill = performDrill({ ...lab, clients: mortal.clients }, stand.log, act, {
    project: stand.project,
    drill: name,
  });
  if (at > 0) await expect(drill).rejects.toThrow(Killed);
  else await drill;
  return mortal.changes();
}

describe.each(DRILLS)('%s', (name) => {
  test('killed before or after any of its changes, it is healed, twice as once', async () => {
    const changes = await begun(await ward(QUIET, 0), name, 0, true);
    expect(changes).toBeGreaterThan(0);
    for (let at = 1; at <= changes; at += 1) {
      for (const taken of [false, true]) {
        const stand = await ward(QUIET, 0);
        const before = await settings(stand.stack.lab);
        await begun(stand, name, at, taken);
        await stand.heal();
        expect(stand.log.open()).toEqual([]);
        expect(await settings(stand.stack.lab)).toEqual(before);
        const seen = await stand.pass(15);
        expect(healthy(seen)).toHaveLength(2);
        expect(await monitored(stand.stack.lab)).toEqual(['enabled', 'enabled']);
      }
    }
  });

  test('healed after AWS replaced every machine', async () => {
    const stand = await ward({}, 0);
    const before = await settings(stand.stack.lab);
    await begun(stand, name, 0, true);
    const { instances } = await stand.stack.lab.observe();
    for (const { id } of instances) stand.stack.sandbox.call('ec2', 'TerminateInstances', { InstanceIds: [id] });
    await stand.pass(20);
    await stand.heal();
    expect(stand.log.open()).toEqual([]);
    expect(await settings(stand.stack.lab)).toEqual(before);
    expect(healthy(await stand.pass(20))).toHaveLength(2);
  });
});

async function monitored({ clients, outputs }: Lab): Promise<readonly (string | undefined)[]> {
  const Filters = [
    { Name: 'vpc-id', Values: [outputs.vpcId] },
    { Name: 'instance-state-name', Values: ['running'] },
  ];
  const { Reservations = [] } = await clients.ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ Monitoring }) => Monitoring?.State);
}

describe('what a deploy or somebody else replaced meanwhile', () => {
  test('a NAT gateway that is gone: its route is left to the next deploy', async () => {
    const stand = await ward(QUIET, 0);
    const { target } = await stand.drill('cut-nat');
    const gateways = Object.values(stand.stack.sandbox.world.ec2.natGateways);
    for (const { natGatewayId: NatGatewayId } of gateways) {
      await stand.stack.lab.clients.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    }
    await stand.pass(5);
    expect(target).toMatch(/^us-east-1/);
    expect(await stand.heal()).toMatchObject([{ result: 'moot', said: expect.stringContaining('is gone') }]);
  });

  test('a network ACL of the subnet’s own that is gone: the VPC’s own takes its place, and ours goes', async () => {
    const stand = await ward(QUIET, 0);
    const { ec2 } = stand.stack.lab.clients;
    const VpcId = stand.stack.lab.outputs.vpcId;
    const { NetworkAcl: own } = await ec2.send(new CreateNetworkAclCommand({ VpcId }));
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
    const [association] = NetworkAcls.flatMap(({ Associations = [] }) => Associations);
    const AssociationId = association?.NetworkAclAssociationId;
    const NetworkAclId = own?.NetworkAclId;
    await ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }));
    const zone = Object.values(stand.stack.sandbox.world.ec2.subnets).find(
      ({ subnetId }) => subnetId === association?.SubnetId,
    )?.availabilityZone;
    await stand.drill('block-zone', { on: zone });
    await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId }));
    await stand.heal();
    const after = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
    expect((after.NetworkAcls ?? []).map(({ IsDefault }) => IsDefault)).toEqual([true]);
  });

  test.each(['set-desired-capacity', 'suspend'])('%s of a group that is gone is moot', async (name) => {
    const stand = await ward(QUIET, 0);
    await stand.drill(name);
    const AutoScalingGroupName = stand.stack.lab.outputs.autoScalingGroupName;
    stand.stack.sandbox.call('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName, ForceDelete: true });
    stand.stack.sandbox.run(stand.stack.sandbox.now + 15 * MINUTES);
    expect(await stand.heal()).toMatchObject([{ result: 'moot' }]);
  });

  test('limits that were moved: the desired capacity goes as near as they let it', async () => {
    const stand = await ward(QUIET, 0);
    await stand.drill('set-desired-capacity');
    const AutoScalingGroupName = stand.stack.lab.outputs.autoScalingGroupName;
    stand.stack.sandbox.call('autoscaling', 'UpdateAutoScalingGroup', { AutoScalingGroupName, MinSize: 3, MaxSize: 5 });
    expect(await stand.heal()).toMatchObject([{ said: expect.stringContaining('is 3: the limits are 3 to 5 now') }]);
  });
});
