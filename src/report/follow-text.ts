// A drill that is followed, in words: each thing as it happens, the state of the stack below, and what it came to. Pure.

import type { Happening } from '../lab/explain/index.js';
import type { Followed } from '../lab/follow.js';
import type { DrillFacts, Part } from '../lab/follow-facts.js';
import type { Observation } from '../lab/observation.js';
import { wordsOf } from './explain-words.js';
import type { TextOptions } from './status-text.js';
import { indented, percentText } from './table.js';
import { clockText, spanText } from './time.js';
import { judge } from './verdict.js';

export interface FollowClock {
  /** When the sandbox began. */
  readonly startedAt: number;
  /** When the drill began. */
  readonly from: number;
}

const VERDICT_PAINT = { HEALTHY: 'good', CHANGING: 'busy', DEGRADED: 'bad', DOWN: 'bad' } as const;

const shortened = (text: string): string => text.replace(/\bi-([0-9a-f]{6})[0-9a-f]{11}\b/g, 'i-$1');

/** `00:21:05  +35 s   target i-0a1b2c went healthy → unhealthy: …`. */
export function newsLines({ at, what }: Happening, { startedAt, from }: FollowClock): readonly string[] {
  return indented(`${clockText(at - startedAt)}  ${sinceText(at, from)}  `, shortened(wordsOf(what)));
}

const sinceText = (at: number, from: number): string => `+${spanText(at - from)}`.padEnd(6);

/** Two lines below what has happened: how the stack is, and what its users get. */
export function followLines(seen: Observation, clock: FollowClock, { paint }: TextOptions): readonly string[] {
  const { verdict, cause } = judge(seen);
  const { group, instances, users } = seen;
  const healthy = instances.filter(({ target }) => target === 'healthy').length;
  const inService = instances.filter(({ lifecycle }) => lifecycle === 'InService').length;
  const met =
    users === undefined
      ? 'no traffic'
      : `${users.requestRate.toFixed(1)} req/s, ${percentText(users.errorRate, 1)} fail`;
  return [
    '',
    ` ${paint(VERDICT_PAINT[verdict], verdict)}  ${shortened(cause)}`,
    ` ${sinceText(seen.at, clock.from)}  desired ${group.desiredCapacity}  in service ${inService}  healthy ${healthy}   ${met}`,
    paint('dim', ' Ctrl-C leaves it: the drill stays open'),
  ];
}

/** How it ended, who noticed and acted, and what it cost the users. */
export function followSummary(followed: Followed, facts: DrillFacts): string {
  return [
    ...endLines(followed),
    ...partLines(
      'NOTICED',
      facts.noticed,
      followed,
      NOBODY[followed.end] ?? 'nobody: nothing that watches this stack saw it',
    ),
    ...partLines('ACTED', facts.acted, followed, followed.end === 'detached' ? 'nothing so far' : 'nothing'),
    ...lossLines(facts),
  ].join('\n');
}

const NOBODY: Partial<Readonly<Record<Followed['end'], string>>> = { detached: 'nobody so far' };
const LABEL = 9;

function endLines({ end, from, to, wholeAt, seen }: Followed): readonly string[] {
  const { cause } = judge(seen);
  const line = (label: string, text: string): readonly string[] => indented(label.padEnd(LABEL), shortened(text));
  if (wholeAt !== undefined) return line('WHOLE', `again after ${spanText(wholeAt - from)}: ${cause}`);
  switch (end) {
    case 'quiet':
      return line('QUIET', `nothing more happens by itself, ${spanText(to - from)} after the drill: ${cause}`);
    case 'long':
      return line('ONGOING', `not whole after ${spanText(to - from)}: ${cause}`);
    default:
      return line('LEFT', `after ${spanText(to - from)}; the drill stays open: ${cause}`);
  }
}

/** More of the same tell nothing new. */
const MOST_PARTS = 8;

function partLines(label: string, parts: readonly Part[], { from }: Followed, none: string): readonly string[] {
  if (parts.length === 0) return [`${label.padEnd(LABEL)}${none}`];
  const shown = parts.slice(0, MOST_PARTS);
  const more = parts.length - shown.length;
  return [
    ...shown.flatMap(({ who, what, at }, index) =>
      indented(
        `${(index === 0 ? label : '').padEnd(LABEL)}${who.padEnd(13)}  ${`after ${spanText(at - from)}`.padEnd(12)}  `,
        shortened(what),
      ),
    ),
    ...(more > 0 ? [`${' '.repeat(LABEL)}… and ${more} more`] : []),
  ];
}

function lossLines({ lost }: DrillFacts): readonly string[] {
  if (lost === undefined) {
    return indented('LOST'.padEnd(LABEL), 'unknown: nobody asked for anything (ha-lab load --users 40 --background)');
  }
  const { requests, failed, byStatus } = lost;
  if (failed === 0) return [`${'LOST'.padEnd(LABEL)}nothing: all ${requests} requests were answered`];
  const codes = Object.entries(byStatus).sort(([, a], [, b]) => b - a);
  const list = codes.map(([code, count]) => `${code} ${count}`).join('  ');
  return indented(
    'LOST'.padEnd(LABEL),
    `${failed} of ${requests} requests (${percentText(failed / requests, 1)}): ${list}`,
  );
}
