// The status view as text: plain words that fit 80 columns, or use more where a terminal has them, and are legible without colour. Pure.

import { networkLines } from './network-text.js';
import type { StatusCommands } from './status-commands.js';
import { codesLines, groupLines, trafficLines, usersLines } from './status-figures.js';
import { alarmTable, instanceTable, metricTable } from './status-tables.js';
import type { StatusView } from './status-view.js';
import { instantText, shortIds, whereText } from './status-words.js';
import { indented, LINE_WIDTH } from './table.js';

export interface TextOptions {
  /** Paints a word; the identity where there is no colour. */
  readonly paint: Paint;
  /** Lines there is room for: the oldest events make way. */
  readonly height?: number;
  /** Cells of a line, used between 80 and 140; 80 unless told. */
  readonly columns?: number;
  /** Which parts; all of them unless told. */
  readonly view?: StatusPart | 'all';
  /** Beside each part the command of the AWS CLI that shows the same. */
  readonly commands?: StatusCommands;
}

export type Paint = (kind: 'good' | 'bad' | 'busy' | 'dim' | 'strong' | 'code', text: string) => string;

/** The parts that can be looked at alone, in the order of the keys of a watch; `all` is the first of those. */
export const STATUS_PARTS = ['users', 'instances', 'alarms', 'metrics', 'events', 'network'] as const;
export type StatusPart = (typeof STATUS_PARTS)[number];

type Block = 'figures' | 'codes' | Exclude<StatusPart, 'users'> | 'open' | 'cost';

const BLOCKS: Readonly<Record<StatusPart | 'all', readonly Block[]>> = {
  all: ['figures', 'instances', 'alarms', 'events', 'open', 'cost'],
  users: ['figures', 'codes'],
  instances: ['figures', 'instances'],
  alarms: ['alarms'],
  metrics: ['figures', 'metrics'],
  events: ['events', 'open'],
  network: ['network'],
};

const VERDICT_PAINT = { HEALTHY: 'good', CHANGING: 'busy', DEGRADED: 'bad', DOWN: 'bad' } as const;

/** Longer lines are hard to read, whatever the terminal. */
const WIDEST = 140;

/** What every part needs to be laid out. */
export interface Layout {
  readonly width: number;
  readonly paint: Paint;
  /** The same text with instance ids as short as they can be told apart. */
  readonly inShort: (text: string) => string;
}

export function statusText(view: StatusView, options: TextOptions): string {
  const text = wholeText(view, options);
  const { height = Number.POSITIVE_INFINITY } = options;
  if (view.timeline.length === 0 || text.split('\n').length <= height) return text;
  return statusText({ ...view, timeline: view.timeline.slice(1) }, options);
}

function wholeText(
  view: StatusView,
  { paint, view: part = 'all', commands, columns = LINE_WIDTH }: TextOptions,
): string {
  const short = shortIds(view.instances.map((instance) => instance.id));
  const inShort = (text: string): string => text.replace(/\bi-[0-9a-f]{17}\b/g, short);
  const layout = { width: Math.min(WIDEST, Math.max(LINE_WIDTH, columns)), paint, inShort };
  const where = `${view.region}  ${whereText(view)}`;
  const parts = [
    `${paint('strong', view.project)}  ${where}  ${paint(VERDICT_PAINT[view.verdict], view.verdict)}`,
    ...indented('cause  ', inShort(view.cause), layout.width),
  ];
  for (const block of BLOCKS[part]) {
    const lines = BLOCK_LINES[block](view, layout);
    if (lines.length === 0) continue;
    const said = commands === undefined || !(block in commands) ? [] : commands[block as keyof StatusCommands];
    parts.push('', ...lines, ...said.map((command) => paint('dim', `$ ${command}`)));
  }
  return parts.join('\n');
}

const BLOCK_LINES: Readonly<Record<Block, (view: StatusView, layout: Layout) => readonly string[]>> = {
  figures: (view, layout) => [...usersLines(view, layout), ...trafficLines(view, layout), ...groupLines(view, layout)],
  codes: codesLines,
  instances: (view, layout) => [instanceTable(view, layout)],
  alarms: (view, layout) => [alarmTable(view, layout)],
  metrics: (view, layout) => [metricTable(view, layout)],
  events: (view, layout) => (view.timeline.length === 0 ? [] : [timelineText(view, layout)]),
  network: ({ network, instances }, layout) => (network === undefined ? [] : networkLines(network, instances, layout)),
  open: ({ drills, target }, { inShort, width }) =>
    drills.length === 0
      ? []
      : indented(
          'OPEN   ',
          inShort(
            `${drills.map((drill) => drill.title).join('; ')}   undo: ha-lab heal${target === 'aws' ? ' --target aws' : ''}`,
          ),
          width,
        ),
  cost: (view) => (view.costPerHour === undefined ? [] : [costLine(view)]),
};

/** Things of the same instant and cause stand on one line: two machines are launched together. */
function timelineText(view: StatusView, { inShort, width }: Layout): string {
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
    return indented(row.label, row.why === '' ? what : `${what.replace(/\.$/, '')}: ${row.why}`, width);
  });
  return ['EVENTS', ...lines].join('\n');
}

function costLine({ costPerHour = 0, target, standIn }: StatusView): string {
  const would = target === 'sandbox' || standIn !== undefined ? 'on AWS this would cost' : 'this costs';
  return `COST   ${would} about $${costPerHour.toFixed(2)} per hour`;
}
