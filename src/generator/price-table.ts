// Prices, dated and with their sources: AWS, US dollars without tax. Looked up by hand; no network. One table, so that one file goes out of date.

/** What differs from region to region. Everything is per hour unless its name says otherwise. */
export interface RegionPrices {
  /** Per NAT gateway and hour, a started hour counting whole; data processed costs extra. */
  readonly natGatewayHour: number;
  readonly natGatewayGigabyte: number;
  /** Per load balancer and hour. */
  readonly loadBalancerHour: number;
  /** Per load balancer capacity unit and hour; an idle balancer uses almost none. */
  readonly capacityUnitHour: number;
  /** gp3, per gigabyte and month. */
  readonly diskGigabyteMonth: number;
  /** What a log group keeps, per gigabyte and month. */
  readonly logGigabyteMonth: number;
  /** Linux, on demand, per hour. */
  readonly instanceHour: Readonly<Record<string, number>>;
  /** Figures that stand in a source of `PRICES.sources`; any other is from memory and is marked where it is shown. */
  readonly sourced: readonly Exclude<keyof RegionPrices, 'sourced'>[];
}

/** T3 doubles with each size. @param micro of a t3.micro, US dollars per hour */
const t3 = (micro: number): Readonly<Record<string, number>> => ({
  't3.nano': round(micro / 2),
  't3.micro': micro,
  't3.small': round(micro * 2),
  't3.medium': round(micro * 4),
  't3.large': round(micro * 8),
});

const round = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;

const NORTH_VIRGINIA = {
  natGatewayHour: 0.045,
  natGatewayGigabyte: 0.045,
  loadBalancerHour: 0.0225,
  capacityUnitHour: 0.008,
  diskGigabyteMonth: 0.08,
  logGigabyteMonth: 0.03,
  instanceHour: t3(0.0104),
} as const;

export const PRICES = {
  asOf: '2026-11',
  /** Whose figures stand in where a region has none of its own. */
  defaultRegion: 'us-east-1',
  sources: [
    'aws.amazon.com/elasticloadbalancing/pricing as of 2026-09-20: load balancer, capacity unit (us-east-1)',
    'AWS’s price list as Karpenter’s generated table has it, 2026-01-19: t3 (us-east-1)',
    'cloudburn.io, 2026-02-24: NAT gateway (us-east-1, us-east-2)',
    'aws.amazon.com/blogs, public IPv4 addresses since 2024-02-01: the same everywhere',
    'aws.amazon.com/cloudwatch/pricing: alarms, detailed monitoring',
    'public bills and field reports: gp3 (us-east-1)',
    'AWS’s price list of 2026-09-25, rows kept in a public program’s tests: NAT gateway (eu-west-1)',
    'AWS’s price list, row effective 2026-09-01 kept in a public program’s tests: t3 (eu-west-1)',
    'AWS’s price API, answers quoted in public reports: gp3 (eu-west-1, eu-central-1)',
    'public bills of 2026-07 (595 h for $15.00) and before: load balancer, capacity unit (eu-west-1)',
    'AWS’s regional price lists, read by a public course on 2026-10-04: NAT gateway by the hour, load balancer, t3, gp3 (us-west-2)',
    'a public bill of 720 h for $19.44: load balancer (eu-central-1)',
    'answers of AWS’s price API kept in a public program’s tests: NAT gateway by the hour (eu-central-1)',
  ],
  /** Per public IPv4 address and hour: of NAT gateways and of load balancer nodes alike. */
  publicAddressHour: 0.005,
  /** Seven metrics of detailed monitoring, per instance and month. */
  detailedMonitoringMonth: 2.1,
  /** Per standard alarm and month; the first ten are free. */
  alarmMonth: 0.1,
  freeAlarms: 10,
  hoursPerMonth: 730,
  /** Root disk of an Amazon Linux image. */
  diskGigabytes: 8,
} as const;

export const REGION_PRICES: Readonly<Record<string, RegionPrices>> = {
  'us-east-1': {
    ...NORTH_VIRGINIA,
    sourced: [
      'natGatewayHour',
      'natGatewayGigabyte',
      'loadBalancerHour',
      'capacityUnitHour',
      'diskGigabyteMonth',
      'instanceHour',
    ],
  },
  'us-east-2': { ...NORTH_VIRGINIA, sourced: ['natGatewayHour', 'natGatewayGigabyte'] },
  'us-west-2': {
    ...NORTH_VIRGINIA,
    sourced: ['natGatewayHour', 'loadBalancerHour', 'diskGigabyteMonth', 'instanceHour'],
  },
  'eu-west-1': {
    natGatewayHour: 0.048,
    natGatewayGigabyte: 0.048,
    loadBalancerHour: 0.0252,
    capacityUnitHour: 0.008,
    diskGigabyteMonth: 0.088,
    logGigabyteMonth: 0.03,
    instanceHour: t3(0.0114),
    sourced: [
      'natGatewayHour',
      'natGatewayGigabyte',
      'loadBalancerHour',
      'capacityUnitHour',
      'diskGigabyteMonth',
      'instanceHour',
    ],
  },
  'eu-central-1': {
    natGatewayHour: 0.052,
    natGatewayGigabyte: 0.052,
    loadBalancerHour: 0.027,
    capacityUnitHour: 0.008,
    diskGigabyteMonth: 0.0952,
    logGigabyteMonth: 0.0324,
    instanceHour: t3(0.012),
    sourced: ['natGatewayHour', 'loadBalancerHour', 'diskGigabyteMonth'],
  },
};
