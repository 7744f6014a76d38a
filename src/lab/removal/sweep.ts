// Removal without a state: whatever carries the project's tag goes, in the order in which AWS lets it go, again and again until nothing is
// left or nothing moves any more. The world itself is the memory, so a sweep that was stopped anywhere is simply begun again.

import { isAwsAnswer } from '../aws-answer.js';
import type { AwsClients } from '../clients.js';
import type { LabClock } from '../clock.js';
import { inventory, type Leftover } from '../inventory.js';
import { REMOVERS } from './removers.js';

export interface Stuck {
  readonly leftover: Leftover;
  /** What AWS said last. */
  readonly because: string;
}

export interface Sweep {
  readonly removed: readonly Leftover[];
  /** Refused by AWS to the end. */
  readonly stuck: readonly Stuck[];
}

export interface SweepOptions {
  readonly clients: AwsClients;
  readonly clock: LabClock;
  /** Its folder or its name. */
  readonly project: string;
  /** Told when AWS has taken the order. */
  readonly onRemoving?: (leftover: Leftover) => void;
  /** Once aborted, nothing more is begun. */
  readonly signal?: AbortSignal;
}

/** A role and its instance profile have the same name. */
const keyOf = ({ kind, id }: Leftover): string => `${kind} ${id}`;

const ROUND_MS = 10_000;
/** Draining, terminating and deleting gateways take minutes; longer than this without a change nothing will move. */
const PATIENCE_MS = 10 * 60_000;

export async function sweep({ clients, clock, project, onRemoving, signal }: SweepOptions): Promise<Sweep> {
  const seen = new Map<string, Leftover>();
  const ordered = new Set<string>();
  let movedAt = await clock.now();
  let before = '';
  for (;;) {
    const left = (await inventory(clients, project)).filter(({ tagged }) => tagged);
    const now = left.map(({ id, going }) => `${id}${going === true ? ' going' : ''}`).join(' ');
    if (now !== before) movedAt = await clock.now();
    before = now;
    for (const one of left) seen.set(keyOf(one), one);
    const standing = new Set(left.map(keyOf));
    // What goes with something else, as a disk goes with its machine, was removed as well.
    const removed = [...seen].filter(([key]) => !standing.has(key)).map(([, one]) => one);
    if (left.length === 0 || signal?.aborted === true) return { removed, stuck: [] };
    const stuck = await oneRound(clients, left, ordered, { onRemoving, signal });
    const hopeless = stuck.length === left.length && stuck.every(({ denied }) => denied);
    if (hopeless || (await clock.now()) - movedAt > PATIENCE_MS) {
      const unasked = left.filter((one) => !stuck.some(({ leftover }) => leftover === one));
      const late = unasked.map((leftover) => ({ leftover, because: 'AWS has taken the order and not carried it out' }));
      return { removed, stuck: [...stuck, ...late] };
    }
    await clock.pass(ROUND_MS);
  }
}

async function oneRound(
  clients: AwsClients,
  left: readonly Leftover[],
  ordered: Set<string>,
  { onRemoving, signal }: { onRemoving: SweepOptions['onRemoving']; signal: SweepOptions['signal'] },
): Promise<readonly (Stuck & { readonly denied: boolean })[]> {
  const stuck: (Stuck & { readonly denied: boolean })[] = [];
  for (const leftover of left) {
    if (signal?.aborted === true) break;
    const remove = REMOVERS[leftover.kind];
    if (leftover.going === true || remove === undefined) continue;
    try {
      await remove(clients, leftover.id);
      if (!ordered.has(keyOf(leftover))) onRemoving?.(leftover);
      ordered.add(keyOf(leftover));
    } catch (error) {
      if (!isAwsAnswer(error)) throw error;
      stuck.push({
        leftover,
        because: `${error.name}: ${error.message}`,
        denied: /denied|unauthorized/i.test(error.name),
      });
    }
  }
  return stuck;
}
