// The journal: what changed, in the past tense and in order. Derived from the inputs; never edited, only appended.

import type { Instant } from './instant.js';

export interface JournalEntry<Event> {
  readonly seq: number;
  readonly at: Instant;
  /** Sequence number of the entry that led to this one; absent when it came from outside or from the clock alone. */
  readonly cause?: number;
  readonly event: Event;
}

/** What listeners hear: an entry of the journal, or something that is not kept there and has no number. */
export type Told<Event> = Omit<JournalEntry<Event>, 'seq'> & { readonly seq?: number };

/** The chain of causes that ends in the given entry, oldest first. */
export function causesOf<Event>(journal: readonly JournalEntry<Event>[], seq: number): readonly JournalEntry<Event>[] {
  const chain: JournalEntry<Event>[] = [];
  let entry = journal[seq];
  while (entry !== undefined) {
    chain.unshift(entry);
    entry = entry.cause === undefined ? undefined : journal[entry.cause];
  }
  return chain;
}
