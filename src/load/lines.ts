// What a running generator writes down for whoever wants to know: one JSON line after the other, in a file of its own. Its process may die
// at any moment; what was written is true, and a line that was cut short is left out.

import type { LoadPlan } from './plan.js';
import type { CountedSecond } from './tally.js';

/** The first line. */
export interface Began {
  readonly plan: LoadPlan;
  readonly startedAt: number;
}

export interface Counted {
  readonly seconds: readonly CountedSecond[];
  /** Everything that ended before this instant of the account's clock is written down. */
  readonly to: number;
  readonly open: number;
  /** What the plan asks for at that instant. */
  readonly users: number;
  readonly rate: number;
  /** No new requests are sent any more. */
  readonly stopped?: true;
}

/** Why it sent no more: */
export type Why =
  /** its time was over, */
  | 'over'
  /** it was told to stop, or another took its name, or whoever watched it is gone, */
  | 'stopped'
  /** nobody tells the account's time any more, */
  | 'clock-lost'
  /** or for many minutes nothing answered. */
  | 'unanswered';

/** The last line. */
export interface EndedLine {
  readonly ended: number;
  readonly why: Why;
}

export type Line = Began | Counted | EndedLine;

/** Whole lines only. @param text the rest of a file; answers how much of it was read, in characters. */
export function readLines(text: string): { readonly lines: readonly Line[]; readonly read: number } {
  const read = text.lastIndexOf('\n') + 1;
  const lines = text
    .slice(0, read)
    .split('\n')
    .filter((line) => line !== '');
  return { lines: lines.map((line) => JSON.parse(line) as Line), read };
}
