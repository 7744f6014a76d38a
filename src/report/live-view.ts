// A lesson while its drill runs, as one screen: what was said, what was done and its undo, what is expected, how the stack is. Pure.

import type { Observation } from '../lab/observation.js';
import type { WatchView } from '../lesson/screen.js';
import { shortAlarm, sinceText } from './lesson-values.js';
import { nextExpected } from './next-expected.js';
import { evenly, sparkText } from './spark.js';
import type { TextOptions } from './status-text.js';
import { shortIds } from './status-words.js';
import { numberText, percentText } from './table.js';
import { spanText } from './time.js';
import { watchRows } from './watch-rows.js';

export interface LiveOptions extends TextOptions {
  readonly columns: number;
  readonly rows: number;
  /** Shown in place of the stack: a hint, the whole evidence. */
  readonly panel?: readonly string[];
  /** Shown in place of everything but the clock: the status. */
  readonly page?: readonly string[];
  /** The last line; absent: all keys of a lesson. */
  readonly keys?: string;
}

export const LIVE_KEYS = 'c check  h hint  s status  f faster  - slower  u undo  d detach  q quit';
export const REPLAY_KEYS = 'c check  h hint  f faster  - slower  q quit';
const LABEL = 9;

export function liveLines(view: WatchView, options: LiveOptions): readonly string[] {
  const { rows, paint } = options;
  const inShort = shortener(view);
  const head = headLine(view, options);
  const top = options.page === undefined ? [head, ...aboutLines(view, inShort, options)] : [head, ''];
  const room = Math.max(0, rows - top.length - 1);
  const body = (options.page ?? options.panel ?? stackLines(view, inShort, room, options)).slice(0, room);
  const gap = new Array<string>(Math.max(0, room - body.length)).fill('');
  return [...top, ...body, ...gap, paint('dim', options.keys ?? LIVE_KEYS)];
}

function shortener({ history }: WatchView): (text: string) => string {
  const ids = history.moments.flatMap(({ seen }) => seen.instances.map(({ id }) => id));
  const short = shortIds([...new Set(ids)]);
  return (text) => text.replace(/\bi-[0-9a-f]{17}\b/g, short);
}

function headLine(view: WatchView, { columns, paint }: LiveOptions): string {
  const pace = view.speed === undefined ? 'to the next change' : `×${Number(view.speed.toFixed(1))}`;
  const next = nextExpected(view);
  const ahead = next === undefined ? '' : `next within ${spanText(next.leftMs)}   `;
  const clock = `${ahead}${sinceText(view.at, view.drilledAt)}  ${pace}`;
  const title = `${view.lesson.number} ${view.lesson.title}`;
  const room = columns - clock.length - 2;
  const shown = title.length > room ? `${title.slice(0, Math.max(1, room - 1))}…` : title.padEnd(room);
  return `${paint('strong', shown)}  ${clock}`;
}

const label = (name: string, text: string): string => `${name.padEnd(LABEL)}${text}`;

function saidLines(
  { predicted, deeds, drilledAt }: WatchView,
  inShort: (text: string) => string,
  { paint }: LiveOptions,
): readonly string[] {
  // The users stay: `u` leaves traffic alone.
  const undoable = deeds.some(
    ({ title, undo = [] }, index) =>
      undo.length > 0 &&
      !title.startsWith('traffic: ') &&
      !deeds.slice(index).some((later) => later.title.startsWith('undone: ') && later.title.includes(title)),
  );
  return [
    ...predicted.slice(0, 2).map((text) => label('you said', text)),
    ...deeds.slice(-2).map(({ at, title }) => label('done', `${sinceText(at, drilledAt)}  ${inShort(title)}`)),
    ...(undoable ? [paint('dim', label('', 'the undo is on disk; u undoes what is open'))] : []),
  ];
}

/** What was said and done, and what is expected; the expectations make way for the stack where not everything fits. */
function aboutLines(view: WatchView, inShort: (text: string) => string, options: LiveOptions): readonly string[] {
  const said = saidLines(view, inShort, options);
  const spaces = 3;
  const stack = stackLines(view, inShort, 0, options).length;
  const most = Math.max(FEWEST_ROWS, options.rows - 1 - said.length - spaces - stack);
  return [...said, '', ...watchRows(view, inShort, { ...options, most }), ''];
}

const FEWEST_ROWS = 4;

function stackLines(
  view: WatchView,
  inShort: (text: string) => string,
  room: number,
  options: LiveOptions,
): readonly string[] {
  const seen = view.history.moments.at(-1)?.seen;
  if (seen === undefined) return [];
  const lines = [...figureLines(view, seen, options), '', ...instanceLines(seen, inShort, options)];
  return [...lines, ...eventLines(view, inShort, room - lines.length - 2, options)];
}

/** The newest events, as many as there is room for. */
function eventLines(
  view: WatchView,
  inShort: (text: string) => string,
  room: number,
  { paint }: LiveOptions,
): readonly string[] {
  if (room < 2) return [];
  const events = view
    .timeline()
    .slice(-room)
    .map(({ at, who, what }) => `${sinceText(at, view.drilledAt)}  ${who.padEnd(8)}  ${inShort(what)}`);
  return ['', paint('dim', 'EVENTS'), ...events];
}

function figureLines(view: WatchView, seen: Observation, { columns, paint }: LiveOptions): readonly string[] {
  const width = columns >= 110 ? 40 : 18;
  const until = Math.max(view.at, view.drilledAt + width * 5_000);
  const span = { from: view.drilledAt, until, width };
  const { moments } = view.history;
  const line = (value: (of: Observation) => number | undefined, top?: number): string =>
    paint(
      'dim',
      sparkText(
        evenly(
          moments.map(({ seen: of }) => ({ at: of.at, value: value(of) })),
          span,
        ),
        width,
        top,
      ),
    );
  const wide = columns >= 110;
  const row = (name: string, text: string, spark = '', of = ''): string => {
    const caption = wide && spark !== '' ? `${of.padStart(9)} ` : '';
    return `${label(name, text).padEnd(Math.max(0, columns - width - caption.length - 2))}  ${paint('dim', caption)}${spark}`;
  };
  const healthy = (of: Observation): number => of.instances.filter(({ target }) => target === 'healthy').length;
  const { group, users } = seen;
  return [
    row(
      'users',
      usersText(users),
      line((of) => of.users?.errorRate ?? 0, 1),
    ),
    ...trafficsOf(view).map(([name, text]) => row(name, text).trimEnd()),
    row('targets', targetsText(seen), line(healthy, Math.max(group.maxSize, 1)), 'healthy'),
    row(
      'group',
      groupText(seen),
      line((of) => of.group.desiredCapacity, Math.max(group.maxSize, 1)),
    ),
    row(
      'cpu',
      cpuText(seen),
      line((of) => of.groupCpu.points.at(-1)?.value, 100),
    ),
    ...seen.alarms.map((alarm) =>
      row(
        shortAlarm(alarm.name),
        `${alarm.state}  ${numberText(alarm.value, 0)} against ${alarm.threshold}, ${alarm.breaching} of ${alarm.evaluationPeriods} in breach${alarm.actionsEnabled ? '' : ', actions off'}`,
        '',
      ).trimEnd(),
    ),
  ];
}

function usersText(users: Observation['users']): string {
  if (users === undefined) return 'nobody asks';
  const rate = users.requestRate.toFixed(1);
  return `${users.active} at work, ${rate} req/s, errors ${percentText(users.errorRate, 1)}, p99 ${numberText(users.p99Ms)} ms`;
}

/** Traffics beside the ordinary users: name, and what became of their requests. */
function trafficsOf({ traffics = [] }: WatchView): readonly (readonly [string, string])[] {
  return traffics.map(({ name, open, completed, failed, cut }) => [
    name,
    `${open} open, ${completed} completed, ${failed} failed${cut === 0 ? '' : `, ${cut} of them cut off`}`,
  ]);
}

function targetsText({ instances }: Observation): string {
  const count = (word: string): number => instances.filter(({ target }) => target === word).length;
  const others = ['unhealthy', 'initial', 'draining'].filter((word) => count(word) > 0);
  return [`${count('healthy')} healthy`, ...others.map((word) => `${count(word)} ${word}`)].join(', ');
}

function groupText({ group, instances }: Observation): string {
  const inService = instances.filter(({ lifecycle }) => lifecycle === 'InService').length;
  return `desired ${group.desiredCapacity} (${group.minSize} to ${group.maxSize}), ${inService} in service, checks ${group.healthCheckType}`;
}

function cpuText({ groupCpu, at }: Observation): string {
  const newest = groupCpu.points.at(-1);
  return newest === undefined
    ? 'no point yet'
    : `${newest.value.toFixed(0)} % average, ${spanText(at - newest.at)} old`;
}

function instanceLines(
  { instances, at }: Observation,
  inShort: (text: string) => string,
  { columns, paint }: LiveOptions,
): readonly string[] {
  const head = 'INSTANCE    AZ  LIFECYCLE            TARGET     SHARE   AGE    REASON';
  return [
    paint('dim', head),
    ...instances.map((one) => {
      const cells = [
        inShort(one.id).padEnd(11),
        one.zone.slice(-2).padEnd(3),
        (one.lifecycle ?? one.state).padEnd(20),
        (one.target ?? '–').padEnd(10),
        percentText(one.share).padStart(5),
        spanText(at - one.launchedAt).padStart(6),
        columns >= 100 ? ` ${one.targetDescription ?? one.targetReason ?? ''}` : ` ${one.targetReason ?? ''}`,
      ];
      return cells.join(' ').trimEnd();
    }),
  ];
}
