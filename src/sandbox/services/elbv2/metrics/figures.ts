// Which metrics a minute of a load balancer yields, under which dimensions (CW-06). Pure: no clock, no store.
// Not counted by the sandbox, so not published: connections, bytes and LCUs.

import type { MetricDatum } from '../../../context.js';
import { added, type Counters } from '../counters.js';
import { valuesOf } from '../response-times.js';
import type { GroupMinute, LoadBalancerMinute } from './snapshot.js';

export type Figure = Pick<
  MetricDatum,
  'metricName' | 'dimensions' | 'unit' | 'sampleCount' | 'sum' | 'minimum' | 'maximum' | 'values'
>;

interface CountedMetric {
  readonly name: string;
  readonly of: (counters: Counters) => number;
  /** Whether it is also given by target group. What the load balancer answers itself belongs to none. */
  readonly byTargetGroup: boolean;
  /** Reported as 0 when nothing happened; otherwise there is no data point at all. */
  readonly always: boolean;
}

const COUNTED: readonly CountedMetric[] = [
  { name: 'RequestCount', of: (c) => c.requests, byTargetGroup: true, always: true },
  { name: 'HTTPCode_Target_2XX_Count', of: (c) => c.targetCodes[2], byTargetGroup: true, always: false },
  { name: 'HTTPCode_Target_3XX_Count', of: (c) => c.targetCodes[3], byTargetGroup: true, always: false },
  { name: 'HTTPCode_Target_4XX_Count', of: (c) => c.targetCodes[4], byTargetGroup: true, always: false },
  { name: 'HTTPCode_Target_5XX_Count', of: (c) => c.targetCodes[5], byTargetGroup: true, always: false },
  { name: 'HTTPCode_ELB_3XX_Count', of: (c) => c.ownCodes[3], byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_4XX_Count', of: (c) => c.ownCodes[4], byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_5XX_Count', of: (c) => c.ownCodes[5], byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_500_Count', of: (c) => c.own500, byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_502_Count', of: (c) => c.own502, byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_503_Count', of: (c) => c.own503, byTargetGroup: false, always: false },
  { name: 'HTTPCode_ELB_504_Count', of: (c) => c.own504, byTargetGroup: false, always: false },
  { name: 'HTTP_Fixed_Response_Count', of: (c) => c.fixedResponses, byTargetGroup: false, always: false },
  { name: 'HTTP_Redirect_Count', of: (c) => c.redirects, byTargetGroup: false, always: false },
  { name: 'TargetConnectionErrorCount', of: (c) => c.connectionErrors, byTargetGroup: true, always: false },
  { name: 'UnhealthyRoutingRequestCount', of: (c) => c.failOpenRequests, byTargetGroup: true, always: false },
];

const ALWAYS = COUNTED.filter((metric) => metric.always).map((metric) => metric.name);

type Dimensions = MetricDatum['dimensions'];

/** Every data point of the minute. */
export function figuresOf(minute: LoadBalancerMinute): readonly Figure[] {
  const loadBalancer = [{ name: 'LoadBalancer', value: minute.dimension }];
  const atNodes = minute.zones.map((zone) => Object.values(minute.counters[zone] ?? {}));
  return [
    ...counted(atNodes.flat(), loadBalancer, 'load-balancer'),
    ...minute.zones.flatMap((zone, index) =>
      counted(atNodes[index] ?? [], [...loadBalancer, inZone(zone)], 'load-balancer'),
    ),
    ...minute.targetGroups.flatMap((group) => groupFigures(minute, group, loadBalancer)),
  ];
}

function groupFigures(minute: LoadBalancerMinute, group: GroupMinute, loadBalancer: Dimensions): readonly Figure[] {
  const targetGroup = { name: 'TargetGroup', value: group.dimension };
  const both = [...loadBalancer, targetGroup];
  const atNodes = minute.zones.map((zone) => minute.counters[zone]?.[group.targetGroupArn]);
  const requests = atNodes.reduce((sum, counters) => sum + (counters?.requests ?? 0), 0);
  const perTarget = group.sharedBy === 0 ? 0 : requests / group.sharedBy;
  return [
    ...counted(atNodes, both, 'target-group'),
    ...minute.zones.flatMap((zone, index) => counted([atNodes[index]], [...both, inZone(zone)], 'target-group')),
    single('RequestCountPerTarget', [targetGroup], perTarget),
    single('RequestCountPerTarget', both, perTarget),
    ...hostCounts(minute, group, both),
    ...fitness(minute, group, both),
  ];
}

type Level = 'load-balancer' | 'target-group';

/** The sum of some counters as data points. Most minutes of most load balancers have none: then only what is always reported. */
function counted(parts: readonly (Counters | undefined)[], dimensions: Dimensions, level: Level): readonly Figure[] {
  const counters = parts.filter((part) => part !== undefined);
  if (counters.length === 0) return ALWAYS.map((name) => occurrences(name, dimensions, 0));
  const total = added(counters);
  const figures: Figure[] = [];
  for (const metric of COUNTED) {
    if (level === 'target-group' && !metric.byTargetGroup) continue;
    const value = metric.of(total);
    if (value > 0 || metric.always) figures.push(occurrences(metric.name, dimensions, value));
  }
  const { count: sampleCount, sum, minimum, maximum } = total.responseSeconds;
  if (sampleCount > 0) {
    const values = valuesOf(total.responseSeconds);
    const times = { dimensions, unit: 'Seconds', sampleCount, sum, minimum, maximum, values };
    figures.push({ metricName: 'TargetResponseTime', ...times });
  }
  return figures;
}

/** `HealthyHostCount`, `UnHealthyHostCount`: one sample of each working node, so that nodes that disagree show in minimum and maximum. */
function hostCounts(minute: LoadBalancerMinute, group: GroupMinute, both: Dimensions): readonly Figure[] {
  const nodes = minute.zones.filter((zone) => group.hosts.some((report) => report.nodeZone === zone));
  if (nodes.length === 0) return [];
  const figures: Figure[] = [];
  for (const zone of [undefined, ...minute.zones]) {
    const dimensions = zone === undefined ? both : [...both, inZone(zone)];
    figures.push(
      sampled(
        'HealthyHostCount',
        dimensions,
        nodes.map((node) => hosts(group, node, zone, 'healthy')),
      ),
      sampled(
        'UnHealthyHostCount',
        dimensions,
        nodes.map((node) => hosts(group, node, zone, 'unhealthy')),
      ),
    );
  }
  return figures;
}

/** What one node reports for the targets of one zone, or of all. */
function hosts(group: GroupMinute, node: string, zone: string | undefined, what: 'healthy' | 'unhealthy'): number {
  let sum = 0;
  for (const report of group.hosts) {
    if (report.nodeZone === node && (zone === undefined || report.targetZone === zone)) sum += report[what];
  }
  return sum;
}

/** How many zones meet the thresholds of ALB-20 and ALB-23. */
function fitness(minute: LoadBalancerMinute, group: GroupMinute, both: Dimensions): readonly Figure[] {
  const zones = minute.zones.length;
  const rows: readonly (readonly [string, number])[] = [
    ['HealthyStateDNS', group.zonesFitForDns],
    ['UnhealthyStateDNS', zones - group.zonesFitForDns],
    ['HealthyStateRouting', group.zonesFitForRouting],
    ['UnhealthyStateRouting', zones - group.zonesFitForRouting],
  ];
  return rows.filter(([, value]) => value > 0).map(([name, value]) => single(name, both, value));
}

function inZone(value: string) {
  return { name: 'AvailabilityZone', value };
}

/** Each occurrence is one sample of 1; none at all is one sample of 0. */
function occurrences(metricName: string, dimensions: Dimensions, count: number): Figure {
  const one = Math.min(count, 1);
  return {
    metricName,
    dimensions,
    unit: 'Count',
    sampleCount: Math.max(count, 1),
    sum: count,
    minimum: one,
    maximum: one,
  };
}

function single(metricName: string, dimensions: Dimensions, value: number): Figure {
  return { metricName, dimensions, unit: 'Count', sampleCount: 1, sum: value, minimum: value, maximum: value };
}

function sampled(metricName: string, dimensions: Dimensions, samples: readonly number[]): Figure {
  const sum = samples.reduce((total, sample) => total + sample, 0);
  const [minimum, maximum] = [Math.min(...samples), Math.max(...samples)];
  return { metricName, dimensions, unit: 'Count', sampleCount: samples.length, sum, minimum, maximum };
}
