// The tables of a status: machines, alarms, CPU minute by minute. Pure.

import type { InstanceObservation } from '../lab/observation.js';
import { sparkText } from './spark.js';
import type { Layout } from './status-text.js';
import type { StatusView, Trend } from './status-view.js';
import { instantText } from './status-words.js';
import { type Column, LINE_WIDTH, numberText, percentText, type Row, tableText, UNKNOWN } from './table.js';
import { spanText } from './time.js';

const MOST_CELLS = 15;
const FEWEST_CELLS = 4;
const TREND_GAP = 2;

interface Extras {
  /** Cells of the CPU's trend; 0: none. */
  readonly cells: number;
  /** Type and private address. */
  readonly place: boolean;
}

/** With the trend of the CPU where the line has room for one; a line of more than 80 cells shows type and address, too. */
export function instanceTable(view: StatusView, layout: Layout): string {
  const { width } = layout;
  const widest = (extras: Extras): number =>
    Math.max(
      ...instanceRows(view, layout, extras)
        .split('\n')
        .map((line) => (line.startsWith('  ') ? 0 : line.length)),
    );
  const longest = Math.max(0, ...view.instances.map(({ cpuTrend = [] }) => cpuTrend.length));
  const place = width > LINE_WIDTH && widest({ cells: 0, place: true }) <= width;
  const cells = Math.min(MOST_CELLS, longest, width - widest({ cells: 0, place }) - TREND_GAP);
  const text = instanceRows(view, layout, { cells: cells < FEWEST_CELLS ? 0 : cells, place });
  return painted(text, layout);
}

function instanceRows(view: StatusView, { inShort, width }: Layout, { cells, place }: Extras): string {
  const trend = (values: Trend = []): readonly string[] => (cells === 0 ? [] : [sparkText(values, cells, 100)]);
  const where = ({ type, privateIp }: InstanceObservation): readonly string[] =>
    place ? [type, privateIp ?? UNKNOWN] : [];
  const rows = view.instances.flatMap((instance): Row[] => [
    [
      inShort(instance.id),
      instance.zone.slice(-2),
      instance.lifecycle ?? instance.state,
      instance.target ?? UNKNOWN,
      instance.cpu === undefined ? UNKNOWN : `${instance.cpu.toFixed(0)} %`,
      ...trend(instance.cpuTrend),
      numberText(instance.requestRate, 1),
      percentText(instance.share),
      spanText(view.at - instance.launchedAt),
      ...where(instance),
    ],
    ...(instance.why === undefined ? [] : [{ note: inShort(instance.why) }]),
  ]);
  const columns: readonly Column[] = [
    { title: 'INSTANCE' },
    { title: 'AZ' },
    { title: 'LIFECYCLE' },
    { title: 'TARGET' },
    { title: 'CPU', align: 'right' },
    ...(cells === 0 ? [] : [{ title: `${cells} MIN`.slice(0, cells) }]),
    { title: 'REQ/S', align: 'right' },
    { title: 'SHARE', align: 'right' },
    { title: 'AGE', align: 'right' },
    ...(place ? [{ title: 'TYPE' }, { title: 'ADDRESS' }] : []),
  ];
  return tableText(columns, rows, width);
}

const METRIC_CELLS = 40;

/** CPU minute by minute: the group, then its machines; `–` where CloudWatch has nothing. */
export function metricTable(view: StatusView, { inShort, width }: Layout): string {
  const most = METRIC_CELLS + width - LINE_WIDTH;
  const row = (name: string, trend: Trend = []): readonly string[] => {
    const known = trend.filter((value) => value !== undefined);
    const figure = (of: (...values: number[]) => number): string =>
      known.length === 0 ? UNKNOWN : of(...known).toFixed(0);
    const now = trend.at(-1);
    return [
      name,
      now === undefined ? UNKNOWN : now.toFixed(0),
      figure(Math.min),
      figure(Math.max),
      sparkText(trend, Math.min(most, trend.length), 100),
    ];
  };
  return tableText(
    [
      { title: 'CPUUtilization, %' },
      { title: 'NOW', align: 'right' },
      { title: 'MIN', align: 'right' },
      { title: 'MAX', align: 'right' },
      { title: 'MINUTE BY MINUTE' },
    ],
    [row('the group', view.cpuTrend), ...view.instances.map(({ id, cpuTrend }) => row(inShort(id), cpuTrend))],
    width,
  );
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/** A line of more than 80 cells names the metric, too. */
export function alarmTable(view: StatusView, layout: Layout): string {
  const { width } = layout;
  const wide = width > LINE_WIDTH;
  const rows = view.alarms.map((alarm) => [
    alarm.name.replace(`${view.project}-`, ''),
    alarm.state === 'INSUFFICIENT_DATA' ? 'NO DATA' : alarm.state,
    ...(wide ? [`${alarm.statistic} ${alarm.metric}`] : []),
    numberText(alarm.value, 1),
    `${COMPARISONS[alarm.comparison] ?? alarm.comparison} ${alarm.threshold}`,
    `${alarm.breaching} of ${alarm.evaluationPeriods} ${alarm.periodSeconds === 60 ? 'min' : `× ${alarm.periodSeconds} s`}`,
    alarm.since === undefined ? UNKNOWN : instantText(view, alarm.since),
    alarm.actionNow,
  ]);
  const columns: readonly Column[] = [
    { title: 'ALARM' },
    { title: 'STATE' },
    ...(wide ? [{ title: 'METRIC' }] : []),
    { title: 'NOW', align: 'right' },
    { title: 'LIMIT' },
    { title: 'IN BREACH' },
    { title: 'SINCE' },
    { title: 'ACTION NOW' },
  ];
  return painted(tableText(columns, [...rows, ...withoutData(view)], width), layout);
}

const FIRST_POINTS_MS = 180_000;

/** Machines show a CPU of their own, and the alarm has no figure: that is so while all of them are new. */
function withoutData({ alarms, instances, group, at }: StatusView): readonly Row[] {
  const { defaultInstanceWarmup: warmup = 0 } = group;
  const waiting = alarms.some(({ state, value }) => state === 'INSUFFICIENT_DATA' && value === undefined);
  const young = instances.every(({ launchedAt }) => at - launchedAt < warmup * 1_000 + FIRST_POINTS_MS);
  if (!waiting || !young || warmup === 0 || instances.length === 0) return [];
  return [{ note: `no data yet: a machine’s CPU counts for the group after ${warmup} s of warm-up` }];
}

const STATE_PAINT: Readonly<Record<string, 'good' | 'bad' | 'busy'>> = {
  healthy: 'good',
  unhealthy: 'bad',
  'unhealthy.draining': 'bad',
  initial: 'busy',
  draining: 'busy',
  OK: 'good',
  ALARM: 'bad',
};

/** Colours the states of a finished table, whose cells were measured without: the head and the reasons stay as they are. */
function painted(table: string, { paint }: Layout): string {
  const [head = '', ...rows] = table.split('\n');
  const states = /(?<= {2})(healthy|unhealthy(?:\.draining)?|initial|draining|OK|ALARM)(?= {2})/;
  const lines = rows.map((line) =>
    line.startsWith('  ') ? line : line.replace(states, (word) => paint(STATE_PAINT[word] ?? 'dim', word)),
  );
  return [head, ...lines].join('\n');
}
