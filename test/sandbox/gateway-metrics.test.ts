// What NAT gateways count of the machines behind them, as CloudWatch shows it.

import { expect, test } from 'vitest';
import type { InMemoryLab } from '../../src/lab/in-memory.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { machinesOf, send } from '../helpers/observed.js';

interface Described {
  NatGateways?: { NatGatewayId: string; SubnetId: string }[];
  Subnets?: { SubnetId: string; AvailabilityZone: string }[];
}

/** The NAT gateway of each zone. */
function gatewaysOf({ sandbox }: InMemoryLab): Map<string, string> {
  const { NatGateways = [] } = sandbox.call('ec2', 'DescribeNatGateways', {}) as Described;
  const { Subnets = [] } = sandbox.call('ec2', 'DescribeSubnets', {}) as Described;
  const zoneOf = new Map(Subnets.map((subnet) => [subnet.SubnetId, subnet.AvailabilityZone]));
  return new Map(NatGateways.map((nat) => [zoneOf.get(nat.SubnetId) ?? '', nat.NatGatewayId]));
}

/** One figure a minute, oldest first, of all that is visible since `from`. */
function figures(sandbox: Sandbox, natGatewayId: string | undefined, metric: string, from: number): number[] {
  const { Datapoints = [] } = sandbox.call('cloudwatch', 'GetMetricStatistics', {
    ...{ Namespace: 'AWS/NATGateway', MetricName: metric, Period: 60, Statistics: ['Sum'] },
    Dimensions: [{ Name: 'NatGatewayId', Value: natGatewayId }],
    ...{ StartTime: new Date(from), EndTime: new Date(sandbox.now) },
  }) as { Datapoints?: { Timestamp: Date; Sum: number }[] };
  const inOrder = Datapoints.toSorted((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  return inOrder.map(({ Sum }) => Sum);
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const HOUR = 60 * MINUTES;

test('CW-07 a birth shows at the NAT gateway of its own zone: bytes, packets and connections; the other one says nought', async () => {
  const made = await deployedLab('gateway-metrics', { group: { minSize: 1, desiredCapacity: 1 } });
  const { sandbox } = made;
  sandbox.run(sandbox.now + 5 * MINUTES);
  const [machine] = await machinesOf(made);
  const gateways = gatewaysOf(made);
  expect(gateways.size).toBe(2);
  const from = sandbox.now - HOUR;
  const of = (zone: string | undefined, metric: string) => figures(sandbox, gateways.get(zone ?? ''), metric, from);
  const own = machine?.zone;
  const other = [...gateways.keys()].find((zone) => zone !== own);

  const received = of(own, 'BytesInFromDestination');
  // 29 MB of index, 84 MB of packages and 60 MB of image, with their headers; spread over the minutes that they took.
  expect(total(received)).toBeGreaterThan(173_000_000);
  expect(total(received)).toBeLessThan(180_000_000);
  expect(received.filter((bytes) => bytes > 1_000_000).length).toBeGreaterThan(1);
  expect(of(own, 'BytesOutToSource')).toEqual(received);
  expect(of(own, 'BytesInFromSource')).toEqual(of(own, 'BytesOutToDestination'));
  const packets = total(of(own, 'PacketsInFromDestination'));
  expect(total(received) / packets).toBeGreaterThan(1_400);
  expect(total(received) / packets).toBeLessThanOrEqual(1_500);
  const attempts = total(of(own, 'ConnectionAttemptCount'));
  expect(attempts).toBeGreaterThanOrEqual(3);
  expect(total(of(own, 'ConnectionEstablishedCount'))).toBe(attempts);
  expect(Math.max(...of(own, 'ActiveConnectionCount'))).toBeGreaterThanOrEqual(1);
  for (const metric of ['IdleTimeoutCount', 'ErrorPortAllocation', 'PacketsDropCount'])
    expect([metric, total(of(own, metric))]).toEqual([metric, 0]);

  const idle = of(other, 'BytesInFromDestination');
  expect(idle.length).toBeGreaterThan(5);
  for (const metric of [
    'BytesInFromDestination',
    'PacketsInFromSource',
    'ConnectionAttemptCount',
    'ActiveConnectionCount',
  ])
    expect([metric, total(of(other, metric))]).toEqual([metric, 0]);
});

test('CW-07 with the internet unreachable behind it a gateway counts attempts that establish nothing', async () => {
  const made = await deployedLab('gateway-metrics', { group: { minSize: 1, desiredCapacity: 1 } });
  const { sandbox } = made;
  const [machine] = await machinesOf(made);
  const nat = gatewaysOf(made).get(machine?.zone ?? '');
  const { RouteTables = [] } = sandbox.call('ec2', 'DescribeRouteTables', {}) as {
    RouteTables?: { RouteTableId: string; Routes?: { GatewayId?: string }[] }[];
  };
  for (const { RouteTableId, Routes = [] } of RouteTables) {
    if (Routes.some(({ GatewayId }) => GatewayId?.startsWith('igw-')))
      sandbox.call('ec2', 'DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
  }
  sandbox.run(sandbox.now + 2 * MINUTES);
  const from = sandbox.now;
  sandbox.run(sandbox.now + 12 * MINUTES);
  // The agent's heartbeats, every five minutes.
  expect(total(figures(sandbox, nat, 'ConnectionAttemptCount', from))).toBeGreaterThanOrEqual(2);
  expect(total(figures(sandbox, nat, 'ConnectionEstablishedCount', from))).toBe(0);
  expect(total(figures(sandbox, nat, 'BytesInFromDestination', from))).toBe(0);
  expect(total(figures(sandbox, nat, 'BytesOutToDestination', from))).toBeGreaterThan(0);
});

test('CW-07 a machine that loses its power leaves a connection behind, which times out after 350 s', async () => {
  const made = await deployedLab('gateway-metrics', { vpc: { natGateways: 'single' } });
  const { sandbox } = made;
  sandbox.run(sandbox.now + 5 * MINUTES);
  const [[natZone, nat] = []] = gatewaysOf(made);
  const machine = (await machinesOf(made)).find(({ zone }) => zone !== natZone);
  const zone = machine?.zone ?? '';
  send(made, machine?.id ?? '', 'docker pull registry.example.com/large:1');
  sandbox.run(sandbox.now + 10_000);
  const lost = sandbox.now;
  sandbox.act({ kind: 'zone-power', zone, on: false });
  const again = Sandbox.of(JSON.parse(JSON.stringify(sandbox.world)));
  for (const world of [sandbox, again]) world.run(lost + 9 * MINUTES);
  const timeouts = figures(sandbox, nat, 'IdleTimeoutCount', lost);
  expect(total(timeouts)).toBe(1);
  expect(timeouts.indexOf(1)).toBe(Math.floor(((lost % MINUTES) + 350_000) / MINUTES));
  expect(JSON.stringify(again.world)).toBe(JSON.stringify(sandbox.world));
});
