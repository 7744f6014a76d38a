// The words in which CloudWatch says why an alarm is in its state (CW-26), and the same as JSON. Pure text.

import type { Instant } from '../../../../kernel/index.js';
import type { AlarmDefinition, ComparisonName } from '../store.js';
import type { SeenPoint, Verdict } from './alarm-state.js';
import { counted, dataTime, doubleText, reasonTime } from './numerals.js';

export interface ReasonPoint extends SeenPoint {
  readonly at: Instant;
  readonly value: number;
  /** Of an expression's value it is not known. */
  readonly sampleCount?: number;
}

export const INITIAL_REASON = 'Unchecked: Initial alarm creation';

const COMPARISON_WORDS: Readonly<Record<ComparisonName, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** StateReason; undefined when nothing was decided. */
export function stateReason(verdict: Verdict<ReasonPoint>, definition: AlarmDefinition): string | undefined {
  switch (verdict.decidedBy) {
    case 'points':
      return crossedReason(verdict.state === 'ALARM', verdict.points, definition);
    case 'treatment':
      return treatedReason(verdict.points.length, verdict.missing, definition);
    case 'absence':
      return `Insufficient Data: ${counted(verdict.missing, 'datapoint')} ${verdict.missing === 1 ? 'was' : 'were'} unknown.`;
    case 'nothing':
      return undefined;
  }
}

function crossedReason(alarming: boolean, points: readonly ReasonPoint[], definition: AlarmDefinition): string {
  const { evaluationPeriods, comparisonOperator, threshold } = definition;
  const needed = definition.datapointsToAlarm ?? evaluationPeriods;
  const telling = points.filter((point) => point.breaching === alarming);
  const list = telling.map((point) => `${doubleText(point.value)} (${reasonTime(point.at)})`).join(', ');
  const verb = `${telling.length === 1 ? 'was' : 'were'}${alarming ? '' : ' not'}`;
  const minimum = counted(alarming ? needed : evaluationPeriods - needed + 1, 'datapoint');
  const transition = alarming ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${telling.length} out of the last ${evaluationPeriods} datapoints [${list}] ${verb} ` +
    `${COMPARISON_WORDS[comparisonOperator]} the threshold (${doubleText(threshold)}) ` +
    `(minimum ${minimum} for ${transition} transition).`
  );
}

function treatedReason(received: number, missing: number, definition: AlarmDefinition): string {
  const points =
    received === 0 ? 'no datapoints were' : `${counted(received, 'datapoint')} ${received === 1 ? 'was' : 'were'}`;
  const treatment = definition.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return (
    `Threshold Crossed: ${points} received for ${counted(definition.evaluationPeriods, 'period')} and ` +
    `${counted(missing, 'missing datapoint')} ${missing === 1 ? 'was' : 'were'} treated as [${treatment}].`
  );
}

/** StateReasonData: the points seen, oldest first in `recentDatapoints`, newest first in `evaluatedDatapoints`. */
export function stateReasonData(points: readonly ReasonPoint[], definition: AlarmDefinition, now: Instant): string {
  const newest = points.slice(0, definition.evaluationPeriods);
  const oldest = newest.at(-1);
  return JSON.stringify({
    version: '1.0',
    queryDate: dataTime(now),
    ...(oldest === undefined ? {} : { startDate: dataTime(oldest.at) }),
    ...('queries' in definition ? {} : { unit: definition.unit, statistic: definition.statistic }),
    period: definition.periodSeconds,
    recentDatapoints: newest.map((point) => point.value).reverse(),
    threshold: definition.threshold,
    evaluatedDatapoints: newest.map(({ at, sampleCount, value }) => ({ timestamp: dataTime(at), sampleCount, value })),
  });
}
