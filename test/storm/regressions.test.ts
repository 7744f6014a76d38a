// What storms have found, one by one, as short as they made it. Each was broken once.

import { beforeAll, describe, expect, test } from 'vitest';
import { createKernel, DAY_MS, newKernelState } from '../../src/kernel/index.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { brokenInvariants } from '../../src/sandbox/invariants.js';
import { forgetRawValues } from '../../src/sandbox/services/cloudwatch/controllers/metric-retention.js';
import type { Column } from '../../src/sandbox/services/cloudwatch/rules/column.js';
import type { World } from '../../src/sandbox/world.js';
import { deployedWorld } from './storm.js';

let base: World;
beforeAll(async () => {
  base = await deployedWorld('generated/ha-django');
});

const deployed = (): Sandbox => Sandbox.of(structuredClone(base));
const first = (table: object): string => Object.keys(table)[0] ?? '';

describe('the kernel', () => {
  test('a task that was moved forward and then back does not return to its old place on loading', () => {
    const woken: number[] = [];
    const open = (state: ReturnType<typeof newKernelState<string>>) => {
      const kernel = createKernel(state);
      kernel.register('c', 1, () => {
        woken.push(kernel.now);
        return kernel.now < 100 ? 100 : undefined;
      });
      return kernel;
    };
    const state = newKernelState<string>('seed', 0);
    const kernel = open(state);
    kernel.wake('c', 'k', 50);
    kernel.wake('c', 'k', 20);
    kernel.runUntil(30);
    open(JSON.parse(JSON.stringify(state))).runUntil(200);
    expect(woken).toEqual([20, 100]);
  });

  test('old places of tasks do not pile up', () => {
    const state = newKernelState<string>('seed', 0);
    const kernel = createKernel(state);
    kernel.register('c', 1, () => kernel.now + DAY_MS);
    for (let round = 0; round < 2_000; round += 1) {
      kernel.wake('c', 'k');
      kernel.runUntil(kernel.now + 10);
    }
    expect(state.tasks.length).toBeLessThan(70);
    expect(kernel.pending()).toHaveLength(1);
  });
});

describe('addresses', () => {
  test('the Elastic IP of a NAT gateway cannot be given to another, nor another to it', () => {
    const sandbox = deployed();
    const { ec2 } = sandbox.world;
    const held = Object.values(ec2.addresses).find(({ association }) => association !== undefined);
    const other = Object.values(ec2.networkInterfaces).find(({ attachment }) => attachment?.instanceId !== undefined);
    const input = {
      AllocationId: held?.allocationId,
      NetworkInterfaceId: other?.networkInterfaceId,
      AllowReassociation: true,
    };
    expect(() => sandbox.call('ec2', 'AssociateAddress', input)).toThrow(
      expect.objectContaining({ code: 'AuthFailure' }),
    );
    const { AllocationId } = sandbox.call('ec2', 'AllocateAddress', { Domain: 'vpc' }) as { AllocationId: string };
    const NetworkInterfaceId = held?.association?.networkInterfaceId;
    expect(() => sandbox.call('ec2', 'AssociateAddress', { AllocationId, NetworkInterfaceId })).toThrow(
      expect.objectContaining({ code: 'AuthFailure' }),
    );
  });

  test('a second Elastic IP takes the place of the first', () => {
    const sandbox = deployed();
    const InstanceId = first(sandbox.world.ec2.instances);
    const allocate = (): string =>
      (sandbox.call('ec2', 'AllocateAddress', { Domain: 'vpc' }) as { AllocationId: string }).AllocationId;
    const ids = [allocate(), allocate()];
    for (const AllocationId of ids) sandbox.call('ec2', 'AssociateAddress', { AllocationId, InstanceId });
    expect(ids.map((id) => sandbox.world.ec2.addresses[id]?.association?.instanceId)).toEqual([undefined, InstanceId]);
    expect(brokenInvariants(sandbox.world)).toEqual([]);
  });
});

test('VPC-21 a subnet with a NAT gateway that has only just been created cannot be deleted, nor with one that will fail', () => {
  const sandbox = Sandbox.born({ seed: 'nat' });
  const ec2 = (operation: string, input: object): unknown => sandbox.call('ec2', operation, input);
  const subnet = (): string => {
    const { Vpc } = ec2('CreateVpc', { CidrBlock: '10.0.0.0/24' }) as { Vpc: { VpcId: string } };
    const answer = ec2('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.0.0.0/28' }) as {
      Subnet: { SubnetId: string };
    };
    return answer.Subnet.SubnetId;
  };
  const [sound, doomed] = [subnet(), subnet()];
  ec2('CreateNatGateway', { SubnetId: sound, ConnectivityType: 'private' });
  ec2('CreateNatGateway', { SubnetId: doomed, AllocationId: 'eipalloc-0123456789abcdef0' });
  const remove = (SubnetId: string) => () => ec2('DeleteSubnet', { SubnetId });
  const inUse = expect.objectContaining({ code: 'DependencyViolation' });
  for (const id of [sound, doomed]) expect(remove(id)).toThrow(inUse);
  sandbox.run(sandbox.now + 10 * 60_000);
  expect(remove(sound)).toThrow(inUse);
  expect(remove(doomed)).not.toThrow();
  expect(brokenInvariants(sandbox.world)).toEqual([]);
});

test('$Latest is the highest version that is left, and no number is given twice', () => {
  const sandbox = deployed();
  const LaunchTemplateId = first(sandbox.world.ec2.launchTemplates);
  const create = (): number => {
    const input = { LaunchTemplateId, SourceVersion: '1', LaunchTemplateData: { InstanceType: 't3.small' } };
    const answer = sandbox.call('ec2', 'CreateLaunchTemplateVersion', input) as {
      LaunchTemplateVersion: { VersionNumber: number };
    };
    return answer.LaunchTemplateVersion.VersionNumber;
  };
  const given = create();
  sandbox.call('ec2', 'DeleteLaunchTemplateVersions', { LaunchTemplateId, Versions: [String(given)] });
  const latest = sandbox.call('ec2', 'DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions: ['$Latest'] });
  expect(latest).toMatchObject({ LaunchTemplateVersions: [{ VersionNumber: given - 1 }] });
  expect(create()).toBe(given + 1);
});

describe('groups', () => {
  test('ASG-96 an instance of another VPC is refused before anything is changed', () => {
    const sandbox = deployed();
    const { ec2, autoscaling } = sandbox.world;
    const defaultVpc = Object.values(ec2.vpcs).find(({ isDefault }) => isDefault)?.vpcId;
    const group = autoscaling.groups[first(autoscaling.groups)];
    const subnet = Object.values(ec2.subnets).find(
      ({ vpcId, availabilityZone }) => vpcId === defaultVpc && group?.availabilityZones.includes(availabilityZone),
    );
    const launched = sandbox.call('ec2', 'RunInstances', {
      ImageId: 'ami-0a1b2c3d4e5f60718',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnet?.subnetId,
    }) as { Instances: { InstanceId: string }[] };
    sandbox.run(sandbox.now + 60_000);
    const InstanceIds = launched.Instances.map(({ InstanceId }) => InstanceId);
    const desired = group?.desiredCapacity;
    expect(() =>
      sandbox.call('autoscaling', 'AttachInstances', { AutoScalingGroupName: group?.groupName, InstanceIds }),
    ).toThrow(/another VPC/);
    expect([group?.desiredCapacity, brokenInvariants(sandbox.world)]).toEqual([desired, []]);
  });

  test('ASG-28 ASG-90 a group goes on listing a dead machine that it may not replace, though EC2 has forgotten it', () => {
    const sandbox = deployed();
    const AutoScalingGroupName = first(sandbox.world.autoscaling.groups);
    const members = () => Object.values(sandbox.world.autoscaling.groups[AutoScalingGroupName]?.instances ?? {});
    const InstanceIds = members().map(({ instanceId }) => instanceId);
    const [standby] = InstanceIds;
    const call = (operation: string, input: object): unknown =>
      sandbox.call('autoscaling', operation, { AutoScalingGroupName, ...input });
    call('UpdateAutoScalingGroup', { MinSize: 1 });
    call('SuspendProcesses', { ScalingProcesses: ['ReplaceUnhealthy', 'AlarmNotification'] });
    call('EnterStandby', { InstanceIds: [standby], ShouldDecrementDesiredCapacity: true });
    sandbox.run(sandbox.now + 10 * 60_000);
    sandbox.call('ec2', 'TerminateInstances', { InstanceIds });
    sandbox.run(sandbox.now + 2 * 60 * 60_000);
    expect(Object.keys(sandbox.world.ec2.instances)).not.toContain(standby);
    expect(
      members()
        .map(({ lifecycleState }) => lifecycleState)
        .sort(),
    ).toEqual(['InService', 'Standby']);
    expect(brokenInvariants(sandbox.world)).toEqual([]);
    call('ExitStandby', { InstanceIds: [standby] });
    call('ResumeProcesses', { ScalingProcesses: ['ReplaceUnhealthy'] });
    for (let minute = 0; minute < 15; minute += 1) {
      sandbox.run(sandbox.now + 60_000);
      expect(brokenInvariants(sandbox.world)).toEqual([]);
    }
    expect(members().filter(({ instanceId }) => InstanceIds.includes(instanceId))).toEqual([]);
    expect(members()).toHaveLength(2);
  });

  test('ASG-95 one named twice goes into standby once', () => {
    const sandbox = deployed();
    const group = Object.values(sandbox.world.autoscaling.groups)[0];
    const id = first(group?.instances ?? {});
    const input = {
      AutoScalingGroupName: group?.groupName,
      InstanceIds: [id, id],
      ShouldDecrementDesiredCapacity: false,
    };
    const answer = sandbox.call('autoscaling', 'EnterStandby', input) as { Activities: unknown[] };
    expect([answer.Activities.length, brokenInvariants(sandbox.world)]).toEqual([1, []]);
  });
});

test.each([true, false])(
  'ASG-98 a group that is deleted takes its refresh with it (instances left: %s)',
  (inhabited) => {
    const sandbox = deployed();
    const AutoScalingGroupName = first(sandbox.world.autoscaling.groups);
    const call = (operation: string, input: object): unknown =>
      sandbox.call('autoscaling', operation, { AutoScalingGroupName, ...input });
    if (!inhabited) {
      call('UpdateAutoScalingGroup', { MinSize: 0, DesiredCapacity: 0 });
      sandbox.run(sandbox.now + 10 * 60_000);
    }
    call('StartInstanceRefresh', { Preferences: { InstanceWarmup: 0 } });
    call('DeleteAutoScalingGroup', { ForceDelete: true });
    for (let second = 0; second < 400; second += 10) {
      expect(brokenInvariants(sandbox.world)).toEqual([]);
      sandbox.run(sandbox.now + 10_000);
    }
    expect([sandbox.world.autoscaling.groups, sandbox.world.autoscaling.refreshes]).toEqual([{}, {}]);
  },
);

test('CW-08 raw values are forgotten after a day, their points are not', () => {
  const now = 10 * DAY_MS;
  const old: Column = { packed: [], runs: [[now - 2 * DAY_MS, 0, 1, 2, 3, 1, 2]] };
  const stream = {
    unit: 'Seconds',
    columns: { 60: structuredClone(old) },
    fresh: [],
    histograms: { [`60/${now - 2 * DAY_MS}`]: '1 2', [`60/${now - 1_000}`]: '1 2' },
  };
  forgetRawValues(stream, now);
  expect([Object.keys(stream.histograms), stream.columns[60]]).toEqual([[`60/${now - 1_000}`], old]);
});
