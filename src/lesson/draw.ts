// Which fault it is: drawn by a hash of the attempt, so that the same attempt meets the same fault again, and no fault comes twice in a lesson. Pure.

import { createHash } from 'node:crypto';
import type { Act, Lesson, Step } from './lesson.js';
import type { Fault, FaultStep } from './schema.js';

/** What an act may meet; empty: nothing is left to chance. */
const faultsOf = ({ steps }: Act): readonly Fault[] =>
  steps.flatMap((step) => (step.kind === 'draw' ? step.faults : []));

/** The ids of all faults of a lesson. */
export const faultIds = ({ acts }: Lesson): readonly string[] => [
  ...new Set(acts.flatMap(faultsOf).map(({ id }) => id)),
];

/** The lesson with every fault drawn. @param key the same key, the same faults */
export function drawn(lesson: Lesson, key: string): Lesson {
  const taken = new Set<string>();
  const acts = lesson.acts.map((act) => {
    const free = faultsOf(act).filter(({ id }) => !taken.has(id));
    const fault = free[numberOf(`${key}/${lesson.id}/${act.id}`) % Math.max(1, free.length)];
    if (fault === undefined) return act;
    taken.add(fault.id);
    return withFault(act, fault);
  });
  return { ...lesson, acts };
}

/** For proofs: the acts that may meet this fault, meeting it. */
export function drawnAs(lesson: Lesson, id: string): Lesson {
  const acts = lesson.acts.flatMap((act) => {
    const fault = faultsOf(act).find((one) => one.id === id);
    return fault === undefined ? [] : [withFault(act, fault)];
  });
  return { ...lesson, acts };
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE();

function withFault(act: Act, fault: Fault): Act {
  const steps = act.steps.flatMap((step): readonly Step[] => {
    if (step.kind !== 'draw') return [step];
    const { id: _, and: also, ...first } = fault;
    const drill = (one: FaultStep, index: number): Step => ({
      kind: 'drill',
      drill: one,
      ...(step.hidden ? { hidden: index === 0 ? 'fault' : 'part' } : {}),
    });
    return [first, ...also].map(drill);
  });
  return { ...act, steps, fault: fault.id };
}
