// Which machines Systems Manager knows, and how late it notices that one is silent.

import { expect, test } from 'vitest';
import { operations } from '../../../../src/sandbox/services/ssm/index.js';
import { bench, benchWith, START } from './harness.js';

function list(
  made: ReturnType<typeof bench>,
  input: Parameters<typeof operations.DescribeInstanceInformation>[0] = {},
) {
  return operations.DescribeInstanceInformation(input, made.context).InstanceInformationList ?? [];
}

test("SSM-06 a machine is known from its agent's first heartbeat on", () => {
  const made = bench();
  made.addInstance('i-1');
  expect(list(made)).toEqual([]);
  made.observe({ kind: 'agent-heartbeat', instanceId: 'i-1', reached: false });
  expect(list(made)).toEqual([]);
  made.advance(150);
  made.beat('i-1');
  expect(list(made)).toMatchObject([
    {
      InstanceId: 'i-1',
      PingStatus: 'Online',
      LastPingDateTime: new Date(START + 150_000),
      PlatformType: 'Linux',
      ResourceType: 'EC2Instance',
      IPAddress: '10.0.10.7',
    },
  ]);
});

test('SSM-02 silence shows only when the service looks: minutes after the last heartbeat', () => {
  const made = benchWith('i-1');
  made.advance(300);
  made.beat('i-1');
  made.advance(599);
  expect(list(made)[0]?.PingStatus).toBe('Online');
  made.advance(1);
  expect(list(made)[0]?.PingStatus).toBe('ConnectionLost');
  made.advance(100);
  made.observe({ kind: 'agent-heartbeat', instanceId: 'i-1', reached: false });
  expect(list(made)[0]?.PingStatus).toBe('ConnectionLost');
  made.beat('i-1');
  expect(list(made)[0]?.PingStatus).toBe('Online');
  const changes = made.context.kernel.journal.flatMap(({ event }) =>
    event.type === 'ManagedInstanceChanged' ? [event.to] : [],
  );
  expect(changes).toEqual(['Online', 'ConnectionLost', 'Online']);
});

test('SSM-02 regular heartbeats never flicker', () => {
  const made = benchWith('i-1');
  for (let beat = 0; beat < 20; beat += 1) {
    made.advance(300);
    made.beat('i-1');
    expect(list(made)[0]?.PingStatus).toBe('Online');
  }
});

test('a terminated machine is forgotten', () => {
  const made = benchWith('i-1', 'i-2');
  made.setState('i-1', 'terminated');
  expect(list(made).map((one) => one.InstanceId)).toEqual(['i-2']);
});

test('filters of both kinds, and what is not a filter', () => {
  const made = bench();
  made.addInstance('i-1', { role: 'web' });
  made.addInstance('i-2');
  made.beat('i-1', 'i-2');
  const ids = (input: Parameters<typeof list>[1]) => list(made, input).map((one) => one.InstanceId);
  expect(ids({ Filters: [{ Key: 'InstanceIds', Values: ['i-2'] }] })).toEqual(['i-2']);
  expect(ids({ Filters: [{ Key: 'tag:role', Values: ['web'] }] })).toEqual(['i-1']);
  expect(ids({ InstanceInformationFilterList: [{ key: 'PingStatus', valueSet: ['ConnectionLost'] }] })).toEqual([]);
  expect(() => ids({ Filters: [{ Key: 'Colour', Values: ['red'] }] })).toThrow(
    expect.objectContaining({ code: 'InvalidFilterKey' }),
  );
  expect(() => ids({ MaxResults: 2 })).toThrow('between 5 and 50');
});
