// Looks at every alarm once a minute, at the alarm's own second, and changes its state as its data say (CW-20 … CW-28, CW-40).

import type { Instant } from '../../../../kernel/index.js';
import { type Controller, RANK } from '../../../context.js';
import { seenPoints } from '../alarm-points.js';
import { actionsOf, EVALUATOR_CONTROLLER, findAlarm, isRepeatedAction, runActions, setState } from '../alarms.js';
import { type ReasonPoint, stateReason, stateReasonData } from '../rules/alarm-reason.js';
import { evaluate, isLowSample, type Verdict } from '../rules/alarm-state.js';
import { isEvaluationTime, nextEvaluation } from '../rules/evaluation-time.js';
import { percentileNamed } from '../rules/point.js';
import type { Alarm } from '../store.js';
import { ACTION_REPEAT_MS } from '../timings.js';

/** What the points say; CW-28: with `ignore`, too few samples behind a percentile leave the state alone. */
export function judge(alarm: Alarm, points: readonly ReasonPoint[]): Verdict<ReasonPoint> {
  const { definition, stateValue: current } = alarm;
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, treatMissingData = 'missing' } = definition;
  const percentile = 'queries' in definition ? undefined : percentileNamed(definition.statistic);
  const [newest] = points;
  if (percentile !== undefined && definition.evaluateLowSampleCountPercentile === 'ignore' && newest !== undefined) {
    if (isLowSample(newest.sampleCount ?? 0, percentile)) return { state: current, decidedBy: 'nothing' };
  }
  return evaluate({ points, evaluationPeriods, datapointsToAlarm, treatMissingData, current });
}

/** CW-40: Auto Scaling actions run again once a minute while the state lasts. */
export function actionsToRepeat(alarm: Alarm, now: Instant): readonly string[] {
  const since = alarm.actedAt === undefined ? Number.POSITIVE_INFINITY : now - alarm.actedAt;
  return since >= ACTION_REPEAT_MS.value ? actionsOf(alarm).filter(isRepeatedAction) : [];
}

export const alarmEvaluator: Controller = {
  name: EVALUATOR_CONTROLLER,
  rank: RANK.alarms,
  reconcile(context, alarmName) {
    const alarm = findAlarm(context, alarmName);
    if (alarm === undefined) return undefined;
    const { now } = context.kernel;
    if (!isEvaluationTime(alarm, now)) return nextEvaluation(alarm, now);
    const points = seenPoints(context, alarm);
    if (points.length > 0) {
      alarm.lastValues = points.slice(0, alarm.definition.evaluationPeriods).map(({ value }) => value);
    }
    const verdict = judge(alarm, points);
    const reason = verdict.state === alarm.stateValue ? undefined : stateReason(verdict, alarm.definition);
    if (reason === undefined) {
      runActions(context, alarm, actionsToRepeat(alarm, now), false);
    } else {
      setState(context, alarm, verdict.state, reason, stateReasonData(points, alarm.definition, now));
    }
    return nextEvaluation(alarm, now);
  },
};
