// The catalogue of drills. A lesson or `ha-lab break` knows no other.

import { LabError } from '../../errors.js';
import type { Action } from './action.js';
import { setDesiredCapacity } from './set-desired-capacity.js';
import { spikeCpu } from './spike-cpu.js';
import { stopDocker } from './stop-docker.js';
import { terminate } from './terminate.js';

export type { Action, PlannedAct } from './action.js';

export const ACTIONS: readonly Action[] = [stopDocker, terminate, spikeCpu, setDesiredCapacity];

/** Throws UNKNOWN_DRILL with the names that exist. */
export function findAction(name: string): Action {
  const found = ACTIONS.find((action) => action.name === name);
  if (found !== undefined) return found;
  throw new LabError('UNKNOWN_DRILL', `There is no drill named ${name}.`, {
    suggestions: ACTIONS.map((action) => `ha-lab break ${action.name}   ${action.summary}`),
    exitCode: 2,
  });
}
