// What each plot of an act consists of: its marks, its axis, its legend, its sentence. Drawn by plots.ts, which brings the library along. Pure.

import type * as PlotLibrary from '@observablehq/plot';
import type { Happening } from '../../lesson/timeline.js';
import { countsAlt, cpuAlt, latencyAlt, requestsAlt, sharesAlt, TITLES } from './alt-text.js';
import type { ActSection } from './model.js';
import { offsetText } from './words.js';

export interface LegendItem {
  readonly label: string;
  /** `c1` … `c8`: a colour of the style sheet. */
  readonly colour: string;
  readonly dash?: string;
  readonly area?: boolean;
}

export type Plot = typeof PlotLibrary;
type Marks = PlotLibrary.Markish[];

export interface Sketch {
  readonly title: string;
  readonly alt: string;
  readonly legend: readonly LegendItem[];
  readonly height: number;
  readonly y: PlotLibrary.ScaleOptions;
  /** Narrow: for a phone. */
  readonly marks: (narrow: boolean) => Marks;
}

/** Seconds from the drill. */
export type Span = readonly [from: number, to: number];

export function sketches(plot: Plot, act: ActSection, span: Span): readonly Sketch[] {
  const { series } = act;
  const asked = series.users.some((value) => (value ?? 0) > 0);
  return [
    eventsSketch(plot, act),
    ...(asked ? [requestsSketch(plot, act), latencySketch(plot, act)] : []),
    cpuSketch(plot, act, span),
    countsSketch(plot, act),
    ...(asked && series.instances.length > 0 ? [sharesSketch(plot, act)] : []),
  ];
}

const LANES: readonly { readonly who: Happening['who']; readonly name: string; readonly colour: string }[] = [
  { who: 'you', name: 'you', colour: 'fault' },
  { who: 'balancer', name: 'balancer', colour: 'c1' },
  { who: 'group', name: 'group', colour: 'c3' },
  { who: 'alarm', name: 'alarms', colour: 'c2' },
];

function eventsSketch(plot: Plot, { timeline, drilledAt }: ActSection): Sketch {
  const rows = timeline.flatMap(({ at, who, what }) => {
    const lane = LANES.find((one) => one.who === who);
    return lane === undefined
      ? []
      : [{ x: (at - drilledAt) / 1_000, lane: lane.name, colour: `var(--${lane.colour})`, what }];
  });
  return {
    title: TITLES.events,
    alt: `${rows.length} events; the table below lists them.`,
    legend: [],
    height: 116,
    y: { type: 'point', domain: LANES.map(({ name }) => name), padding: 0.6 },
    marks: (narrow) => [
      plot.axisY({ tickSize: 0, fontSize: narrow ? 10 : 11 }),
      plot.gridY({ strokeOpacity: 0.12 }),
      plot.dot(rows, {
        x: 'x',
        y: 'lane',
        r: narrow ? 4 : 5,
        fill: 'colour',
        stroke: 'var(--paper)',
        title: ({ x, what }: { x: number; what: string }) => `${offsetText(x)} ${what}`,
      }),
    ],
  };
}

interface Point {
  readonly x: number;
  readonly y: number | null;
}

const points = (act: ActSection, values: readonly (number | null)[], factor = 1): readonly Point[] =>
  act.series.seconds.map((x, index) => {
    const value = values[index] ?? null;
    return { x, y: value === null ? null : value * factor };
  });

function requestsSketch(plot: Plot, act: ActSection): Sketch {
  const { series } = act;
  return {
    title: TITLES.requests,
    alt: requestsAlt(series),
    legend: [
      { label: 'requests', colour: 'c1' },
      { label: 'failed', colour: 'bad', area: true },
    ],
    height: 150,
    y: { grid: true, zero: true, nice: true, ticks: 4 },
    marks: () => [
      plot.areaY(points(act, series.errors), {
        x: 'x',
        y: 'y',
        fill: 'var(--bad)',
        fillOpacity: 0.55,
        curve: 'step-before',
      }),
      plot.lineY(points(act, series.requests), { x: 'x', y: 'y', stroke: 'var(--c1)', strokeWidth: 1.6 }),
      plot.ruleY([0]),
    ],
  };
}

function latencySketch(plot: Plot, act: ActSection): Sketch {
  const lines = [
    { label: 'p50', colour: 'c1', values: act.series.p50 },
    { label: 'p95', colour: 'c3', dash: '6 3', values: act.series.p95 },
    { label: 'p99', colour: 'c2', dash: '2 3', values: act.series.p99 },
  ];
  return {
    title: TITLES.latency,
    alt: latencyAlt(act.series),
    legend: lines.map(({ values: _, ...item }) => item),
    height: 150,
    y: { grid: true, zero: true, nice: true, ticks: 4 },
    marks: () => [
      ...lines.map(({ values, colour, dash }) =>
        plot.lineY(points(act, values), {
          x: 'x',
          y: 'y',
          stroke: `var(--${colour})`,
          strokeWidth: 1.6,
          strokeDasharray: dash ?? 'none',
        }),
      ),
      plot.ruleY([0]),
    ],
  };
}

function cpuSketch(plot: Plot, act: ActSection, [, to]: Span): Sketch {
  const { series } = act;
  const bars = series.thresholds.map(({ alarm, sign, steps }, index) => ({
    label: `${alarm} ${sign} ${steps.map(({ value }) => `${value} %`).join(' → ')}`,
    colour: index === 0 ? 'bad' : 'c4',
    dash: '7 4',
    points: [...steps, { seconds: to, value: steps.at(-1)?.value ?? 0 }],
  }));
  return {
    title: TITLES.cpu,
    alt: cpuAlt(series),
    legend: [
      { label: 'average of the group', colour: 'c1' },
      { label: 'each machine', colour: 'dim' },
      ...bars.map(({ points: _, ...item }) => item),
    ],
    height: 170,
    y: { grid: true, domain: [0, 100], ticks: 5 },
    marks: () => [
      ...series.instances.map(({ cpu }) =>
        plot.lineY(points(act, cpu), {
          x: 'x',
          y: 'y',
          stroke: 'var(--dim)',
          strokeWidth: 1,
          strokeOpacity: 0.8,
          curve: 'step-after',
        }),
      ),
      ...bars.map(({ colour, dash, points: steps }) =>
        plot.lineY(steps, {
          x: 'seconds',
          y: 'value',
          stroke: `var(--${colour})`,
          strokeDasharray: dash,
          curve: 'step-after',
        }),
      ),
      plot.lineY(series.cpu, { x: 'seconds', y: 'value', stroke: 'var(--c1)', strokeWidth: 2, curve: 'step-before' }),
      plot.ruleY([0]),
    ],
  };
}

function countsSketch(plot: Plot, act: ActSection): Sketch {
  const { series } = act;
  const lines = [
    { label: 'desired', colour: 'dim', dash: '2 3', width: 1.4, values: series.desired },
    { label: 'in service', colour: 'c2', dash: '7 4', width: 1.8, values: series.inService },
    { label: 'healthy', colour: 'c3', width: 2.4, values: series.healthy },
  ];
  const most = Math.max(1, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return {
    title: TITLES.counts,
    alt: countsAlt(series),
    legend: lines.map(({ values: _, width: __, ...item }) => item),
    height: 130,
    y: {
      grid: true,
      domain: [0, most + 0.4],
      ticks: Array.from({ length: most + 1 }, (_, index) => index),
      tickFormat: 'd',
    },
    marks: () => [
      ...lines.map(({ values, colour, dash, width }) =>
        plot.lineY(points(act, values), {
          x: 'x',
          y: 'y',
          stroke: `var(--${colour})`,
          strokeWidth: width,
          strokeDasharray: dash ?? 'none',
          curve: 'step-after',
        }),
      ),
      plot.ruleY([0]),
    ],
  };
}

const COLOURS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];

function sharesSketch(plot: Plot, act: ActSection): Sketch {
  const instances = act.series.instances.map((one, index) => ({
    ...one,
    colour: COLOURS[index % COLOURS.length] ?? 'c1',
  }));
  const rows = instances.flatMap(({ id, share, colour }) =>
    points(act, share, 100).map(({ x, y }) => ({ x, y: y ?? 0, id, colour: `var(--${colour})` })),
  );
  return {
    title: TITLES.shares,
    alt: sharesAlt(act.series),
    legend: instances.map(({ id, zone, role, colour }) => ({
      label: `${id}${role === undefined ? '' : `, ${role}`} (${zone})`,
      colour,
      area: true,
    })),
    height: 150,
    y: { domain: [0, 100], ticks: 5 },
    marks: () => [
      plot.areaY(rows, {
        x: 'x',
        y: 'y',
        z: 'id',
        fill: 'colour',
        fillOpacity: 0.75,
        order: 'z',
        curve: 'step-before',
      }),
      plot.ruleY([0]),
    ],
  };
}
