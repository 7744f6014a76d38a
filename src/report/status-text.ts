// The status view as text: plain words that fit 80 columns, are legible without colour, and are the same in a pipe. Pure.

import { sparkText } from './spark.js';
import type { StatusCommands } from './status-commands.js';
import type { StatusView, Trend } from './status-view.js';
import { indented, LINE_WIDTH, numberText, percentText, type Row, tableText, UNKNOWN } from './table.js';
import { clockText, dayTimeText, spanText } from './time.js';

export interface TextOptions {
  /** Paints a word; the identity where there is no colour. */
  readonly paint: (kind: 'good' | 'bad' | 'busy' | 'dim' | 'strong', text: string) => string;
  /** Lines there is room for: the oldest events make way. */
  readonly height?: number;
  /** Which parts; all of them unless told. */
  readonly view?: StatusPart | 'all';
  /** Beside each part the command of the AWS CLI that shows the same. */
  readonly commands?: StatusCommands;
}

/** The parts that can be looked at alone. */
export const STATUS_PARTS = ['instances', 'alarms', 'metrics', 'events'] as const;
export type StatusPart = (typeof STATUS_PARTS)[number];

type Block = 'figures' | StatusPart | 'open' | 'cost';

const BLOCKS: Readonly<Record<StatusPart | 'all', readonly Block[]>> = {
  all: ['figures', 'instances', 'alarms', 'events', 'open', 'cost'],
  instances: ['figures', 'instances'],
  alarms: ['alarms'],
  metrics: ['figures', 'metrics'],
  events: ['events', 'open'],
};

const VERDICT_PAINT = { HEALTHY: 'good', CHANGING: 'busy', DEGRADED: 'bad', DOWN: 'bad' } as const;

export function statusText(view: StatusView, options: TextOptions): string {
  const text = wholeText(view, options);
  const { height = Number.POSITIVE_INFINITY } = options;
  if (view.timeline.length === 0 || text.split('\n').length <= height) return text;
  return statusText({ ...view, timeline: view.timeline.slice(1) }, options);
}

function wholeText(view: StatusView, { paint, view: part = 'all', commands }: TextOptions): string {
  const short = shortIds(view.instances.map((instance) => instance.id));
  const inShort = (text: string): string => text.replace(/\bi-[0-9a-f]{17}\b/g, short);
  const where = `${view.region}  ${whereText(view)}`;
  const parts = [
    `${paint('strong', view.project)}  ${where}  ${paint(VERDICT_PAINT[view.verdict], view.verdict)}`,
    ...indented('cause  ', inShort(view.cause)),
  ];
  for (const block of BLOCKS[part]) {
    const lines = BLOCK_LINES[block](view, inShort);
    if (lines.length === 0) continue;
    const said = commands === undefined || !(block in commands) ? [] : commands[block as keyof StatusCommands];
    parts.push('', ...lines, ...said.map((command) => paint('dim', `$ ${command}`)));
  }
  return parts.join('\n');
}

type InShort = (text: string) => string;

const BLOCK_LINES: Readonly<Record<Block, (view: StatusView, inShort: InShort) => readonly string[]>> = {
  figures: (view) => [...usersLines(view), ...groupLines(view)],
  instances: (view, inShort) => [instanceTable(view, inShort)],
  alarms: (view) => [alarmTable(view)],
  metrics: (view, inShort) => [metricTable(view, inShort)],
  events: (view, inShort) => (view.timeline.length === 0 ? [] : [timelineText(view, inShort)]),
  open: ({ drills }, inShort) =>
    drills.length === 0
      ? []
      : indented('OPEN   ', inShort(`${drills.map((drill) => drill.title).join('; ')}   undo: ha-lab heal`)),
  cost: (view) => (view.costPerHour === undefined ? [] : [costLine(view)]),
};

/** Groups of figures after a label; a group that the line cannot hold begins the next one. */
function figures(label: string, groups: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const group of groups) {
    const last = lines.at(-1);
    const longer = last === undefined ? `${label}${group}` : `${last}   ${group}`;
    if (last !== undefined && longer.length <= LINE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(last === undefined ? longer : `${' '.repeat(label.length)}${group}`);
  }
  return lines;
}

/** An instant as the learner counts: since the sandbox began, or the time of day on AWS. */
export function instantText(view: Pick<StatusView, 'startedAt'>, at: number): string {
  return view.startedAt === undefined ? dayTimeText(at) : clockText(at - view.startedAt);
}

/** Whose time it is, and what it says. */
export function whereText(view: Pick<StatusView, 'startedAt' | 'speed' | 'at'>): string {
  if (view.startedAt === undefined) return `AWS, ${dayTimeText(view.at)} UTC`;
  const pace = (view.speed ?? 0) === 0 ? 'paused' : `×${view.speed}`;
  return `sandbox, ${pace} at t+${clockText(view.at - view.startedAt)}`;
}

function usersLines({ users }: StatusView): readonly string[] {
  if (users === undefined) return [`USERS  ${UNKNOWN}  (no traffic of ours)`];
  const share = (digit: string): number =>
    Object.entries(users.byStatus).reduce((sum, [status, count]) => (status.startsWith(digit) ? sum + count : sum), 0) /
    Math.max(1, users.requests);
  return figures('USERS  ', [
    `${users.wantedRate === undefined ? `${users.active} users` : `${users.wantedRate.toFixed(0)} per s wanted, ${users.open ?? 0} open`}  ${users.requestRate.toFixed(1)} req/s`,
    `2xx ${percentText(share('2'), 1)}  5xx ${percentText(share('5'), 1)}`,
    `p50 ${numberText(users.p50Ms)} ms  p95 ${numberText(users.p95Ms)} ms  p99 ${numberText(users.p99Ms)} ms`,
  ]);
}

function groupLines({ group }: StatusView): readonly string[] {
  const { minSize, desiredCapacity, maxSize, inService, healthy, healthCheckType, healthCheckGracePeriod } = group;
  return figures('GROUP  ', [
    `min ${minSize}  desired ${desiredCapacity}  max ${maxSize}`,
    `in service ${inService}  healthy ${healthy}`,
    `checks ${healthCheckType}  grace ${healthCheckGracePeriod} s`,
    ...(group.suspendedProcesses.length === 0 ? [] : [`suspended: ${group.suspendedProcesses.join(', ')}`]),
  ]);
}

/** The shortest beginnings that tell these ids apart; drills accept them, too. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  let length = 8;
  while (length < 19 && new Set(ids.map((id) => id.slice(0, length))).size < new Set(ids).size) length += 1;
  return (id) => id.slice(0, length);
}

const MOST_CELLS = 15;
const FEWEST_CELLS = 4;
const TREND_GAP = 2;

/** With the trend of the CPU where the line has room for one. */
function instanceTable(view: StatusView, inShort: InShort): string {
  const bare = instanceRows(view, inShort, 0);
  const widest = Math.max(...bare.split('\n').map((line) => (line.startsWith('  ') ? 0 : line.length)));
  const longest = Math.max(0, ...view.instances.map(({ cpuTrend = [] }) => cpuTrend.length));
  const cells = Math.min(MOST_CELLS, longest, LINE_WIDTH - widest - TREND_GAP);
  return cells < FEWEST_CELLS ? bare : instanceRows(view, inShort, cells);
}

function instanceRows(view: StatusView, inShort: InShort, cells: number): string {
  const trend = (values: Trend = []): readonly string[] => (cells === 0 ? [] : [sparkText(values, cells, 100)]);
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
    ],
    ...(instance.why === undefined ? [] : [{ note: inShort(instance.why) }]),
  ]);
  return tableText(
    [
      { title: 'INSTANCE' },
      { title: 'AZ' },
      { title: 'LIFECYCLE' },
      { title: 'TARGET' },
      { title: 'CPU', align: 'right' },
      ...(cells === 0 ? [] : [{ title: `${cells} MIN`.slice(0, cells) }]),
      { title: 'REQ/S', align: 'right' },
      { title: 'SHARE', align: 'right' },
      { title: 'AGE', align: 'right' },
    ],
    rows,
  );
}

const METRIC_CELLS = 40;

/** CPU minute by minute: the group, then its machines; `–` where CloudWatch has nothing. */
function metricTable(view: StatusView, inShort: InShort): string {
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
      sparkText(trend, Math.min(METRIC_CELLS, trend.length), 100),
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
  );
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

function alarmTable(view: StatusView): string {
  const rows = view.alarms.map((alarm) => [
    alarm.name.replace(`${view.project}-`, ''),
    alarm.state === 'INSUFFICIENT_DATA' ? 'NO DATA' : alarm.state,
    numberText(alarm.value, 1),
    `${COMPARISONS[alarm.comparison] ?? alarm.comparison} ${alarm.threshold}`,
    `${alarm.breaching} of ${alarm.evaluationPeriods} ${alarm.periodSeconds === 60 ? 'min' : `× ${alarm.periodSeconds} s`}`,
    alarm.since === undefined ? UNKNOWN : instantText(view, alarm.since),
    alarm.actionNow,
  ]);
  return tableText(
    [
      { title: 'ALARM' },
      { title: 'STATE' },
      { title: 'NOW', align: 'right' },
      { title: 'LIMIT' },
      { title: 'IN BREACH' },
      { title: 'SINCE' },
      { title: 'ACTION NOW' },
    ],
    rows,
  );
}

/** Things of the same instant and cause stand on one line: two machines are launched together. */
function timelineText(view: StatusView, inShort: (text: string) => string): string {
  const rows = view.timeline.map((row) => {
    const [what = '', ...why] = inShort(row.what)
      .replace(/ (a new )?EC2 instance:/, '')
      .split(': ');
    return { label: `${instantText(view, row.at)}  ${row.who.padEnd(5)}  `, what, why: why.join(': ') };
  });
  const lines = rows.flatMap((row, index) => {
    const same = (other: typeof row | undefined): boolean =>
      other !== undefined && row.why !== '' && other.label === row.label && other.why === row.why;
    if (same(rows[index - 1])) return [];
    const run = rows.slice(index).findIndex((other) => !same(other));
    const together = rows.slice(index, run < 0 ? undefined : index + Math.max(1, run));
    const [first = row, ...more] = together;
    const what = [first.what, ...more.map((other) => other.what.split(' ').at(-1))].join(', ');
    return indented(row.label, row.why === '' ? what : `${what}: ${row.why}`);
  });
  return ['EVENTS', ...lines].join('\n');
}

function costLine({ costPerHour = 0, target }: StatusView): string {
  const would = target === 'sandbox' ? 'on AWS this would cost' : 'this costs';
  return `COST   ${would} about $${costPerHour.toFixed(2)} per hour`;
}
