// A fault that is to be found: what is told of its drills until its cause was named. The undo log keeps the whole, so that it can be undone.

import type { Healed } from './drill.js';
import type { Stretch } from './explain/index.js';
import type { OpenDrill, UndoLog } from './undo-log.js';

export const HIDDEN_TITLE = 'a hidden fault';

/** The drill itself, or, while it is hidden, nothing of what it is, what it hit and how it is undone. */
export function asTold(drill: OpenDrill): OpenDrill {
  if (drill.hidden === undefined) return drill;
  return { ...drill, id: `hidden-${drill.at}`, drill: 'hidden', title: HIDDEN_TITLE, target: '', undo: [] };
}

/** Drills as they may be shown. A hidden fault of several drills is told once: their number would be a hint. */
export function told(drills: readonly OpenDrill[]): readonly OpenDrill[] {
  return drills.filter(({ hidden }) => hidden !== 'part').map(asTold);
}

/** What was undone, as it may be shown. */
export function toldHealed(healed: readonly Healed[]): readonly Healed[] {
  return healed
    .filter(({ drill }) => drill.hidden !== 'part')
    .map(({ drill, steps }) => ({ drill: asTold(drill), steps: drill.hidden === undefined ? steps : [] }));
}

/** A fault that was undone and never named shows its effects for so long: the longest birth, and the checks after it. */
const AFTERMATH_MS = 15 * 60_000;

/** When the journal would name a fault that is hidden: as long as it is open; one that was undone unnamed may come again. */
export function hiddenStretches(log: Pick<UndoLog, 'all' | 'open'>): readonly Stretch[] {
  const open = new Set(log.open().map(({ id }) => id));
  return log
    .all()
    .filter(({ hidden }) => hidden !== undefined)
    .map(({ id, at }) => ({ from: at, to: open.has(id) ? Number.POSITIVE_INFINITY : at + AFTERMATH_MS }));
}
