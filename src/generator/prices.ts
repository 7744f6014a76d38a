// What a stack costs on AWS while nothing happens, line by line. The sandbox costs nothing.
import type { Config } from './config.js';
import { PRICES, REGION_PRICES, type RegionPrices } from './price-table.js';

export interface PriceLine {
  readonly item: string;
  readonly count: number;
  /** US dollars per hour for all of them; undefined if the table has no price. */
  readonly perHour: number | undefined;
  /** False: from memory, checked against nothing. */
  readonly sourced: boolean;
  readonly note?: string;
}

export interface PriceList {
  readonly currency: 'USD';
  readonly asOf: string;
  /** Region of the prices; other regions differ. */
  readonly region: string;
  readonly sources: readonly string[];
  readonly lines: readonly PriceLine[];
  /** Sum of the known lines. */
  readonly perHour: number;
  readonly perDay: number;
  /** False if a line has no known price, so that the sum is a lower bound. */
  readonly complete: boolean;
}

/** AWS counts the gigabytes of logs and disks in powers of two. */
const GIGABYTE = 2 ** 30;

interface OfRegion {
  readonly region: string;
  readonly prices: RegionPrices;
}

/** The region's own prices, or those of the default region where the table has none. */
function pricesOf(wanted: string): OfRegion {
  const own = REGION_PRICES[wanted];
  const region = own === undefined ? PRICES.defaultRegion : wanted;
  const prices = own ?? REGION_PRICES[PRICES.defaultRegion];
  if (prices === undefined) throw new Error(`the price table has no ${PRICES.defaultRegion}`);
  return { region, prices };
}

export interface Priced {
  /** AWS's word for it: `natgateway`, `elastic-ip`, `load-balancer`, `instance`. */
  readonly kind: string;
  /** Of an instance. */
  readonly type?: string;
  /** Of a load balancer: public IPv4 addresses of its nodes. */
  readonly addresses?: number;
  /** Of a log group: what it keeps. */
  readonly bytes?: number;
}

/** What one standing thing costs per idle hour, US dollars; 0 for what is free or has no price here. */
export function hourlyPrice(
  { kind, type = '', addresses = 0, bytes = 0 }: Priced,
  region: string = PRICES.defaultRegion,
): number {
  const { prices } = pricesOf(region);
  const table: Readonly<Record<string, number>> = {
    natgateway: prices.natGatewayHour,
    'elastic-ip': PRICES.publicAddressHour,
    'load-balancer': round(prices.loadBalancerHour + addresses * PRICES.publicAddressHour),
    instance: prices.instanceHour[type] ?? 0,
    volume: round((PRICES.diskGigabytes * prices.diskGigabyteMonth) / PRICES.hoursPerMonth),
    'log-group': round(((bytes / GIGABYTE) * prices.logGigabyteMonth) / PRICES.hoursPerMonth),
  };
  return table[kind] ?? 0;
}

/** The idle cost of the stack at its desired capacity, by the prices of its region where the table has them. */
export function priceList(config: Config): PriceList {
  const ofRegion = pricesOf(config.region);
  const lines = priceLines(config, ofRegion.prices);
  const perHour = lines.reduce((sum, line) => sum + (line.perHour ?? 0), 0);
  return {
    currency: 'USD',
    asOf: PRICES.asOf,
    region: ofRegion.region,
    sources: PRICES.sources,
    lines,
    perHour: round(perHour),
    perDay: round(perHour * 24),
    complete: lines.every((line) => line.perHour !== undefined),
  };
}

function priceLines(config: Config, prices: RegionPrices): PriceLine[] {
  const { group, vpc, availabilityZones, launchTemplate, scaling } = config;
  const machines = group.desiredCapacity;
  const nats = vpc.natGateways === 'single' ? 1 : availabilityZones.length;
  const addresses = nats + availabilityZones.length;
  const alarms = Math.max(0, 2 - PRICES.freeAlarms);
  const instanceHour = prices.instanceHour[launchTemplate.instanceType];
  const monthly = (dollars: number): number => round(dollars / PRICES.hoursPerMonth);
  const sourced = (figure: RegionPrices['sourced'][number]): boolean => prices.sourced.includes(figure);
  return [
    {
      item: 'NAT gateway',
      count: nats,
      perHour: round(nats * prices.natGatewayHour),
      sourced: sourced('natGatewayHour'),
      note: `and $${prices.natGatewayGigabyte} per GB through it`,
    },
    {
      item: 'load balancer',
      count: 1,
      perHour: prices.loadBalancerHour,
      sourced: sourced('loadBalancerHour'),
      note: `and $${prices.capacityUnitHour} per capacity unit and hour`,
    },
    {
      item: launchTemplate.instanceType,
      count: machines,
      perHour: instanceHour === undefined ? undefined : round(machines * instanceHour),
      sourced: sourced('instanceHour'),
    },
    {
      item: 'public IPv4 address',
      count: addresses,
      perHour: round(addresses * PRICES.publicAddressHour),
      sourced: true,
    },
    {
      item: `${PRICES.diskGigabytes} GB disk`,
      count: machines,
      perHour: monthly(machines * PRICES.diskGigabytes * prices.diskGigabyteMonth),
      sourced: sourced('diskGigabyteMonth'),
    },
    ...(launchTemplate.detailedMonitoring
      ? [
          {
            item: 'detailed monitoring',
            count: machines,
            perHour: monthly(machines * PRICES.detailedMonitoringMonth),
            sourced: true,
          },
        ]
      : []),
    {
      item: 'alarm',
      count: 2,
      perHour: monthly(alarms * PRICES.alarmMonth),
      sourced: true,
      note: scaling.policyType === 'target-tracking' ? 'made by AWS; the first ten are free' : 'the first ten are free',
    },
  ];
}

/** What this long costs, US dollars, rounded to the cent. */
export function costOf({ perHour }: Pick<PriceList, 'perHour'>, ms: number): number {
  return Math.round((perHour * ms) / 36_000) / 100;
}

/** Ten-thousandths of a dollar: enough for a per-hour figure. */
function round(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
