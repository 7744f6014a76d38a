// Undoing a change of an alarm: its whole definition is put again. Its state is left to the next evaluation.

import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { Lab } from '../lab.js';
import type { StepOf, Undone } from '../undo.js';

export async function putMetricAlarm({ clients }: Lab, step: StepOf<'put-metric-alarm'>): Promise<Undone> {
  const { AlarmName: name = '', Threshold: threshold } = step.alarm;
  const answer = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
  );
  // Putting it would create it anew, beside a stack that no longer knows it.
  if ((answer.MetricAlarms ?? []).length === 0) return { step, result: 'moot', said: `the alarm ${name} is gone` };
  await clients.cloudwatch.send(new PutMetricAlarmCommand(step.alarm));
  return { step, result: 'done', said: `the alarm ${name} is as it was: threshold ${threshold}` };
}
