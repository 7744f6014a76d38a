// Instances and their disks: whoever lives has what it needs, whoever is gone has given everything back, whoever moves will arrive.

import type { Instance } from '../services/ec2/model/instance.js';
import type { World } from '../world.js';
import { type Breaches, collect } from './breaches.js';
import { pendingNames } from './kernel.js';

export function machineBreaches(world: World): readonly string[] {
  const breaches = collect();
  const { expect } = breaches;
  const { ec2, fleet } = world;
  const pending = pendingNames(world);
  for (const instance of Object.values(ec2.instances)) checkInstance(world, breaches, pending, instance);
  for (const { volumeId, instanceId, attachmentOpen } of Object.values(ec2.volumes)) {
    const lives = ec2.instances[instanceId] !== undefined && ec2.instances[instanceId]?.state !== 'terminated';
    expect(!attachmentOpen || lives, () => `${volumeId} hangs on ${instanceId}, which is gone`);
  }
  for (const { launchTemplateId, versions, defaultVersion, latestVersion } of Object.values(ec2.launchTemplates)) {
    expect(
      String(defaultVersion) in versions,
      () => `${launchTemplateId} has no version ${defaultVersion}, its default`,
    );
    const highest = Math.max(...Object.keys(versions).map(Number));
    expect(
      highest <= latestVersion,
      () => `${launchTemplateId} has version ${highest}, and gave no number above ${latestVersion}`,
    );
  }
  for (const [id, machine] of Object.entries(fleet.machines)) {
    const state = ec2.instances[id]?.state;
    expect(machine.terminated || state !== undefined, () => `a machine ${id} is there, and no such instance`);
    expect(
      machine.power === 'off' || state !== 'terminated',
      () => `the machine of ${id}, which is terminated, has power`,
    );
  }
  return breaches.found;
}

const MOVING: readonly string[] = ['pending', 'stopping', 'shutting-down'];

function checkInstance(
  { ec2, kernel }: World,
  { expect }: Breaches,
  pending: ReadonlySet<string>,
  instance: Instance,
): void {
  const { instanceId: id, state, transition } = instance;
  expect(!MOVING.includes(state) || transition !== undefined, () => `${id} is ${state} for ever`);
  expect(
    transition === undefined || transition.at >= kernel.now,
    () => `${id} should have become ${transition?.to} at ${transition?.at}`,
  );
  const awaited = transition !== undefined || state === 'terminated';
  expect(!awaited || pending.has(`instance-lifecycle ${id}`), () => `${id} is ${state}, and nobody will move it on`);
  if (state === 'terminated') {
    expect(
      !(instance.networkInterfaceId in ec2.networkInterfaces),
      () => `${id} is terminated and has its interface still`,
    );
    return;
  }
  expect(instance.subnetId in ec2.subnets, () => `${id} is in ${instance.subnetId}, which is gone`);
  expect(instance.networkInterfaceId in ec2.networkInterfaces, () => `${id} has no interface`);
  expect(instance.rootVolumeId in ec2.volumes, () => `${id} has no root volume`);
  for (const groupId of instance.securityGroupIds)
    expect(groupId in ec2.securityGroups, () => `${id} is in the security group ${groupId}, which is gone`);
}
