// An explanation as text: what is explained, one `because` below the other, then what it led to and the turns before. Pure.

import type { Explanation, Happening, Subject } from '../lab/explain/index.js';
import { wordsOf } from './explain-words.js';
import type { TextOptions } from './status-text.js';
import { indented } from './table.js';
import { clockText, dayTimeText } from './time.js';

export interface ExplainView {
  readonly subject: Subject;
  readonly explanation: Explanation;
  readonly ledTo: readonly Happening[];
  /** When the sandbox began; absent on AWS, where the time of day is shown. */
  readonly startedAt?: number;
}

/** More than these tell nothing new. */
const MOST_CONSEQUENCES = 6;
const MOST_TURNS = 10;

type Clock = Pick<ExplainView, 'startedAt'>;

export function explainText(view: ExplainView, { paint }: TextOptions): string {
  const { subject, explanation, ledTo } = view;
  const { happening, because } = explanation;
  const title = subject.kind === 'event' ? [] : [paint('strong', subject.name), ''];
  return [
    ...title,
    ...line(happening, view, '', because.length > 0),
    ...chain(explanation, view, 1),
    ...(because.length === 0 ? [noteAtTheRoot(happening)] : []),
    ...listing('It led to', ledTo, MOST_CONSEQUENCES, view, paint),
    ...listing('Its turns so far', subject.life, -MOST_TURNS, view, paint),
  ].join('\n');
}

/** A cause of a cause is indented no further: a chain reads downwards. Where there are several, each has a chain of its own. */
function chain({ because }: Explanation, clock: Clock, depth: number): readonly string[] {
  return because.flatMap((cause, index) => [
    ...line(
      cause.happening,
      clock,
      `${'  '.repeat(depth)}${index === 0 ? 'because' : 'and because'} `,
      cause.because.length > 0,
    ),
    ...chain(cause, clock, because.length > 1 ? depth + 1 : depth),
  ]);
}

function line(one: Happening, { startedAt }: Clock, word: string, brief: boolean, again = 0): readonly string[] {
  const time = startedAt === undefined ? dayTimeText(one.at) : clockText(one.at - startedAt);
  const number = one.number === undefined ? '' : ` #${one.number}`;
  const more = again === 0 ? '' : `, and again ${again === 1 ? 'once' : `${again} times`}`;
  return indented(`${time}  ${word}`, `${shortened(wordsOf(one.what, brief))}${more}${number}`);
}

/** As in `status`: enough of an id to know it by. */
const shortened = (text: string): string => text.replace(/\bi-([0-9a-f]{6})[0-9a-f]{11}\b/g, 'i-$1');

/** @param most so many lines from the beginning; negative: from the end. */
function listing(
  title: string,
  all: readonly Happening[],
  most: number,
  clock: Clock,
  paint: TextOptions['paint'],
): readonly string[] {
  const told = withoutRepeats(all);
  const shown = most < 0 ? told.slice(most) : told.slice(0, most);
  if (shown.length === 0) return [];
  const left = told.length - shown.length;
  return [
    '',
    paint('dim', left === 0 ? title : `${title} (${shown.length} of ${told.length})`),
    ...shown.flatMap(({ one, again }) => line(one, clock, '', true, again)),
  ];
}

/** An alarm calls its action every minute while it lasts (CW-40): the first call is told, the others are counted. */
function withoutRepeats(all: readonly Happening[]): readonly { readonly one: Happening; readonly again: number }[] {
  const told = new Map<string, { one: Happening; again: number }>();
  for (const one of all) {
    const words = wordsOf(one.what, true);
    const known = told.get(words);
    if (known === undefined) told.set(words, { one, again: 0 });
    else known.again += 1;
  }
  return [...told.values()];
}

/** Why the chain ends at once. */
function noteAtTheRoot({ what }: Happening): string {
  if (what.type === 'Deed') return '          It was you.';
  if (what.type === 'TrafficChanged') return '          Somebody asked for it: ha-lab load, or a lesson.';
  return '          Nothing on record explains it: it was asked for from outside,\n          or came with time alone.';
}
