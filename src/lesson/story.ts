// What an act's drills led to, as the stack's own record tells it: from the deed to the last of its consequences.

import { basename } from 'node:path';
import { type Happening, storyOf } from '../lab/explain/index.js';
import { told } from '../lab/hidden.js';
import type { LabInstant } from '../lab/observation.js';
import type { History } from './history.js';
import type { Stage } from './stage.js';

/**
 * To be asked for before anything is undone.
 * @param since when the start gate opened: everything that the act did came later.
 * @returns undefined: nothing on record follows from what was done.
 */
export async function storyOfAct(
  { lab, undoLog, project }: Stage,
  { moments }: History,
  since: LabInstant,
): Promise<readonly Happening[] | undefined> {
  const last = moments.at(-1)?.seen;
  if (last === undefined) return undefined;
  const drills = told(undoLog.all().filter((drill) => drill.project === basename(project)));
  return storyOf(await lab.record(last, drills), since);
}
