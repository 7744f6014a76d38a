// PutMetricData: a caller's own points. Visible at once: AWS says "a few seconds", and time may stand still between two commands.

import { bucketStart, type Instant, MINUTE_MS, SECOND_MS } from '../../../../kernel/index.js';
import type { Context } from '../../../context.js';
import type { OperationInput, Operations } from '../../shared/operations.js';
import { addPoint } from '../metrics.js';
import { type Histogram, type Point, pointOf } from '../rules/point.js';
import { NEWEST_TIMESTAMP_MS, OLDEST_TIMESTAMP_MS } from '../timings.js';
import { dimensionsOf } from './metric-input.js';
import { invalidCombination, invalidValue, missing, refuseMembers } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');
type Datum = NonNullable<OperationInput<CloudWatch, 'PutMetricData'>['MetricData']>[number];

const MAX_DATA = 1_000;
const MAX_VALUES = 150;
/** What CloudWatch's doubles may be: no NaN, no infinity, and no more than 2^360 in size. */
const LARGEST = 2 ** 360;

export const putMetricDataOperations = {
  PutMetricData(input, context) {
    refuseMembers(input, { EntityMetricData: 'metrics of entities', StrictEntityValidation: 'metrics of entities' });
    if (input.Namespace.startsWith('AWS/')) {
      throw invalidValue('The value AWS/ for parameter Namespace is invalid: it is reserved for AWS services.');
    }
    const data = input.MetricData ?? [];
    if (data.length === 0) throw missing('MetricData');
    if (data.length > MAX_DATA) {
      throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
    }
    const points = data.map((datum, index) => checked(datum, index + 1, context.kernel.now));
    for (const { datum, point, at, isFast } of points) {
      const name = {
        namespace: input.Namespace,
        metricName: datum.MetricName ?? '',
        dimensions: dimensionsOf(datum.Dimensions),
      };
      const resolution = isFast ? '1' : '60';
      const bucket = bucketStart(at, isFast ? SECOND_MS : MINUTE_MS);
      addPoint(context, name, datum.Unit ?? 'None', {
        ...point,
        at: bucket,
        resolution,
        visibleAt: context.kernel.now,
      });
    }
  },
} satisfies Operations<CloudWatch, Context>;

interface CheckedDatum {
  readonly datum: Datum;
  readonly point: Point;
  readonly at: Instant;
  readonly isFast: boolean;
}

function checked(datum: Datum, number: number, now: Instant): CheckedDatum {
  const where = `MetricData.member.${number}`;
  const at = datum.Timestamp?.getTime() ?? now;
  if (at < now - OLDEST_TIMESTAMP_MS.value) {
    throw invalidValue(`The parameter ${where}.Timestamp must specify a time no more than two weeks in the past.`);
  }
  if (at > now + NEWEST_TIMESTAMP_MS.value) {
    throw invalidValue(`The parameter ${where}.Timestamp must specify a time no more than two hours in the future.`);
  }
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60)
    throw invalidValue(`The parameter ${where}.StorageResolution must be 1 or 60.`);
  dimensionsOf(datum.Dimensions);
  return { datum, point: pointFrom(datum, where), at, isFast: resolution === 1 };
}

/** Exactly one of a value, a list of values, and a statistic set. */
function pointFrom(datum: Datum, where: string): Point {
  const given = [datum.Value, datum.Values, datum.StatisticValues].filter((member) => member !== undefined);
  if (given.length === 0) throw missing(`${where}.Value`);
  if (given.length > 1) {
    throw invalidCombination(
      `The parameters ${where}.Value, Values and StatisticValues are mutually exclusive and you have specified more than one.`,
    );
  }
  if (datum.Value !== undefined) return pointOf([[finite(datum.Value, `${where}.Value`), 1]]);
  if (datum.Values !== undefined) return pointOf(listed(datum.Values, datum.Counts, where));
  return statisticSet(datum.StatisticValues, `${where}.StatisticValues`);
}

function listed(values: readonly number[], counts: readonly number[] | undefined, where: string): Histogram {
  if (values.length === 0 || values.length > MAX_VALUES) {
    throw invalidValue(`The collection ${where}.Values must hold between 1 and ${MAX_VALUES} values.`);
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw invalidValue(`The parameters ${where}.Values and ${where}.Counts must be of the same length.`);
  }
  return values.map((value, index) => [
    finite(value, `${where}.Values`),
    finite(counts?.[index] ?? 1, `${where}.Counts`),
  ]);
}

function statisticSet(set: Datum['StatisticValues'], where: string): Point {
  const [sampleCount, sum] = [finite(set?.SampleCount, where), finite(set?.Sum, where)];
  const [minimum, maximum] = [finite(set?.Minimum, where), finite(set?.Maximum, where)];
  if (minimum > maximum) throw invalidValue(`The parameter ${where}.Maximum must be greater than or equal to Minimum.`);
  return { sampleCount, sum, minimum, maximum };
}

function finite(value: number | undefined, where: string): number {
  if (value === undefined) throw missing(where);
  if (Number.isFinite(value) && Math.abs(value) <= LARGEST) return value;
  throw invalidValue(`The value ${value} for parameter ${where} is invalid.`);
}
