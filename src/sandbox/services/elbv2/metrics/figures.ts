// Which metrics a minute of a load balancer yields, under which dimensions (CW-06). Pure: no clock, no store.
// Not counted by the sandbox, so not published: connections, bytes and LCUs.

import type { MetricDatum } from '../../../context.js';
import { added, type Counters } from '../counters.js';
import type { GroupMinute, LoadBalancerMinute } from './snapshot.js';

export type Figure = Pick<
  MetricDatum,
  'metricName' | 'dimensions' | 'unit' | 'sampleCount' | 'sum' | 'minimum' | 'maximum'
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

type Dimensions = MetricDatum['dimensions'];

/** Every data point of the minute. */
export function figuresOf(minute: LoadBalancerMinute): readonly Figure[] {
  const loadBalancer = [{ name: 'LoadBalancer', value: minute.dimension }];
  const all = minute.zones.flatMap((zone) => Object.values(minute.counters[zone] ?? {}));
  return [
    ...counted(added(all), loadBalancer, 'load-balancer'),
    ...minute.zones.flatMap((zone) =>
      counted(added(Object.values(minute.counters[zone] ?? {})), [...loadBalancer, inZone(zone)], 'load-balancer'),
    ),
    ...minute.targetGroups.flatMap((group) => groupFigures(minute, group, loadBalancer)),
  ];
}

function groupFigures(minute: LoadBalancerMinute, group: GroupMinute, loadBalancer: Dimensions): readonly Figure[] {
  const targetGroup = { name: 'TargetGroup', value: group.dimension };
  const both = [...loadBalancer, targetGroup];
  const atNodes = minute.zones.map((zone) => minute.counters[zone]?.[group.targetGroupArn]);
  const total = added(atNodes.flatMap((counters) => counters ?? []));
  const perTarget = group.sharedBy === 0 ? 0 : total.requests / group.sharedBy;
  return [
    ...counted(total, both, 'target-group'),
    ...minute.zones.flatMap((zone, index) =>
      counted(added([atNodes[index] ?? []].flat()), [...both, inZone(zone)], 'target-group'),
    ),
    single('RequestCountPerTarget', [targetGroup], perTarget),
    single('RequestCountPerTarget', both, perTarget),
    ...hostCounts(minute, group, both),
    ...fitness(minute, group, both),
  ];
}

function counted(
  counters: Counters,
  dimensions: Dimensions,
  level: 'load-balancer' | 'target-group',
): readonly Figure[] {
  const figures = COUNTED.filter((metric) => metric.byTargetGroup || level === 'load-balancer')
    .map((metric) => ({ metric, value: metric.of(counters) }))
    .filter(({ metric, value }) => value > 0 || metric.always)
    .map(({ metric, value }) => occurrences(metric.name, dimensions, value));
  const { count, sum, minimum, maximum } = counters.responseSeconds;
  if (count === 0) return figures;
  const times = { dimensions, unit: 'Seconds', sampleCount: count, sum, minimum, maximum };
  return [...figures, { metricName: 'TargetResponseTime', ...times }];
}

/** `HealthyHostCount`, `UnHealthyHostCount`: one sample of each working node, so that nodes that disagree show in minimum and maximum. */
function hostCounts(minute: LoadBalancerMinute, group: GroupMinute, both: Dimensions): readonly Figure[] {
  const nodes = [...new Set(group.hosts.map((report) => report.nodeZone))];
  const samples = (what: 'healthy' | 'unhealthy', zones: readonly string[]): readonly number[] =>
    nodes.map((node) =>
      group.hosts
        .filter((report) => report.nodeZone === node && zones.includes(report.targetZone))
        .reduce((sum, report) => sum + report[what], 0),
    );
  const scopes = [
    { zones: minute.zones, dimensions: both },
    ...minute.zones.map((zone) => ({ zones: [zone], dimensions: [...both, inZone(zone)] })),
  ];
  return scopes.flatMap(({ zones, dimensions }) => [
    ...sampled('HealthyHostCount', dimensions, samples('healthy', zones)),
    ...sampled('UnHealthyHostCount', dimensions, samples('unhealthy', zones)),
  ]);
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

function sampled(metricName: string, dimensions: Dimensions, samples: readonly number[]): readonly Figure[] {
  if (samples.length === 0) return [];
  const sum = samples.reduce((total, sample) => total + sample, 0);
  const [minimum, maximum] = [Math.min(...samples), Math.max(...samples)];
  return [{ metricName, dimensions, unit: 'Count', sampleCount: samples.length, sum, minimum, maximum }];
}
