// What a storm does to alarms and metrics.

import { name, type Row } from './arguments.js';

export const ALARMS: readonly Row[] = [
  [
    3,
    'cloudwatch',
    'PutMetricAlarm',
    (d) => ({
      AlarmName: name(d, 'alarm'),
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: d.some('group') }],
      Statistic: 'Average',
      Period: d.one([10, 60, 300]),
      EvaluationPeriods: d.number(1, 3),
      Threshold: d.number(1, 60),
      ComparisonOperator: d.one(['GreaterThanThreshold', 'LessThanThreshold']),
      TreatMissingData: d.one(['missing', 'breaching', 'notBreaching', 'ignore']),
      AlarmActions: d.several('policy-arn', 0, 2),
    }),
  ],
  [1, 'cloudwatch', 'DeleteAlarms', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [
    3,
    'cloudwatch',
    'SetAlarmState',
    (d) => ({
      AlarmName: d.some('alarm'),
      StateValue: d.one(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      StateReason: 'storm',
    }),
  ],
  [1, 'cloudwatch', 'DisableAlarmActions', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [1, 'cloudwatch', 'EnableAlarmActions', (d) => ({ AlarmNames: [d.some('alarm')] })],
  [
    2,
    'cloudwatch',
    'PutMetricData',
    (d) => ({ Namespace: 'Storm', MetricData: [{ MetricName: 'm', Value: d.number(-5, 5), Unit: 'Count' }] }),
  ],
];
