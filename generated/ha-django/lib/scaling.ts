// How the group answers load: policies say what to do, alarms say when.
import type { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingPolicy } from '@cdktf/provider-aws/lib/autoscaling-policy';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformStack } from 'cdktf';
import config from '../ha-lab.json';

export interface Scaling {
  /** Output name → alarm name. Empty with target tracking: there AWS makes the alarms itself. */
  readonly alarmNames: Readonly<Record<string, string>>;
}

export function createScaling(stack: TerraformStack, group: AutoscalingGroup): Scaling {
  switch (config.scaling.policyType) {
    case 'step':
      return withAlarms(
        stack,
        group,
        stepPolicy(stack, group, 'scale_out', 1),
        stepPolicy(stack, group, 'scale_in', -1),
      );
    case 'simple':
      return withAlarms(
        stack,
        group,
        simplePolicy(stack, group, 'scale_out', 1),
        simplePolicy(stack, group, 'scale_in', -1),
      );
    case 'target-tracking':
      targetTrackingPolicy(stack, group);
      return { alarmNames: {} };
    default:
      throw new Error(
        `ha-lab.json: scaling.policyType is "${config.scaling.policyType}"; use "step", "simple" or "target-tracking"`,
      );
  }
}

/** Step: acts at each evaluation while the alarm lasts, but counts machines that are still warming up. */
function stepPolicy(stack: TerraformStack, group: AutoscalingGroup, id: string, adjustment: number): AutoscalingPolicy {
  // The bounds are distances from the alarm's threshold: everything above it, or everything below.
  const bound = adjustment > 0 ? { metricIntervalLowerBound: '0' } : { metricIntervalUpperBound: '0' };
  return new AutoscalingPolicy(stack, id, {
    name: policyName(id),
    autoscalingGroupName: group.name,
    policyType: 'StepScaling',
    adjustmentType: 'ChangeInCapacity',
    metricAggregationType: 'Average',
    stepAdjustment: [{ ...bound, scalingAdjustment: adjustment }],
  });
}

/** Simple: acts once, then waits for the cooldown, whatever the alarm says. */
function simplePolicy(
  stack: TerraformStack,
  group: AutoscalingGroup,
  id: string,
  adjustment: number,
): AutoscalingPolicy {
  return new AutoscalingPolicy(stack, id, {
    name: policyName(id),
    autoscalingGroupName: group.name,
    policyType: 'SimpleScaling',
    adjustmentType: 'ChangeInCapacity',
    scalingAdjustment: adjustment,
    cooldown: config.group.defaultCooldown,
  });
}

/** Target tracking: name the CPU you want; AWS makes the alarms and finds the capacity. */
function targetTrackingPolicy(stack: TerraformStack, group: AutoscalingGroup): AutoscalingPolicy {
  return new AutoscalingPolicy(stack, 'track_cpu', {
    name: policyName('track_cpu'),
    autoscalingGroupName: group.name,
    policyType: 'TargetTrackingScaling',
    targetTrackingConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
      targetValue: config.scaling.targetValue,
    },
  });
}

function withAlarms(
  stack: TerraformStack,
  group: AutoscalingGroup,
  scaleOut: AutoscalingPolicy,
  scaleIn: AutoscalingPolicy,
): Scaling {
  const { alarms } = config;
  const high = cpuAlarm(stack, group, {
    id: 'cpu_high',
    name: `${config.name}-cpu-high`,
    comparison: 'GreaterThanThreshold',
    threshold: alarms.cpuHighThreshold,
    minutes: alarms.cpuHighMinutes,
    action: scaleOut,
  });
  const low = cpuAlarm(stack, group, {
    id: 'cpu_low',
    name: `${config.name}-cpu-low`,
    comparison: 'LessThanThreshold',
    threshold: alarms.cpuLowThreshold,
    minutes: alarms.cpuLowMinutes,
    action: scaleIn,
  });
  return { alarmNames: { cpu_high_alarm: high.alarmName, cpu_low_alarm: low.alarmName } };
}

interface CpuAlarm {
  readonly id: string;
  readonly name: string;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly minutes: number;
  readonly action: AutoscalingPolicy;
}

/** The average CPU of the whole group, minute by minute; the alarm needs all of the last N minutes. */
function cpuAlarm(stack: TerraformStack, group: AutoscalingGroup, alarm: CpuAlarm): CloudwatchMetricAlarm {
  const direction = alarm.comparison === 'GreaterThanThreshold' ? 'above' : 'below';
  return new CloudwatchMetricAlarm(stack, alarm.id, {
    alarmName: alarm.name,
    alarmDescription: `Average CPU of the group ${direction} ${alarm.threshold} % for ${alarm.minutes} min`,
    namespace: 'AWS/EC2',
    metricName: 'CPUUtilization',
    dimensions: { AutoScalingGroupName: group.name },
    statistic: 'Average',
    period: 60,
    evaluationPeriods: alarm.minutes,
    datapointsToAlarm: alarm.minutes,
    comparisonOperator: alarm.comparison,
    threshold: alarm.threshold,
    treatMissingData: config.alarms.treatMissingData,
    actionsEnabled: config.alarms.actionsEnabled,
    alarmActions: [alarm.action.arn],
  });
}

/** scale_out → <project>-scale-out */
function policyName(id: string): string {
  return `${config.name}-${id.replace(/_/g, '-')}`;
}
