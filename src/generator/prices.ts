// What a stack costs on AWS while nothing happens, line by line. The sandbox costs nothing.
import type { Config } from './config.js';
import { PRICES } from './price-table.js';

export interface PriceLine {
  readonly item: string;
  readonly count: number;
  /** US dollars per hour for all of them; undefined if the table has no price. */
  readonly perHour: number | undefined;
  readonly note?: string;
}

export interface PriceList {
  readonly currency: 'USD';
  readonly asOf: string;
  /** Region of the prices; other regions differ. */
  readonly region: string;
  readonly source: string;
  readonly lines: readonly PriceLine[];
  /** Sum of the known lines. */
  readonly perHour: number;
  readonly perDay: number;
  /** False if a line has no known price, so that the sum is a lower bound. */
  readonly complete: boolean;
}

/**
 * What one standing thing costs per idle hour, US dollars; 0 for what is free or has no price here.
 * @param kind AWS's word for it: `natgateway`, `elastic-ip`, `load-balancer`, `instance` @param type of an instance
 */
export function hourlyPrice(kind: string, type = ''): number {
  const prices: Readonly<Record<string, number>> = {
    natgateway: PRICES.natGatewayHour,
    'elastic-ip': PRICES.publicAddressHour,
    'load-balancer': PRICES.loadBalancerHour,
    instance: PRICES.instanceHour[type] ?? 0,
  };
  return prices[kind] ?? 0;
}

/** The idle cost of the stack at its desired capacity. */
export function priceList(config: Config): PriceList {
  const lines = priceLines(config);
  const perHour = lines.reduce((sum, line) => sum + (line.perHour ?? 0), 0);
  return {
    currency: 'USD',
    asOf: PRICES.asOf,
    region: PRICES.region,
    source: PRICES.source,
    lines,
    perHour: round(perHour),
    perDay: round(perHour * 24),
    complete: lines.every((line) => line.perHour !== undefined),
  };
}

function priceLines({ group, vpc, availabilityZones, launchTemplate, scaling }: Config): PriceLine[] {
  const machines = group.desiredCapacity;
  const nats = vpc.natGateways === 'single' ? 1 : availabilityZones.length;
  const addresses = nats + availabilityZones.length;
  const alarms = Math.max(0, 2 - PRICES.freeAlarms);
  const instanceHour = PRICES.instanceHour[launchTemplate.instanceType];
  const monthly = (dollars: number): number => round(dollars / PRICES.hoursPerMonth);
  return [
    {
      item: 'NAT gateway',
      count: nats,
      perHour: round(nats * PRICES.natGatewayHour),
      note: 'and $0.045 per GB through it',
    },
    {
      item: 'load balancer',
      count: 1,
      perHour: PRICES.loadBalancerHour,
      note: 'and $0.008 per capacity unit and hour',
    },
    {
      item: launchTemplate.instanceType,
      count: machines,
      perHour: instanceHour === undefined ? undefined : round(machines * instanceHour),
    },
    { item: 'public IPv4 address', count: addresses, perHour: round(addresses * PRICES.publicAddressHour) },
    {
      item: `${PRICES.diskGigabytes} GB disk`,
      count: machines,
      perHour: monthly(machines * PRICES.diskGigabytes * PRICES.diskGigabyteMonth),
    },
    ...(launchTemplate.detailedMonitoring
      ? [{ item: 'detailed monitoring', count: machines, perHour: monthly(machines * PRICES.detailedMonitoringMonth) }]
      : []),
    {
      item: 'alarm',
      count: 2,
      perHour: monthly(alarms * PRICES.alarmMonth),
      note: scaling.policyType === 'target-tracking' ? 'made by AWS; the first ten are free' : 'the first ten are free',
    },
  ];
}

/** Ten-thousandths of a dollar: enough for a per-hour figure. */
function round(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
