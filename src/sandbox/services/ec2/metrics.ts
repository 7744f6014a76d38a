// The AWS/EC2 metrics of an instance (CW-01 … CW-05, CW-10): what is published of a minute, under which dimensions, in which buckets;
// and the AWS/NATGateway metrics of a NAT gateway (CW-07). Packet and disk metrics of instances are not published: the machines do
// not count the packets of requests, nor disk operations.

import { bucketStart, type Instant, MINUTE_MS } from '../../../kernel/index.js';
import type { Context, MetricDatum } from '../../context.js';
import type { GatewaySample, MachineSample } from '../../fleet/fleet.js';
import type { Instance } from './model/instance.js';
import { findInstanceType } from './model/instance-types.js';

const CREDIT_PERIOD_MS = 5 * MINUTE_MS;

type Dimensions = MetricDatum['dimensions'];
type PeriodSeconds = MetricDatum['periodSeconds'];

interface Reading {
  readonly metricName: string;
  readonly unit: string;
  readonly value: number;
}

type Metered = Pick<Instance, 'instanceId' | 'instanceType' | 'imageId' | 'monitoring' | 'groupMetrics'>;

/** CW-03, CW-04: the instance itself, its group unless the group leaves it out, and with detailed monitoring image and type. */
export function dimensionsOf(instance: Metered): readonly Dimensions[] {
  const { groupMetrics: group } = instance;
  return [
    [{ name: 'InstanceId', value: instance.instanceId }],
    ...(group?.counted === true ? [[{ name: 'AutoScalingGroupName', value: group.groupName }]] : []),
    ...(instance.monitoring === 'detailed'
      ? [[{ name: 'ImageId', value: instance.imageId }], [{ name: 'InstanceType', value: instance.instanceType }]]
      : []),
  ];
}

/**
 * When a minute's data can be read. On Nitro basic monitoring writes a point after the first minute of its five and then
 * changes it each minute (CW-02); Xen writes it once, when the five minutes are over.
 */
export function visibleAt(
  instanceType: string,
  minuteStart: Instant,
  periodSeconds: PeriodSeconds,
  delayMs: number,
): Instant {
  const mutable = findInstanceType(instanceType)?.hypervisor !== 'xen';
  const periodMs = periodSeconds * 1_000;
  const written = mutable ? minuteStart + MINUTE_MS : bucketStart(minuteStart, periodMs) + periodMs;
  return written + delayMs;
}

/** CW-01: one minute of work. CPU and network follow the monitoring setting, credits are one point every five minutes. */
export function publishSample(context: Context, instance: Instance, sample: MachineSample): void {
  const minuteStart = bucketStart(Math.max(0, sample.to - 1), MINUTE_MS);
  const period = instance.monitoring === 'detailed' ? 60 : 300;
  const work: readonly Reading[] = [
    { metricName: 'CPUUtilization', unit: 'Percent', value: sample.cpuPercent },
    { metricName: 'NetworkIn', unit: 'Bytes', value: sample.networkInBytes },
    { metricName: 'NetworkOut', unit: 'Bytes', value: sample.networkOutBytes },
  ];
  publish(context, instance, dimensionsOf(instance), work, minuteStart, period);
  if (findInstanceType(instance.instanceType)?.burstable !== true) return;
  publishCredits(context, instance, sample, minuteStart);
}

function publishCredits(context: Context, instance: Instance, sample: MachineSample, minuteStart: Instant): void {
  const { spent, charged } = instance.unpublishedCredits ?? { spent: 0, charged: 0 };
  const sums = { spent: spent + sample.creditUsage, charged: charged + sample.surplusCreditsCharged };
  if ((minuteStart + MINUTE_MS) % CREDIT_PERIOD_MS !== 0) {
    instance.unpublishedCredits = sums;
    return;
  }
  delete instance.unpublishedCredits;
  const credits: readonly Reading[] = [
    { metricName: 'CPUCreditUsage', unit: 'Count', value: sums.spent },
    { metricName: 'CPUCreditBalance', unit: 'Count', value: sample.creditBalance },
    { metricName: 'CPUSurplusCreditBalance', unit: 'Count', value: sample.surplusCreditBalance },
    { metricName: 'CPUSurplusCreditsCharged', unit: 'Count', value: sums.charged },
  ];
  publish(context, instance, [[{ name: 'InstanceId', value: instance.instanceId }]], credits, minuteStart, 300);
}

/** CW-01: status checks are always one-minute data, of the minute that just ended. */
export function publishStatusChecks(context: Context, instance: Instance): void {
  const { system, instance: own } = instance.statusChecks;
  const failed = (bad: boolean): number => (bad ? 1 : 0);
  const readings: readonly Reading[] = [
    { metricName: 'StatusCheckFailed', unit: 'Count', value: failed(system === 'impaired' || own === 'impaired') },
    { metricName: 'StatusCheckFailed_System', unit: 'Count', value: failed(system === 'impaired') },
    { metricName: 'StatusCheckFailed_Instance', unit: 'Count', value: failed(own === 'impaired') },
  ];
  publish(context, instance, dimensionsOf(instance), readings, context.kernel.now - MINUTE_MS, 60);
}

/**
 * CW-07: one minute of a NAT gateway. What comes in on one side goes out on the other, because a gateway in good health drops nothing;
 * nor does it run out of ports, of which it has 55,000 for each destination.
 */
export function publishGatewaySample(context: Context, natGatewayId: string, sample: GatewaySample): void {
  const { inward, outward } = sample;
  const count = (metricName: string, value: number): Reading => ({ metricName, unit: 'Count', value });
  const bytes = (metricName: string, value: number): Reading => ({ metricName, unit: 'Bytes', value });
  const readings: readonly Reading[] = [
    count('ActiveConnectionCount', sample.mostActive),
    count('ConnectionAttemptCount', sample.connectionAttempts),
    count('ConnectionEstablishedCount', sample.connectionsEstablished),
    count('IdleTimeoutCount', sample.idleTimeouts),
    count('ErrorPortAllocation', 0),
    count('PacketsDropCount', 0),
    bytes('BytesInFromDestination', inward.bytes),
    bytes('BytesOutToSource', inward.bytes),
    bytes('BytesInFromSource', outward.bytes),
    bytes('BytesOutToDestination', outward.bytes),
    count('PacketsInFromDestination', inward.packets),
    count('PacketsOutToSource', inward.packets),
    count('PacketsInFromSource', outward.packets),
    count('PacketsOutToDestination', outward.packets),
  ];
  const at = bucketStart(Math.max(0, sample.to - 1), MINUTE_MS);
  const visible = at + MINUTE_MS + context.world.ec2.publicationDelayMs;
  const dimensions = [{ name: 'NatGatewayId', value: natGatewayId }];
  for (const reading of readings) publishReading(context, 'AWS/NATGateway', dimensions, reading, at, 60, visible);
}

function publish(
  context: Context,
  instance: Instance,
  dimensionSets: readonly Dimensions[],
  readings: readonly Reading[],
  minuteStart: Instant,
  periodSeconds: PeriodSeconds,
): void {
  const { publicationDelayMs } = context.world.ec2;
  const visible = visibleAt(instance.instanceType, minuteStart, periodSeconds, publicationDelayMs);
  for (const reading of readings) {
    for (const dimensions of dimensionSets) {
      publishReading(context, 'AWS/EC2', dimensions, reading, minuteStart, periodSeconds, visible);
    }
  }
}

function publishReading(
  context: Context,
  namespace: string,
  dimensions: Dimensions,
  { metricName, unit, value }: Reading,
  at: Instant,
  periodSeconds: PeriodSeconds,
  visibleAtMs: Instant,
): void {
  // Without spreads: thirty times a minute and machine.
  context.metrics.publish({
    namespace,
    metricName,
    dimensions,
    at,
    periodSeconds,
    unit,
    sampleCount: 1,
    sum: value,
    minimum: value,
    maximum: value,
    visibleAt: visibleAtMs,
  });
}
