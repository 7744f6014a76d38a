// The instant pace: what counts as being in transition, and real SDK waiters that find what they wait for at their first look.

import {
  CreateNatGatewayCommand,
  DescribeNatGatewaysCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  waitUntilInstanceRunning,
  waitUntilInstanceStatusOk,
  waitUntilInstanceTerminated,
  waitUntilNatGatewayAvailable,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, inTransition, pipelineOf, Sandbox, settling } from '../../src/sandbox/index.js';
import { SETTLE_CAP_MS } from '../../src/sandbox/settle.js';
import { MAY_STILL_START_MS } from '../../src/sandbox/transitions.js';
import type { World } from '../../src/sandbox/world.js';

const NOW = Sandbox.born().now;

/** A fresh account's world with this put into it. What the rows do not read may be missing. */
function worldWith(path: readonly string[], value: unknown): World {
  const world = structuredClone(Sandbox.born().world);
  let place = world as unknown as Record<string, Record<string, unknown>>;
  for (const name of path.slice(0, -1)) place = place[name] as Record<string, Record<string, unknown>>;
  (place as Record<string, unknown>)[path.at(-1) ?? ''] = value;
  return world;
}

const OK = { system: 'ok', instance: 'ok' };
const group = (members: object): unknown => ({
  groupName: 'g',
  groupArn: 'g-arn',
  instances: {},
  substitutes: [],
  trafficSources: [],
  ...members,
});
const target = (state: string, members: object = {}): unknown => ({
  targetGroupArn: 'tg',
  targets: { 'i-1': { health: { state }, views: {}, registeredAt: NOW - MAY_STILL_START_MS, ...members } },
});
const passes = (consecutivePasses: number) => ({ views: { a: { state: 'unhealthy', consecutivePasses } } });

type Row = readonly [what: string, path: string, value: unknown, states: readonly string[]];

const ROWS: readonly Row[] = [
  ...['pending', 'stopping', 'shutting-down'].map(
    (state): Row => [`an instance ${state}`, 'ec2.instances.i', { instanceId: 'i', state, statusChecks: OK }, [state]],
  ),
  ...['running', 'stopped', 'terminated'].map(
    (state): Row => [`an instance ${state}`, 'ec2.instances.i', { instanceId: 'i', state, statusChecks: OK }, []],
  ),
  [
    'EC2-04 a running instance whose checks have no verdict',
    'ec2.instances.i',
    { instanceId: 'i', state: 'running', statusChecks: { ...OK, instance: 'initializing' } },
    ['initializing'],
  ],
  [
    'an impaired instance',
    'ec2.instances.i',
    { instanceId: 'i', state: 'running', statusChecks: { ...OK, instance: 'impaired' } },
    [],
  ],
  ...(['pending', 'deleting'] as const).map(
    (state): Row => [`a NAT gateway ${state}`, 'ec2.natGateways.n', { natGatewayId: 'n', state }, [state]],
  ),
  ...(['available', 'failed', 'deleted'] as const).map(
    (state): Row => [`a NAT gateway ${state}`, 'ec2.natGateways.n', { natGatewayId: 'n', state }, []],
  ),
  [
    'a load balancer provisioning',
    'elbv2.loadBalancers.l',
    { loadBalancerArn: 'l', state: 'provisioning' },
    ['provisioning'],
  ],
  ['an active load balancer', 'elbv2.loadBalancers.l', { loadBalancerArn: 'l', state: 'active' }, []],
  ...['Pending', 'Pending:Proceed', 'Terminating', 'Terminating:Proceed', 'Detaching', 'EnteringStandby'].map(
    (state): Row => [
      `a member ${state}`,
      'autoscaling.groups.g',
      group({ instances: { i: { instanceId: 'i', lifecycleState: state } } }),
      [state],
    ],
  ),
  ...['InService', 'Standby', 'Terminated', 'Detached', 'Pending:Wait', 'Terminating:Wait'].map(
    (state): Row => [
      `ASG-11 a member ${state}`,
      'autoscaling.groups.g',
      group({ instances: { i: { instanceId: 'i', lifecycleState: state } } }),
      [],
    ],
  ),
  ['a change of capacity to come', 'autoscaling.groups.g', group({ trigger: { workAt: NOW + 1 } }), ['CapacityChange']],
  ['a change that something prevents', 'autoscaling.groups.g', group({ trigger: { workAt: NOW } }), []],
  ['ASG-17 a launch to be tried again', 'autoscaling.groups.g', group({ launchRetryAt: NOW + 60_000 }), []],
  ['a replacement to come', 'autoscaling.groups.g', group({ substitutes: [{ workAt: NOW + 1 }] }), ['CapacityChange']],
  [
    'a target group being attached',
    'autoscaling.groups.g',
    group({ trafficSources: [{ identifier: 't', state: 'Adding' }] }),
    ['Adding'],
  ],
  [
    'a target group without a healthy target',
    'autoscaling.groups.g',
    group({ trafficSources: [{ identifier: 't', state: 'Added' }] }),
    [],
  ],
  ['a fresh target', 'elbv2.targetGroups.t', target('initial'), ['initial']],
  ['a draining target', 'elbv2.targetGroups.t', target('draining'), ['draining']],
  ['a healthy or unused target', 'elbv2.targetGroups.t', target('unused'), []],
  ['an unhealthy target that will not heal', 'elbv2.targetGroups.t', target('unhealthy', passes(0)), []],
  ['ALB-12 an unhealthy target on its way back', 'elbv2.targetGroups.t', target('unhealthy', passes(2)), ['unhealthy']],
  [
    'an unhealthy target whose machine may still start',
    'elbv2.targetGroups.t',
    target('unhealthy', { registeredAt: NOW - MAY_STILL_START_MS + 1 }),
    ['unhealthy'],
  ],
  ...['Pending', 'InProgress', 'Delayed', 'Cancelling'].map(
    (status): Row => [
      `SSM-03 a command ${status}`,
      'ssm.commands.c',
      { commandId: 'c', invocations: [{ instanceId: 'i', status }] },
      [status],
    ],
  ),
  ...['Success', 'Cancelled', 'Failed', 'TimedOut'].map(
    (status): Row => [
      `SSM-03 a command ${status}`,
      'ssm.commands.c',
      { commandId: 'c', invocations: [{ instanceId: 'i', status }] },
      [],
    ],
  ),
  [
    'an alarm that waits for data',
    'cloudwatch.alarms.a',
    { stateValue: 'INSUFFICIENT_DATA', definition: { alarmName: 'a' } },
    [],
  ],
];

describe('in transition', () => {
  test('nothing in a fresh account', () => {
    expect(inTransition(Sandbox.born().world)).toEqual([]);
  });

  test.each(ROWS)('%s', (_what, path, value, states) => {
    expect(inTransition(worldWith(path.split('.'), value)).map(({ state }) => state)).toEqual(states);
  });

  test.each([
    ['InProgress', undefined, 1],
    ['WaitingForELBConnectionDraining', undefined, 1],
    ['MidLifecycleAction', undefined, 0],
    ['Successful', NOW, 0],
  ])('an activity %s', (statusCode, endedAt, count) => {
    const world = worldWith(['autoscaling', 'groups', 'g'], group({}));
    Object.assign(world.autoscaling.activities, { 'g-arn': [{ activityId: 'a', statusCode, endedAt }] });
    expect(inTransition(world)).toHaveLength(count);
  });

  test('ASG-98 a refresh, until it is stuck', () => {
    const world = worldWith(['autoscaling', 'groups', 'g'], group({}));
    const refreshes = [
      { refreshId: 'r', status: 'InProgress' },
      { refreshId: 's', status: 'InProgress', stuckSince: NOW },
    ];
    Object.assign(world.autoscaling.refreshes, { 'g-arn': refreshes });
    expect(inTransition(world).map(({ id }) => id)).toEqual(['r']);
  });
});

/** An instant sandbox and a client that is not ha-lab's own. */
function instant(sandbox = Sandbox.born({ seed: 'instant' })) {
  const moves: number[] = [];
  const before = settling(sandbox, () => moves.push(sandbox.now));
  const requestHandler = handlerOf(pipelineOf(sandbox, { before }));
  const ec2 = new EC2Client({
    region: sandbox.region,
    endpoint: 'http://sandbox.invalid',
    requestHandler,
    credentials: { accessKeyId: 'SOMEBODY', secretAccessKey: 'x' },
  });
  return { sandbox, ec2, moves, own: sandboxClients(sandbox.region, { kind: 'in-process', requestHandler }) };
}

const AMI = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const PATIENCE = { minDelay: 30, maxDelay: 30, maxWaitTime: 60 };
const subnetOf = (sandbox: Sandbox): string => Object.keys(sandbox.world.ec2.subnets)[0] ?? '';

async function story({ sandbox, ec2 }: ReturnType<typeof instant>): Promise<string> {
  const client = { client: ec2, ...PATIENCE };
  const run = await ec2.send(
    new RunInstancesCommand({ ImageId: AMI, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ClientToken: 'one' }),
  );
  const InstanceIds = [run.Instances?.[0]?.InstanceId ?? ''];
  await waitUntilInstanceRunning(client, { InstanceIds });
  await waitUntilInstanceStatusOk(client, { InstanceIds });
  const nat = await ec2.send(
    new CreateNatGatewayCommand({ SubnetId: subnetOf(sandbox), ConnectivityType: 'private', ClientToken: 'two' }),
  );
  await waitUntilNatGatewayAvailable(client, { NatGatewayIds: [nat.NatGateway?.NatGatewayId ?? ''] });
  await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  await waitUntilInstanceTerminated(client, { InstanceIds });
  return JSON.stringify([sandbox.now, sandbox.journal]);
}

describe('an instant sandbox', () => {
  test('lets SDK waiters through at their first look; the same calls tell the same story', async () => {
    const started = performance.now();
    const first = instant();
    const told = await story(first);
    // One pause of a waiter alone would be 30 s.
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(first.moves.length).toBeGreaterThan(2);
    expect(await story(instant())).toBe(told);
  });

  test('stands still where nothing is in transition, and where ha-lab itself asks', async () => {
    const { sandbox, ec2, own, moves } = instant();
    const from = sandbox.now;
    await ec2.send(new DescribeNatGatewaysCommand({}));
    await own.ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetOf(sandbox), ConnectivityType: 'private' }));
    await own.ec2.send(new DescribeNatGatewaysCommand({}));
    expect([sandbox.now, moves]).toEqual([from, []]);
    await ec2.send(new DescribeNatGatewaysCommand({}));
    expect(inTransition(sandbox.world)).toEqual([]);
    expect(moves).toEqual([sandbox.now]);
  });

  test('what outlasts fifteen minutes costs them once', async () => {
    const { sandbox, ec2 } = instant();
    const from = sandbox.now;
    // No machine will ever answer this one.
    const invocations = [{ instanceId: 'i-0', status: 'InProgress' }];
    Object.assign(sandbox.world.ssm.commands, { c: { commandId: 'c', invocations } });
    await ec2.send(new DescribeNatGatewaysCommand({}));
    expect(sandbox.now).toBe(from + SETTLE_CAP_MS);
    await ec2.send(new DescribeNatGatewaysCommand({}));
    expect(sandbox.now).toBe(from + SETTLE_CAP_MS);
  });

  test('calls that come at once wait for one run', async () => {
    const { sandbox, ec2, moves } = instant();
    await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetOf(sandbox), ConnectivityType: 'private' }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => ec2.send(new DescribeNatGatewaysCommand({}))));
    expect(answers.map(({ NatGateways }) => NatGateways?.[0]?.State)).toEqual(Array(5).fill('available'));
    expect(moves).toHaveLength(1);
  });
});
