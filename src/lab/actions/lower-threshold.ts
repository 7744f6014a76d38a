// An alarm with another threshold, everything else of it as before: the bar that the load has to pass.

import {
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { AlarmObservation, Observation } from '../observation.js';
import { defineAction } from './action.js';

const parameters = z.object({
  on: z
    .string()
    .default('any')
    .describe('an alarm’s name, or its end; `any`: the first that watches for too much (cpu-high)'),
  threshold: z.number().min(0).optional().describe('the new threshold; half of the present one unless told'),
});

export const lowerThreshold = defineAction({
  name: 'lower-threshold',
  summary: 'gives an alarm another threshold: half of the present one unless told',
  expect: 'load that was no reason to act is one now; the alarm still needs its whole window in breach',
  parameters,
  async plan(lab, { on, threshold }, seen) {
    const { name, threshold: present } = chooseAlarm(seen, on);
    const wanted = threshold ?? present / 2;
    if (wanted === present) {
      throw new LabError('UNKNOWN_TARGET', `The threshold of ${name} is ${present} already.`, {
        suggestions: [`Another one: ha-lab break lower-threshold --set threshold=${present / 2}`],
        exitCode: 2,
      });
    }
    const answer = await lab.clients.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
    );
    const described = answer.MetricAlarms?.[0];
    const before = definitionOf(described ?? {});
    return {
      title: `lower-threshold of ${name} from ${present} to ${wanted}`,
      target: name,
      touches: [{ kind: 'alarm', id: name, arn: described?.AlarmArn ?? '' }],
      undo: [{ do: 'put-metric-alarm', alarm: before }],
      perform: async (lab) => {
        await lab.clients.cloudwatch.send(new PutMetricAlarmCommand({ ...before, Threshold: wanted }));
      },
    };
  },
});

function chooseAlarm({ alarms }: Observation, on: string): AlarmObservation {
  const matches = ({ name, comparison }: AlarmObservation): boolean =>
    on === 'any' ? comparison.startsWith('GreaterThan') : name === on || name.endsWith(`-${on}`);
  const chosen = [...alarms].sort((a, b) => (a.name < b.name ? -1 : 1)).find(matches);
  if (chosen !== undefined) return chosen;
  throw new LabError('UNKNOWN_TARGET', `There is no alarm ${on === 'any' ? 'that watches for too much' : on}.`, {
    suggestions: [`Choose with --on: ${alarms.map(({ name }) => name).join(', ') || 'the stack has no alarms'}`],
    exitCode: 2,
  });
}

/** PutMetricAlarm replaces everything: what DescribeAlarms says, without the state, which is not ours to put. */
function definitionOf(alarm: MetricAlarm): PutMetricAlarmCommandInput {
  const {
    AlarmArn: _arn,
    AlarmConfigurationUpdatedTimestamp: _configured,
    StateValue: _state,
    StateReason: _reason,
    StateReasonData: _data,
    StateUpdatedTimestamp: _updated,
    StateTransitionedTimestamp: _changed,
    EvaluationState: _evaluation,
    ...definition
  } = alarm;
  return {
    ...definition,
    AlarmName: alarm.AlarmName,
    EvaluationPeriods: alarm.EvaluationPeriods,
    ComparisonOperator: alarm.ComparisonOperator,
  };
}
