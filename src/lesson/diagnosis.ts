// The learner is called: the cause is named, then what proves it, then a remedy, and that is carried out. Meanwhile the world stands still.

import { LabError } from '../errors.js';
import { heal } from '../lab/drill.js';
import { toldHealed } from '../lab/hidden.js';
import type { LabInstant } from '../lab/observation.js';
import type { Diagnosis } from './schema.js';
import type { Stage } from './stage.js';
import { type Deed, type Drilled, takeDrill } from './steps.js';

/** Who is called. */
export interface OnCall {
  /** Comes back when the cause and its proof are named; undefined: the learner left. */
  name(call: Call): Promise<Naming | undefined>;
  /** Id of the remedy that is to be carried out. */
  remedy(call: Call): Promise<string>;
}

export interface Call {
  readonly diagnosis: Diagnosis;
  /** Id of the fault. */
  readonly fault: string;
  /** A minute goes by in the world, observed; what is broken stays broken. */
  waitAMinute(): Promise<void>;
}

/** Options by id, in the order in which they were tried; the last one is right. */
export interface Naming {
  readonly causes: readonly string[];
  readonly proofs: readonly string[];
  /** The learner's own time, seconds; absent: nobody was asked. */
  readonly thoughtSeconds?: number;
}

/** What was named and done, as it is recorded. */
export interface Diagnosed extends Naming {
  readonly id: string;
  readonly fault: string;
  readonly faultAt: LabInstant;
  readonly calledAt: LabInstant;
  readonly namedAt: LabInstant;
  readonly remedy: string;
  readonly remediedAt: LabInstant;
}

/** Nobody is there to be asked: the right ones. */
export const KNOWS: OnCall = {
  name: async ({ diagnosis, fault }) => {
    const proof = diagnosis.proof.options.find(({ proves }) => proves.includes(fault));
    return { causes: [fault], proofs: proof === undefined ? [] : [proof.id] };
  },
  remedy: async ({ diagnosis, fault }) => diagnosis.remedy.options.find(({ cures }) => cures.includes(fault))?.id ?? '',
};

export interface Called {
  readonly stage: Stage;
  /** What was done, and the ids of what is hidden of it. */
  readonly drilled: Pick<Drilled, 'at' | 'deeds' | 'hidden'>;
  /** It may be told now what was done. */
  readonly revealed: () => void;
}

/** The whole call. Undefined: the learner left before a remedy was chosen. */
export async function answerCall(
  call: Call,
  onCall: OnCall,
  { stage, drilled, revealed }: Called,
): Promise<{ readonly diagnosed: Diagnosed; readonly deeds: readonly Deed[] } | undefined> {
  const { clock } = stage.lab;
  const calledAt = await clock.now();
  const naming = await onCall.name(call);
  if (naming === undefined) return undefined;
  const namedAt = await clock.now();
  for (const id of drilled.hidden) stage.undoLog.reveal(id);
  revealed();
  const remedy = await onCall.remedy(call);
  const deeds = await carryOut(call.diagnosis, remedy, { stage, drilled });
  const { diagnosis, fault } = call;
  const remediedAt = await clock.now();
  return {
    diagnosed: { id: diagnosis.id, fault, faultAt: drilled.at, calledAt, namedAt, ...naming, remedy, remediedAt },
    deeds,
  };
}

/** One deed for each step; a drill that finds nothing to do is told, and is no failure. */
async function carryOut(
  diagnosis: Diagnosis,
  remedy: string,
  { stage, drilled: { hidden, deeds: before } }: Pick<Called, 'stage' | 'drilled'>,
): Promise<readonly Deed[]> {
  const hit = before[0]?.target;
  const steps = diagnosis.remedy.options.find(({ id }) => id === remedy)?.do ?? [];
  const deeds: Deed[] = [];
  for (const step of steps) {
    const done = step === 'undo' ? await undoFault(stage, hidden) : await tryDrill(stage, step, hit);
    deeds.push({ at: await stage.lab.clock.now(), ...done });
  }
  if (steps.length > 0) return deeds;
  return [{ at: await stage.lab.clock.now(), title: 'remedy: nothing is done' }];
}

async function undoFault({ lab, undoLog, project }: Stage, hidden: readonly string[]): Promise<Omit<Deed, 'at'>> {
  const healed = toldHealed(await heal(lab, undoLog, project, ({ id }) => hidden.includes(id)));
  const what = healed.map(({ drill }) => drill.title).join('; ');
  return { title: what === '' ? 'remedy: it was undone already' : `remedy, undone: ${what}` };
}

async function tryDrill(
  stage: Stage,
  step: Parameters<typeof takeDrill>[1],
  hit: string | undefined,
): Promise<Omit<Deed, 'at'>> {
  try {
    const { planned, name } = await takeDrill(stage, step, hit);
    return { title: `remedy: ${planned.title}`, drill: name, target: planned.target, undo: planned.undo };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { title: `remedy, could not be done: ${error.message}` };
  }
}
