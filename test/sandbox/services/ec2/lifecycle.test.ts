import { describe, expect, test } from 'vitest';
import type { InstanceStateName } from '../../../../src/sandbox/events.js';
import { type LifecycleStep, nextStep } from '../../../../src/sandbox/services/ec2/controllers/instance-lifecycle.js';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import { type Bench, bench, codeOf, got, IMAGE } from './harness.js';

const MINUTE = 60_000;

function launchOne(world: Bench, more: Partial<ec2.LaunchRequest> = {}): string {
  const request = { imageId: IMAGE, instanceType: 't3.micro', count: 1, reason: 'test', ...more };
  return got(ec2.launchInstances(world.context, request)[0]).instanceId;
}

const stateOf = (world: Bench, instanceId: string) => ec2.findInstance(world.context, instanceId)?.state;

function statesOf(world: Bench, instanceId: string): InstanceStateName[] {
  return world
    .events('InstanceStateChanged')
    .filter((event) => event.instanceId === instanceId)
    .map(({ to }) => to);
}

function describeOne({ api, context }: Bench, instanceId: string) {
  return got(api.DescribeInstances({ InstanceIds: [instanceId] }, context).Reservations?.[0]?.Instances?.[0]);
}

describe('nextStep', () => {
  const hour = 3_600_000;
  const rows: readonly [string, Parameters<typeof nextStep>[0], number, LifecycleStep][] = [
    ['under way', { state: 'pending', transition: { to: 'running', at: 10 } }, 9, { kind: 'wait', until: 10 }],
    ['due', { state: 'pending', transition: { to: 'running', at: 10 } }, 10, { kind: 'become', state: 'running' }],
    ['nothing to do', { state: 'running' }, 10, { kind: 'rest' }],
    ['stopped rests', { state: 'stopped' }, 10, { kind: 'rest' }],
    ['terminated is shown an hour', { state: 'terminated', terminatedAt: 5 }, 10, { kind: 'wait', until: 5 + hour }],
    ['then forgotten', { state: 'terminated', terminatedAt: 5 }, 5 + hour, { kind: 'forget' }],
  ];
  test.each(rows)('EC2-02 %s', (_name, instance, now, expected) => {
    expect(nextStep(instance, now)).toEqual(expected);
  });
});

describe('an instance', () => {
  test('EC2-01 EC2-02 is pending, then running, with the codes 0 and 16', () => {
    const world = bench();
    const id = launchOne(world);
    expect(describeOne(world, id).State).toEqual({ Code: 0, Name: 'pending' });
    world.advance(3_999);
    expect(stateOf(world, id)).toBe('pending');
    world.advance(8_001);
    expect(describeOne(world, id).State).toEqual({ Code: 16, Name: 'running' });
  });

  test('EC2-08 hands its user data to the machine as it was sent, once', () => {
    const world = bench();
    const userData = btoa('#!/bin/bash\ndocker run web\n');
    const id = launchOne(world, { userData });
    const boots = world.commands.filter(({ kind }) => kind === 'boot');
    expect(boots).toHaveLength(1);
    expect(boots[0]).toMatchObject({ machine: { instanceId: id, userData, availabilityZone: 'us-east-1a' } });
    world.advance(MINUTE);
    world.api.StopInstances({ InstanceIds: [id] }, world.context);
    world.advance(MINUTE);
    world.api.StartInstances({ InstanceIds: [id] }, world.context);
    world.advance(MINUTE);
    expect(world.commands.filter(({ kind }) => kind === 'boot')).toHaveLength(1);
    expect(world.commands.filter(({ kind }) => kind === 'restart')).toEqual([{ kind: 'restart', instanceId: id }]);
    expect(codeOf(() => launchOne(world, { userData: btoa('x'.repeat(16_385)) }))).toBe('InvalidParameterValue');
    expect(codeOf(() => launchOne(world, { userData: '%%%' }))).toBe('InvalidParameterValue');
  });

  test('EC2-09 AL2023 demands tokens with two hops, AL2 takes either version with one; a launch may say otherwise', () => {
    const world = bench();
    const modern = launchOne(world);
    const old = launchOne(world, { imageId: 'ami-0c3d4e5f60718293a' });
    const own = launchOne(world, { metadataOptions: { httpPutResponseHopLimit: 1 } });
    const options = [modern, old, own].map((id) => ec2.findInstance(world.context, id)?.metadataOptions);
    expect(options).toMatchObject([
      { httpTokens: 'required', httpPutResponseHopLimit: 2 },
      { httpTokens: 'optional', httpPutResponseHopLimit: 1 },
      { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    ]);
    const hops = world.commands.flatMap((command) => (command.kind === 'boot' ? command.machine.metadataHopLimit : []));
    expect(hops).toEqual([2, 1, 1]);
  });

  test('EC2-02 a stop keeps the private address and gives another public one', () => {
    const world = bench();
    const id = launchOne(world);
    world.advance(MINUTE);
    const before = describeOne(world, id);
    expect(before.PublicIpAddress).toMatch(/^198\.1[89]\./);
    world.api.StopInstances({ InstanceIds: [id] }, world.context);
    expect(describeOne(world, id).State).toEqual({ Code: 64, Name: 'stopping' });
    world.advance(MINUTE);
    const stopped = describeOne(world, id);
    expect(stopped.State).toEqual({ Code: 80, Name: 'stopped' });
    expect(stopped.PublicIpAddress).toBeUndefined();
    expect(stopped.StateTransitionReason).toBe('User initiated (2026-01-05 12:01:00 GMT)');
    world.api.StartInstances({ InstanceIds: [id] }, world.context);
    world.advance(MINUTE);
    const after = describeOne(world, id);
    expect(after.State?.Name).toBe('running');
    expect(after.PrivateIpAddress).toBe(before.PrivateIpAddress);
    expect(after.PublicIpAddress).not.toBe(before.PublicIpAddress);
    expect(after.StateReason).toBeUndefined();
    expect(statesOf(world, id)).toEqual(['pending', 'running', 'stopping', 'stopped', 'pending', 'running']);
  });

  test('EC2-02 EC2-03 ends in 30 to 60 seconds, is shown for an hour more, and its disk and address go with it', () => {
    const world = bench();
    const id = launchOne(world);
    world.advance(MINUTE);
    const { networkInterfaceId } = got(ec2.findInstance(world.context, id));
    ec2.terminateInstances(world.context, [id], 'test');
    expect(describeOne(world, id)).toMatchObject({
      State: { Code: 32, Name: 'shutting-down' },
      StateReason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
    });
    expect(world.commands.at(-1)).toEqual({ kind: 'halt', instanceId: id, how: 'terminate' });
    world.advance(29_999);
    expect(stateOf(world, id)).toBe('shutting-down');
    world.advance(30_001);
    expect(describeOne(world, id).State).toEqual({ Code: 48, Name: 'terminated' });
    expect(describeOne(world, id).PrivateIpAddress).toBeUndefined();
    expect(world.context.world.ec2.networkInterfaces[networkInterfaceId]).toBeUndefined();
    expect(world.context.world.ec2.volumes).toEqual({});
    world.advance(59 * MINUTE);
    expect(stateOf(world, id)).toBe('terminated');
    world.advance(2 * MINUTE);
    expect(stateOf(world, id)).toBeUndefined();
  });

  test('EC2-02 EC2-03 shutdown in the guest stops it, or terminates it if it was launched so', () => {
    const world = bench();
    const stops = launchOne(world);
    const ends = launchOne(world, { shutdownBehavior: 'terminate' });
    world.advance(MINUTE);
    world.observe({ kind: 'halted', instanceId: stops });
    world.observe({ kind: 'halted', instanceId: ends });
    expect([stateOf(world, stops), stateOf(world, ends)]).toEqual(['stopping', 'shutting-down']);
    expect(ec2.findInstance(world.context, stops)?.stateReason?.code).toBe('Client.InstanceInitiatedShutdown');
    world.advance(MINUTE);
    expect([stateOf(world, stops), stateOf(world, ends)]).toEqual(['stopped', 'terminated']);
  });

  test('EC2-02 a reboot keeps it running', () => {
    const world = bench();
    const id = launchOne(world);
    world.advance(MINUTE);
    world.api.RebootInstances({ InstanceIds: [id] }, world.context);
    expect(world.commands.at(-1)).toEqual({ kind: 'reboot', instanceId: id });
    expect(stateOf(world, id)).toBe('running');
  });

  test('what cannot be is refused, and a call that is refused changes nothing', () => {
    const world = bench();
    const id = launchOne(world);
    const { api, context } = world;
    expect(codeOf(() => api.StartInstances({ InstanceIds: ['i-0123456789abcdef0'] }, context))).toBe(
      'InvalidInstanceID.NotFound',
    );
    world.advance(MINUTE);
    api.ModifyInstanceAttribute({ InstanceId: id, DisableApiTermination: { Value: true } }, context);
    const other = launchOne(world);
    expect(codeOf(() => ec2.terminateInstances(context, [other, id]))).toBe('OperationNotPermitted');
    expect(stateOf(world, other)).toBe('pending');
    api.StopInstances({ InstanceIds: [id] }, context);
    expect(codeOf(() => api.StartInstances({ InstanceIds: [id] }, context))).toBe('IncorrectInstanceState');
    expect(codeOf(() => api.RebootInstances({ InstanceIds: [id] }, context))).toBe('IncorrectInstanceState');
  });
});

test('a world saved at any instant goes on byte-identically', () => {
  const story = (world: Bench): void => {
    launchOne(world);
    world.advance(7_321);
    const second = launchOne(world);
    world.advance(1_234);
    ec2.terminateInstances(world.context, [second]);
  };
  const uninterrupted = bench('saved');
  story(uninterrupted);
  const saved = JSON.stringify(uninterrupted.context.world);
  const resumed = bench('saved', saved);
  for (const world of [uninterrupted, resumed]) {
    world.advance(10 * MINUTE);
    launchOne(world);
    world.advance(70 * MINUTE);
  }
  expect(JSON.stringify(resumed.context.world)).toBe(JSON.stringify(uninterrupted.context.world));
});
