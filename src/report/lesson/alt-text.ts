// What a plot shows, in a sentence: for those who cannot see it, and for whoever wants the gist. Pure.

import type { ActSeries } from './series.js';
import { offsetText } from './words.js';

type Values = readonly (number | null)[];

const known = (values: Values): readonly number[] => values.flatMap((value) => value ?? []);

function bounds(values: Values, digits: number): string {
  const all = known(values);
  if (all.length === 0) return 'unknown';
  const low = all.reduce((a, b) => Math.min(a, b)).toFixed(digits);
  const high = all.reduce((a, b) => Math.max(a, b)).toFixed(digits);
  return low === high ? low : `${low} to ${high}`;
}

export function requestsAlt({ seconds, requests, errors }: ActSeries): string {
  const bad = errors.flatMap((value, index) => ((value ?? 0) > 0 ? [seconds[index] ?? 0] : []));
  const [first, last] = [bad[0], bad.at(-1)];
  const failed =
    first === undefined || last === undefined
      ? 'none failed'
      : `up to ${Math.max(...known(errors)).toFixed(1)} per second failed, from ${offsetText(first)} to ${offsetText(last)}`;
  return `${bounds(requests, 1)} requests per second; ${failed}.`;
}

export function latencyAlt({ p50, p99 }: ActSeries): string {
  return `The median answer took ${bounds(p50, 0)} ms, the slowest of a hundred ${bounds(p99, 0)} ms.`;
}

export function cpuAlt({ cpu, thresholds }: ActSeries): string {
  const group =
    cpu.length === 0
      ? 'No data point in this time'
      : `${bounds(
          cpu.map(({ value }) => value),
          0,
        )} % on average`;
  const bars = thresholds.map(
    ({ alarm, sign, steps }) => `${alarm} ${sign} ${steps.map(({ value }) => `${value} %`).join(', then ')}`,
  );
  return `${group}; thresholds: ${bars.join('; ') || 'none'}.`;
}

export function countsAlt({ seconds, healthy, inService, desired }: ActSeries): string {
  const course = (name: string, values: Values): string => {
    const steps = values.flatMap((value, index) =>
      value !== null && value !== values[index - 1] ? [{ value, at: seconds[index] ?? 0 }] : [],
    );
    const [first, ...later] = steps;
    return `${name} ${first?.value ?? 'unknown'}${later.map(({ value, at }) => `, ${value} at ${offsetText(at)}`).join('')}`;
  };
  return `${[course('healthy', healthy), course('in service', inService), course('desired', desired)].join('; ')}.`;
}

export function sharesAlt({ instances }: ActSeries): string {
  return `${instances
    .map(({ id, role, share }) => {
      const percent = share.map((value) => (value === null ? null : value * 100));
      return `${role ?? id} ${bounds(percent, 0)} %`;
    })
    .join('; ')}.`;
}

/** Every plot of an act, in words; those that it has. */
export function plotAlts(series: ActSeries): readonly { readonly title: string; readonly alt: string }[] {
  const asked = series.users.some((value) => (value ?? 0) > 0);
  return [
    ...(asked
      ? [
          { title: TITLES.requests, alt: requestsAlt(series) },
          { title: TITLES.latency, alt: latencyAlt(series) },
        ]
      : []),
    { title: TITLES.cpu, alt: cpuAlt(series) },
    { title: TITLES.counts, alt: countsAlt(series) },
    ...(asked && series.instances.length > 0 ? [{ title: TITLES.shares, alt: sharesAlt(series) }] : []),
  ];
}

export const TITLES = {
  events: 'What happened',
  requests: 'Requests and errors, per second',
  latency: 'How long an answer took, ms',
  cpu: 'CPU against both thresholds, per cent',
  counts: 'Machines: desired, in service, healthy',
  shares: 'Who answered: share of the requests, per cent',
} as const;
