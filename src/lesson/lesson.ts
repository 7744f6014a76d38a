// A lesson as the engine plays it: acts in order, each with what the learner reads, predicts, breaks, watches and is told.

import { LabError } from '../errors.js';
import type { Overlay } from '../generator/index.js';
import { ACTIONS } from '../lab/actions/index.js';
import { nearest } from '../nearest.js';
import type {
  ActHead,
  Condition,
  Diagnosis,
  Drill,
  Expectation,
  Fault,
  FrontMatter,
  Mutant,
  NamedWay,
  Prediction,
  Question,
  StackChange,
  TrafficSpec,
  UndoSpec,
  UsersSpec,
  Wait,
} from './schema.js';
import type { Role } from './words.js';

export type Step =
  /** `hidden`: not told; `part`: the same fault as the one before it. */
  | { readonly kind: 'drill'; readonly drill: Drill; readonly hidden?: 'fault' | 'part' }
  /** Becomes drills before the act is played. */
  | { readonly kind: 'draw'; readonly faults: readonly Fault[]; readonly hidden: boolean }
  | { readonly kind: 'traffic'; readonly traffic: TrafficSpec }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'undo'; readonly undo: UndoSpec }
  | { readonly kind: 'stack'; readonly stack: StackChange };

export interface Act {
  /** As its author wrote it; absent where the lesson is one act. */
  readonly head?: ActHead;
  readonly id: string;
  readonly title: string;
  /** Over the learner's configuration: the lesson's overlay, then the act's. */
  readonly overlays: readonly Overlay[];
  /** Runs before anything is broken. */
  readonly traffic?: UsersSpec;
  readonly start: readonly Condition[];
  readonly prose: readonly string[];
  readonly predictions: readonly Prediction[];
  readonly steps: readonly Step[];
  /** Traced at every look. */
  readonly ways: readonly NamedWay[];
  /** Somewhere in the watch the learner is called, and names the fault. */
  readonly diagnosis?: Diagnosis;
  /** Id of the fault that was drawn. */
  readonly fault?: string;
  readonly expectations: readonly Expectation[];
  /** Markdown. */
  readonly whys: readonly string[];
  readonly questions: readonly Question[];
}

export interface Lesson {
  readonly file: string;
  readonly id: string;
  /** `06`, from the folder's name. */
  readonly number: string;
  readonly title: string;
  readonly front: FrontMatter;
  readonly acts: readonly Act[];
}

/** The names that drills give to what they hit, and those of ways and of traffics beside the ordinary users. */
export function rolesOf(act: Act): readonly Role[] {
  const { steps, ways } = act;
  const hit = steps.flatMap((step): readonly Role[] =>
    step.kind === 'drill' && step.drill.as !== undefined ? [{ name: step.drill.as, of: hitBy(step.drill) }] : [],
  );
  return [
    ...hit,
    ...ways.map(({ as: name }): Role => ({ name, of: 'way' })),
    ...trafficsOf(act).map((name): Role => ({ name, of: 'traffic' })),
  ];
}

/** The traffics beside the ordinary users, each once. */
export const trafficsOf = ({ steps }: Pick<Act, 'steps'>): readonly string[] => [
  ...new Set(steps.flatMap((step) => (step.kind === 'traffic' ? (step.traffic.as ?? []) : []))),
];

const hitBy = ({ do: name }: Drill): Role['of'] => ACTIONS.find((action) => action.name === name)?.hits ?? 'instance';

/** The world of a mutant: every act with one more overlay. */
export function mutated(lesson: Lesson, mutant: Mutant): Lesson {
  const acts = lesson.acts.map((act) => ({ ...act, overlays: [...act.overlays, mutant.set as Overlay] }));
  return { ...lesson, acts };
}

/** By id, number or `number-id`. Throws UNKNOWN_LESSON-like INVALID_LESSON with the names there are. */
export function findLesson(lessons: readonly Lesson[], name: string): Lesson {
  const found = lessons.find(({ id, number }) => name === id || name === number || name === `${number}-${id}`);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    lessons.map(({ id }) => id),
  );
  const known = lessons.filter(({ id }) => meant === undefined || id === meant);
  throw new LabError('INVALID_LESSON', `There is no lesson named ${name}.`, {
    suggestions: [
      ...known.map(({ id, number, title }) => `ha-lab lesson run ${id}   ${number} ${title}`),
      ...(meant === undefined ? [] : ['ha-lab lesson list   shows all lessons']),
    ],
    exitCode: 2,
  });
}
