// Run Command against the simulated machines themselves: the agent's registration, its way out, and what its scripts do.

import { expect, test } from 'vitest';
import { createKernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import type { FleetObservation } from '../../../../src/sandbox/fleet/fleet.js';
import { createSimulatedFleet, newState } from '../../../../src/sandbox/fleet/simulated/index.js';
import { controllers, newStore, observations, operations } from '../../../../src/sandbox/services/ssm/index.js';
import type { World } from '../../../../src/sandbox/world.js';
import { environmentOf, type Surroundings, spec } from '../../fleet/harness.js';
import { ALONE } from '../shared/lookup.js';
import { START } from './harness.js';

const ACCOUNT = { id: '123456789012', region: 'us-east-1', zones: [] };

/** One running machine, its agent permitted or not, with a network that can be cut. */
function machineWith(permitted = true) {
  const around = { blocked: {}, resolves: true, permitted, nodes: [], exists: false } as unknown as Surroundings;
  const world = {
    account: ACCOUNT,
    kernel: newKernelState<SandboxEvent>('machines', START),
    ssm: newStore(ACCOUNT),
    ec2: { instances: { 'i-1': { instanceId: 'i-1', state: 'running', tags: {} } } },
  };
  const kernel = createKernel<SandboxEvent>(world.kernel);
  const fleet = createSimulatedFleet(newState(), kernel, environmentOf(around));
  const context: Context = {
    kernel,
    world: world as unknown as World,
    perform: (command) => fleet.perform(command),
    metrics: { publish: () => undefined },
    lookup: ALONE,
  };
  for (const { name, rank, reconcile } of controllers) kernel.register(name, rank, (key) => reconcile(context, key));
  const mailbox = new Map<string, FleetObservation>();
  kernel.register('mailbox', 0, (key) => {
    const seen = mailbox.get(key);
    const take = seen && (observations[seen.kind] as ((seen: FleetObservation, context: Context) => void) | undefined);
    if (seen !== undefined) take?.(seen, context);
    return undefined;
  });
  fleet.subscribe((observation, at) => {
    const key = `${world.kernel.seq}`;
    mailbox.set(key, observation);
    kernel.wake('mailbox', key, at);
  });
  fleet.perform({ kind: 'boot', machine: spec('i-1', undefined) });
  return {
    context,
    advance: (seconds: number) => kernel.runUntil(kernel.now + seconds * 1_000),
    cut: (isCut: boolean) => {
      around.blocked = isCut ? { 'instance>internet': { because: 'the NAT gateway is gone' } } : {};
      fleet.perform({ kind: 'network-changed' });
    },
    send: (commands: string[], executionTimeout = '3600') => {
      const Parameters = { commands, executionTimeout: [executionTimeout] };
      const input = { DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-1'], Parameters, TimeoutSeconds: 600 };
      return operations.SendCommand(input, context).Command?.CommandId ?? '';
    },
    look: (CommandId: string) => operations.GetCommandInvocation({ CommandId, InstanceId: 'i-1' }, context),
    ping: () => operations.DescribeInstanceInformation({}, context).InstanceInformationList?.[0]?.PingStatus,
  };
}

test('SSM-06 a machine registers two to three minutes after its launch', () => {
  const made = machineWith();
  made.advance(110);
  expect(made.ping()).toBeUndefined();
  made.advance(90);
  expect(made.ping()).toBe('Online');
});

test('SSM-01 without permission it never registers', () => {
  const made = machineWith(false);
  made.advance(3_600);
  expect(made.ping()).toBeUndefined();
  expect(() => made.send(['true'])).toThrow(expect.objectContaining({ code: 'InvalidInstanceId' }));
});

test('SSM-03 a script runs on the machine and its output comes back', () => {
  const made = machineWith();
  made.advance(200);
  const good = made.send(['echo hello', 'echo world']);
  const bad = made.send(['echo before', 'exit 7']);
  made.advance(5);
  expect(made.look(good)).toMatchObject({
    Status: 'Success',
    ResponseCode: 0,
    StandardOutputContent: 'hello\nworld\n',
  });
  expect(made.look(bad)).toMatchObject({ Status: 'Failed', ResponseCode: 7, StandardOutputContent: 'before\n' });
});

test('SSM-02 SSM-04 a machine without a way out: accepted, it hangs, and runs when the way is back', () => {
  const made = machineWith();
  made.advance(200);
  made.cut(true);
  const id = made.send(['echo late']);
  made.advance(120);
  expect(made.look(id).Status).toBe('Delayed');
  expect(made.ping()).toBe('Online');
  made.advance(900);
  expect(made.ping()).toBe('ConnectionLost');
  expect(made.look(id).Status).toBe('Delayed');
  made.cut(false);
  made.advance(400);
  expect(made.look(id)).toMatchObject({ Status: 'Success', StandardOutputContent: 'late\n' });
  expect(made.ping()).toBe('Online');
});

test('SSM-04 a command that was given up is not run when the machine comes back', () => {
  const made = machineWith();
  made.advance(200);
  made.cut(true);
  const id = made.send(['echo late'], '60');
  made.advance(660);
  expect(made.look(id).StatusDetails).toBe('DeliveryTimedOut');
  made.cut(false);
  made.advance(600);
  expect(made.look(id)).toMatchObject({ StatusDetails: 'DeliveryTimedOut', StandardOutputContent: '' });
});

test('SSM-03 execution timeout: the script is killed', () => {
  const made = machineWith();
  made.advance(200);
  const id = made.send(['sleep 600', 'echo never'], '30');
  made.advance(29);
  expect(made.look(id).Status).toBe('InProgress');
  made.advance(2);
  expect(made.look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: 137 });
});

test('cancelling kills the script', () => {
  const made = machineWith();
  made.advance(200);
  const id = made.send(['echo begun', 'sleep 600', 'echo never']);
  made.advance(10);
  operations.CancelCommand({ CommandId: id }, made.context);
  made.advance(1);
  expect(made.look(id)).toMatchObject({ Status: 'Cancelled', StandardOutputContent: 'begun\n' });
});
