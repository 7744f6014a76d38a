// Prices, dated and with their sources: AWS, region us-east-1, US dollars without tax. Looked up by hand; no network.

export const PRICES = {
  asOf: '2026-11',
  region: 'us-east-1',
  source: 'AWS public price pages and published bills',
  /** Per NAT gateway and hour, a started hour counting whole; data processed costs extra. */
  natGatewayHour: 0.045,
  natGatewayGigabyte: 0.045,
  /** Per load balancer and hour. */
  loadBalancerHour: 0.0225,
  /** Per load balancer capacity unit and hour; an idle balancer uses almost none. */
  capacityUnitHour: 0.008,
  /** Per public IPv4 address and hour, since February 2024: of NAT gateways and of load balancer nodes alike. */
  publicAddressHour: 0.005,
  /** gp3, per gigabyte and month. */
  diskGigabyteMonth: 0.08,
  /** Seven metrics of detailed monitoring, per instance and month. */
  detailedMonitoringMonth: 2.1,
  /** Per standard alarm and month; the first ten are free. */
  alarmMonth: 0.1,
  freeAlarms: 10,
  /** Linux, on demand, per hour. T3 doubles with each size. */
  instanceHour: {
    't3.nano': 0.0052,
    't3.micro': 0.0104,
    't3.small': 0.0208,
    't3.medium': 0.0416,
    't3.large': 0.0832,
  } as Readonly<Record<string, number>>,
  hoursPerMonth: 730,
  /** Root disk of an Amazon Linux image. */
  diskGigabytes: 8,
} as const;
