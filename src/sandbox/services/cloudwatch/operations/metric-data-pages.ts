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

/** A series without points appears once, with empty lists; one that goes on overleaf is `PartialData`. */
export function pageOfResults(
  results: readonly SeriesResult[],
  maxDatapoints: number,
  nextToken: string | undefined,
): Output {
  const flat = results.flatMap((result, series) =>
    result.points.length === 0 ? [{ series, point: undefined }] : result.points.map((point) => ({ series, point })),
  );
  const { items, nextToken: more } = page(flat, { maxResults: maxDatapoints, nextToken });
  const last = more === undefined ? undefined : items.at(-1)?.series;
  const goesOn = last !== undefined && flat.filter(({ series }) => series === last).length > countOf(items, last);
  const shown = results.flatMap((result, series): Result[] => {
    const own = items.filter((item) => item.series === series);
    if (own.length === 0) return [];
    const points = own.flatMap(({ point }) => (point === undefined ? [] : [point]));
    return [
      {
        Id: result.id,
        Label: result.label,
        Timestamps: points.map(([at]) => new Date(at)),
        Values: points.map(([, value]) => value),
        StatusCode: goesOn && series === last ? 'PartialData' : 'Complete',
      },
    ];
  });
  return { MetricDataResults: shown, NextToken: more, Messages: [] };
}

function countOf(items: readonly { readonly series: number }[], series: number): number {
  return items.filter((item) => item.series === series).length;
}
