// What a hidden fault must keep: whatever may be drawn can be named, proven and mended, and every answer explains itself.

import type { Places } from './assemble.js';
import type { Act, Lesson } from './lesson.js';
import type { Problem } from './problem.js';
import type { Diagnosis, Drill, Fault } from './schema.js';
import { didYouMean, type Path } from './yaml-part.js';

/** @param drillProblems what is wrong with one drill of the catalogue */
export function lintDiagnoses(
  { acts }: Lesson,
  places: Places,
  drillProblems: (drill: Drill, places: Places) => readonly Problem[],
): readonly Problem[] {
  const diagnoses = acts.flatMap(({ diagnosis }) => diagnosis ?? []);
  // A diagnosis like another has the other's questions, which are looked at once.
  const asked = diagnoses.filter((one, index) => diagnoses.findIndex(({ cause }) => cause === one.cause) === index);
  const steps = [
    ...new Set([
      ...acts.flatMap(faultsOf).flatMap(({ id: _, and: also, ...first }) => [first, ...also]),
      ...asked.flatMap(({ remedy }) => remedy.options.flatMap((one) => one.do.filter((step) => step !== 'undo'))),
    ]),
  ];
  return [
    ...steps.flatMap((step) => drillProblems(step, places)),
    ...acts.flatMap((act, index) => [
      ...drawProblems(act, acts.slice(0, index), places),
      ...pairProblems(act, places),
      ...(act.diagnosis === undefined ? [] : coverProblems(act, act.diagnosis, places)),
    ]),
    ...asked.flatMap((one) => optionProblems(one, places)),
    ...asked.flatMap((one) => nameProblems(one, acts.flatMap(faultsOf), places)),
  ];
}

const drawsOf = ({ steps }: Act) => steps.filter((step) => step.kind === 'draw');
const faultsOf = (act: Act): readonly Fault[] => drawsOf(act).flatMap(({ faults }) => faults);

function drawProblems(act: Act, before: readonly Act[], places: Places): readonly Problem[] {
  const faults = faultsOf(act);
  const ids = faults.map(({ id }) => id);
  const twice = faults.filter(({ id }, index) => ids.indexOf(id) < index);
  const earlier = before.filter((one) => faultsOf(one).length > 0).length;
  const [first] = faults;
  return [
    ...twice.map((one) => ({
      ...places(one, ['id']),
      message: `two faults are named "${one.id}": give one of them another id`,
    })),
    ...(first === undefined || faults.length > earlier
      ? []
      : [
          {
            ...places(first),
            message: `all ${faults.length} may have been drawn in acts before this one: add ${earlier + 1 - faults.length} more to one-of:`,
          },
        ]),
    ...(drawsOf(act).length < 2 || first === undefined
      ? []
      : [{ ...places(first), message: 'an act draws one fault: begin another act with lab:act' }]),
  ];
}

/** A hidden fault and a diagnosis need each other, and something must count from the remedy. */
function pairProblems(act: Act, places: Places): readonly Problem[] {
  const { diagnosis, expectations } = act;
  const hidden = drawsOf(act).find((draw) => draw.hidden);
  const [first] = hidden?.faults ?? [];
  if (diagnosis === undefined) {
    const message = 'nobody would ever be told what it was: add lab:diagnose, or take out hidden:';
    return first === undefined ? [] : [{ ...places(first), message }];
  }
  if (first === undefined) {
    return [
      {
        ...places(diagnosis, ['id']),
        message: 'there is nothing to name: the act needs a lab:drill with one-of: and hidden: true',
      },
    ];
  }
  const counted = expectations.some(
    ({ after, that, within }) => after === diagnosis.id && that !== undefined && within !== undefined,
  );
  const message = `nothing tells whether it was mended: an expectation needs after: ${diagnosis.id} and within:`;
  return counted ? [] : [{ ...places(diagnosis, ['id']), message }];
}

/** Every fault of the act has its option in each of the three questions. */
function coverProblems(act: Act, diagnosis: Diagnosis, places: Places): readonly Problem[] {
  const { cause, proof, remedy } = diagnosis;
  return faultsOf(act).flatMap(({ id }) => {
    const missing = (is: boolean, key: string, message: string): readonly Problem[] =>
      is ? [] : [{ ...places(diagnosis, [key]), message: `the fault "${id}" ${message}` }];
    return [
      ...missing(
        cause.options.some((one) => one.id === id),
        'cause',
        'cannot be named: give cause: an option of that id',
      ),
      ...missing(
        proof.options.some(({ proves }) => proves.includes(id)),
        'proof',
        'cannot be proven: name it in proves: of an option',
      ),
      ...missing(
        remedy.options.some(({ cures }) => cures.includes(id)),
        'remedy',
        'cannot be mended: name it in cures: of an option',
      ),
    ];
  });
}

interface Option {
  readonly id: string;
  readonly text: string;
  readonly right?: string | undefined;
  readonly wrong?: string | undefined;
  /** Faults to which it is the right answer. */
  readonly answers: readonly string[];
}

const questionsOf = ({
  cause,
  proof,
  remedy,
}: Diagnosis): readonly (readonly ['cause' | 'proof' | 'remedy', readonly Option[]])[] => [
  ['cause', cause.options.map((one) => ({ ...one, answers: [one.id] }))],
  ['proof', proof.options.map(({ proves, ...one }) => ({ ...one, answers: proves }))],
  ['remedy', remedy.options.map(({ cures, ...one }) => ({ ...one, answers: cures }))],
];

/** Every option says why it is right where it can be, and why it is wrong where it can be. */
function optionProblems(diagnosis: Diagnosis, places: Places): readonly Problem[] {
  const faults = diagnosis.cause.options.filter(({ right }) => right !== undefined).map(({ id }) => id);
  return questionsOf(diagnosis).flatMap(([question, options]) => {
    const ids = options.map(({ id }) => id);
    return options.flatMap(({ id, text, right, wrong, answers }, index) => {
      const path: Path = [question, 'options', index];
      const problem = (is: boolean, message: string): readonly Problem[] =>
        is ? [{ ...places(diagnosis, path), message: `"${text}" ${message}` }] : [];
      return [
        ...problem(ids.indexOf(id) < index, `has the id of another option, "${id}": give it another`),
        ...problem(right === undefined && question !== 'cause' && answers.length > 0, 'needs right:, with the reason'),
        ...problem(
          wrong === undefined && !faults.every((one) => answers.includes(one)),
          'needs wrong:, with the reason',
        ),
      ];
    });
  });
}

/** `proves` and `cures` name faults that there are; a cause that can be drawn says why it is right. */
function nameProblems(diagnosis: Diagnosis, faults: readonly Fault[], places: Places): readonly Problem[] {
  const known = [...new Set(faults.map(({ id }) => id))];
  const unnamed = diagnosis.cause.options.flatMap(({ id, text, right }, index) =>
    known.includes(id) && right === undefined
      ? [{ ...places(diagnosis, ['cause', 'options', index]), message: `"${text}" needs right:, with the reason` }]
      : [],
  );
  const wrong = questionsOf(diagnosis).flatMap(([question, options]) =>
    question === 'cause'
      ? []
      : options.flatMap(({ answers }, index) =>
          answers
            .filter((id) => !known.includes(id))
            .map((id) => ({
              ...places(diagnosis, [question, 'options', index]),
              message: `there is no fault "${id}"${didYouMean(id, known)}`,
            })),
        ),
  );
  return [...unnamed, ...wrong];
}
