// What a drill is: one thing done to a stack through real AWS APIs, with its undo as data, known before it begins.

import type { z } from 'zod';
import type { Touched } from '../guard/reach.js';
import type { Lab } from '../lab.js';
import type { Observation } from '../observation.js';
import type { UndoStep } from '../undo.js';

/** What will happen, to be shown, and its undo, to be written down, before anything is touched. */
export interface PlannedAct {
  /** `stop-docker on i-0a1 (us-east-1a)`. */
  readonly title: string;
  /** What is affected: an instance id, or the group's name. */
  readonly target: string;
  readonly undo: readonly UndoStep[];
  /** Everything that is changed and exists already; nothing else may be. Empty: what AWS knows is not changed. */
  readonly touches: readonly Touched[];
  /** Does it; resolves when AWS says that it is done. @param lab whose clients reach no further than `touches` */
  perform(lab: Lab): Promise<void>;
}

export interface Action {
  readonly name: string;
  /** One line: what it does. */
  readonly summary: string;
  /** One line: what the learner will see. */
  readonly expect: string;
  readonly parameters: z.ZodObject;
  /** What a lesson's name for what was hit stands for; absent: an instance. */
  readonly hits?: 'zone';
  /** Looks and decides; touches nothing. Throws LabError when the drill cannot be done now. */
  plan(lab: Lab, parameters: unknown, seen: Observation): Promise<PlannedAct>;
}

interface ActionDefinition<Parameters extends z.ZodObject> extends Omit<Action, 'parameters' | 'plan'> {
  readonly parameters: Parameters;
  plan(lab: Lab, parameters: z.output<Parameters>, seen: Observation): Promise<PlannedAct>;
}

/** An action of the catalogue: its plan receives parameters that its own schema has checked. */
export function defineAction<Parameters extends z.ZodObject>(definition: ActionDefinition<Parameters>): Action {
  return {
    ...definition,
    plan: (lab, parameters, seen) => definition.plan(lab, definition.parameters.parse(parameters), seen),
  };
}
