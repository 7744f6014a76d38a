// Cuts the answer of GetMetricData into pages of at most so many data points, series after series. Pure.

import type { Instant } from '../../../../kernel/index.js';
import type { OperationOutput } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';

type Output = OperationOutput<typeof import('@aws-sdk/client-cloudwatch'), 'GetMetricData'>;
type Result = NonNullable<Output['MetricDataResults']>[number];

export interface SeriesResult {
  readonly id: string;
  readonly label: string;
  readonly points: readonly (readonly [Instant, number])[];
}

/** One data point of one series; a series without points has one item without a point. */
interface Item {
  readonly series: SeriesResult;
  readonly point?: readonly [Instant, number];
}

/** A series without points appears once, with empty lists; one that goes on overleaf is `PartialData`. */
export function pageOfResults(
  results: readonly SeriesResult[],
  maxDatapoints: number,
  nextToken: string | undefined,
): Output {
  const { items, nextToken: more } = page(results.flatMap(itemsOf), { maxResults: maxDatapoints, nextToken });
  const shown = new Map<SeriesResult, (readonly [Instant, number])[]>();
  for (const { series, point } of items) {
    const points = shown.get(series) ?? [];
    shown.set(series, points);
    if (point !== undefined) points.push(point);
  }
  const last = more === undefined ? undefined : items.at(-1);
  const unfinished = last?.point === last?.series.points.at(-1) ? undefined : last?.series;
  return {
    MetricDataResults: [...shown].map(([series, points]) => resultOf(series, points, series === unfinished)),
    NextToken: more,
    Messages: [],
  };
}

function itemsOf(series: SeriesResult): readonly Item[] {
  return series.points.length === 0 ? [{ series }] : series.points.map((point) => ({ series, point }));
}

function resultOf(series: SeriesResult, points: SeriesResult['points'], goesOn: boolean): Result {
  return {
    Id: series.id,
    Label: series.label,
    Timestamps: points.map(([at]) => new Date(at)),
    Values: points.map(([, value]) => value),
    StatusCode: goesOn ? 'PartialData' : 'Complete',
  };
}
