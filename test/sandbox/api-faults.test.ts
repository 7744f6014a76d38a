// Throttling and outages of the APIs themselves: each protocol's own code, clients that get through, and a fault that is part of the world.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, localControl, openStored, PaceDial, pipelineOf, Sandbox } from '../../src/sandbox/index.js';
import type { ControlAction } from '../../src/sandbox/inputs.js';
import { controlRoutes } from '../../src/sandbox/server/control-routes.js';

type Fault = Extract<ControlAction, { kind: 'api-fault' }>['fault'];

const outage: Fault = { kind: 'outage', faultId: 'out', answer: 'ServiceUnavailable' };
const throttle = (admitOneIn: number, scope: Partial<Fault> = {}): Fault =>
  ({ faultId: 'slow-down', kind: 'throttle', admitOneIn, ...scope }) as Fault;

function account(fault?: Fault) {
  const sandbox = Sandbox.born({});
  if (fault !== undefined) sandbox.act({ kind: 'api-fault', fault });
  const requestHandler = handlerOf(pipelineOf(sandbox));
  return { sandbox, requestHandler, clients: sandboxClients(sandbox.region, { kind: 'in-process', requestHandler }) };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'passed',
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => `${error.$metadata?.httpStatusCode} ${error.name}`,
  );

const CALLS = [
  [
    'EC2',
    'RequestLimitExceeded',
    503,
    (c: ReturnType<typeof account>['clients']) => c.ec2.send(new DescribeVpcsCommand({})),
  ],
  ['Auto Scaling', 'Throttling', 400, (c) => c.autoscaling.send(new DescribeAutoScalingGroupsCommand({}))],
  ['CloudWatch', 'ThrottlingException', 400, (c) => c.cloudwatch.send(new DescribeAlarmsCommand({}))],
  ['Systems Manager', 'ThrottlingException', 400, (c) => c.ssm.send(new DescribeInstanceInformationCommand({}))],
] as const satisfies readonly (readonly [
  string,
  string,
  number,
  (c: ReturnType<typeof account>['clients']) => Promise<unknown>,
])[];

test.each(CALLS)('%s says %s when it is throttled, and 503 in an outage', async (_name, code, status, call) => {
  expect(await codeOf(call(account(throttle(1_000)).clients))).toBe(`${status} ${code}`);
  expect(await codeOf(call(account(outage).clients))).toBe('503 ServiceUnavailable');
  expect(await codeOf(call(account({ ...outage, answer: 'InternalFailure' }).clients))).toBe('500 InternalFailure');
});

test('a bounded throttle: clients try again and get through, each change is made once', async () => {
  const { sandbox, clients, requestHandler } = account(throttle(3, { service: 'ec2' }));
  for (let n = 0; n < 4; n += 1) await clients.ec2.send(new CreateVpcCommand({ CidrBlock: `10.${n}.0.0/16` }));
  const plain = new EC2Client({
    region: sandbox.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    endpoint: 'http://sandbox.invalid',
    requestHandler,
  });
  expect((await plain.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(5);
});

test('only the service and the operations that are named', async () => {
  const { clients } = account({ ...outage, service: 'ec2', operations: ['CreateVpc'] });
  expect(await codeOf(clients.ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })))).toContain('503');
  expect(await codeOf(clients.ec2.send(new DescribeVpcsCommand({})))).toBe('passed');
  expect(await codeOf(clients.cloudwatch.send(new DescribeAlarmsCommand({})))).toBe('passed');
});

test('the control surface is never throttled, undoes it, and journals both', async () => {
  const { sandbox, clients } = account(outage);
  const routes = controlRoutes(localControl(sandbox, new PaceDial(), () => {}));
  const post = (body: unknown) => routes({ method: 'POST', path: 'act', query: new URLSearchParams(), body });
  expect(await post({ kind: 'clear-api-fault', faultId: 'out' })).toEqual({ status: 200, body: {} });
  expect(await codeOf(clients.ec2.send(new DescribeVpcsCommand({})))).toBe('passed');
  await post({ kind: 'clear-api-fault', faultId: 'out' });
  const told = sandbox.journal.flatMap(({ event }) => (event.type.startsWith('Fault') ? [event] : []));
  expect(told).toMatchObject([
    { type: 'FaultInjected', faultId: 'out', what: expect.stringContaining('ServiceUnavailable') },
    { type: 'FaultCleared', faultId: 'out' },
  ]);
});

test('bad input is refused by name, over HTTP and in process', async () => {
  const { sandbox } = account();
  const refusals: readonly (readonly [Fault, RegExp])[] = [
    [{ ...outage, service: 'lambda' }, /no service lambda/],
    [{ ...outage, service: 'ec2', operations: ['DescribeAlarms'] }, /DescribeAlarms/],
    [throttle(1), /One call in 1/],
  ];
  for (const [fault, words] of refusals) expect(() => sandbox.act({ kind: 'api-fault', fault })).toThrow(words);
  const routes = controlRoutes(localControl(sandbox, new PaceDial(), () => {}));
  const body = { kind: 'api-fault', fault: { kind: 'throttle', faultId: 'x', admitOneIn: 0 } };
  const answer = await routes({ method: 'POST', path: 'act', query: new URLSearchParams(), body });
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining('admitOneIn') } });
});

test('it is part of the world: in a fork, and on disk after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ha-lab-api-fault-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const stored = openStored(folder, {});
  stored.sandbox.act({ kind: 'api-fault', fault: outage });
  stored.close();
  const again = openStored(folder, {});
  expect(again.sandbox.world.apiFaults).toEqual([outage]);
  expect(again.sandbox.fork().world.apiFaults).toEqual([outage]);
  again.close();
});
