// Carrying out a drill: the undo goes to the disk first, then the act. And healing: whatever is open is undone, newest first.

import { basename } from 'node:path';
import type { PlannedAct } from './actions/index.js';
import { fenced } from './guard/fence.js';
import { requireReach } from './guard/reach.js';
import type { Lab } from './lab.js';
import { type Undone, undo } from './undo.js';
import type { OpenDrill, UndoLog } from './undo-log.js';

/** Checks that the drill reaches only what is this project's, writes the undo, then acts. When the act itself fails, the undo stays open: nobody knows how far it came. */
export async function performDrill(
  lab: Lab,
  log: UndoLog,
  act: PlannedAct,
  named: { readonly project: string; readonly drill: string; readonly hidden?: OpenDrill['hidden'] },
): Promise<OpenDrill> {
  const at = await lab.clock.now();
  const drill: OpenDrill = {
    id: `${named.drill}-${at}-${log.open().length}`,
    at,
    project: basename(named.project),
    drill: named.drill,
    title: act.title,
    target: act.target,
    undo: act.undo,
    ...(named.hidden === undefined ? {} : { hidden: named.hidden }),
  };
  await requireReach(lab, act.touches);
  log.begin(drill);
  await act.perform(fenced(lab, act.touches));
  if (act.undo.length === 0) log.close(drill.id);
  return drill;
}

export interface Healed {
  readonly drill: OpenDrill;
  readonly steps: readonly Undone[];
}

/** A drill that stays open, and why. */
export interface Unhealed {
  readonly drill: OpenDrill;
  readonly failure: unknown;
}

/**
 * Undoes every open drill of the project, newest first, each closed as soon as its last step is done. One that cannot be
 * undone stays open and keeps no other from being undone. It is tried again as long as others were (an older drill may have
 * cut the way to its machine); then it is told with its failure.
 */
export async function tryToHeal(
  lab: Lab,
  log: UndoLog,
  project: string,
  which: (drill: OpenDrill) => boolean = () => true,
): Promise<{ readonly healed: readonly Healed[]; readonly unhealed: readonly Unhealed[] }> {
  const healed: Healed[] = [];
  let open = [...log.open().filter((drill) => drill.project === basename(project) && which(drill))].reverse();
  for (;;) {
    const stuck: Unhealed[] = [];
    for (const drill of open) {
      try {
        healed.push({ drill, steps: await undoDrill(lab, drill) });
        log.close(drill.id);
      } catch (failure) {
        stuck.push({ drill, failure });
      }
    }
    if (stuck.length === 0 || stuck.length === open.length) return { healed, unhealed: stuck };
    open = stuck.map(({ drill }) => drill);
  }
}

/** The same for who cannot go on with a drill that stays open: its failure is thrown. */
export async function heal(
  lab: Lab,
  log: UndoLog,
  project: string,
  which?: (drill: OpenDrill) => boolean,
): Promise<readonly Healed[]> {
  const { healed, unhealed } = await tryToHeal(lab, log, project, which);
  const [first] = unhealed;
  if (first !== undefined) throw first.failure;
  return healed;
}

async function undoDrill(lab: Lab, drill: OpenDrill): Promise<readonly Undone[]> {
  const steps: Undone[] = [];
  for (const step of [...drill.undo].reverse()) steps.push(await undo(lab, step));
  return steps;
}
