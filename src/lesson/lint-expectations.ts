// What expectations must keep: expressions over the vocabulary, temporal words that make sense together, references backwards only.

import type { Places } from './assemble.js';
import { expressionOf, expressionProblem } from './expression.js';
import { type Act, type Lesson, rolesOf } from './lesson.js';
import type { Problem } from './problem.js';
import type { Expectation } from './schema.js';
import { allRoles, environmentFor } from './vocabulary.js';
import type { Role } from './words.js';
import { didYouMean, type Path } from './yaml-part.js';

/** A hint points; it never hands over the command. */
const COMMAND = /\b(ha-lab (?!status\b|explain\b|trace\b)\w+|aws [a-z0-9-]+ [a-z-]+|terraform \w+)/;

export function lintExpectations(lesson: Lesson, places: Places): readonly Problem[] {
  const ids = lesson.acts.flatMap((act) => act.expectations.map(({ id }) => id));
  const twice = lesson.acts.flatMap((act) =>
    act.expectations.filter(({ id }) => ids.indexOf(id) !== ids.lastIndexOf(id)),
  );
  return [
    ...conditions(lesson, places),
    ...waits(lesson, places),
    ...undone(lesson, places),
    ...twice.map((one) => ({
      ...places(one, ['id']),
      message: `two expectations are named "${one.id}": give one of them another id`,
    })),
    ...lesson.acts.flatMap((act) =>
      act.expectations.flatMap((one, index) => [
        ...expressions(act, one, places),
        ...words(one, places),
        ...references(act, one, index, places),
        ...unreachable(act, one, places),
        ...hints(one, places),
      ]),
    ),
  ];
}

function conditions({ front, acts }: Lesson, places: Places): readonly Problem[] {
  const starts = new Set([...front.start, ...acts.flatMap((act) => act.start)]);
  return [
    ...[...starts].map((condition) => ({ condition, roles: [] as readonly Role[] })),
    ...front.abort.map((condition) => ({ condition, roles: acts.flatMap(rolesOf) })),
  ].flatMap(({ condition, roles }) =>
    expressionAt(condition.that, roles, (offset) => places(condition, ['that'], offset)),
  );
}

/** A step can undo only what a drill before it has named. */
function undone({ acts }: Lesson, places: Places): readonly Problem[] {
  return acts.flatMap(({ steps }) =>
    steps.flatMap((step, index) => {
      if (step.kind !== 'undo') return [];
      const known = steps.slice(0, index).flatMap((one) => (one.kind === 'drill' ? (one.drill.as ?? []) : []));
      const { of } = step.undo;
      if (known.includes(of)) return [];
      return [{ ...places(step.undo, ['of']), message: `no drill before it has as: ${of}${didYouMean(of, known)}` }];
    }),
  );
}

function waits({ acts }: Lesson, places: Places): readonly Problem[] {
  return acts.flatMap((act) =>
    act.steps.flatMap((step) =>
      step.kind === 'wait' && step.wait.until !== undefined
        ? expressionAt(step.wait.until, rolesOf(act), (offset) => places(step.wait, ['until'], offset))
        : [],
    ),
  );
}

function expressionAt(
  text: string,
  roles: readonly Role[],
  place: (offset: number) => Omit<Problem, 'message'>,
): readonly Problem[] {
  const problem = expressionProblem(text, roles);
  // One for the quotation mark: an expression in YAML nearly always needs one.
  return problem === undefined ? [] : [{ ...place(problem.offset + 1), message: problem.message }];
}

function expressions(act: Act, one: Expectation, places: Places): readonly Problem[] {
  const all: readonly [string | undefined, Path][] = [
    [one.that, ['that']],
    [one.never, ['never']],
    ...one.hints.map(({ when }, index): [string | undefined, Path] => [when, ['hints', index, 'when']]),
  ];
  return all.flatMap(([text, path]) =>
    text === undefined ? [] : expressionAt(text, rolesOf(act), (offset) => places(one, path, offset)),
  );
}

/** Which temporal words go together. */
function words(one: Expectation, places: Places): readonly Problem[] {
  const { that, never, within, during } = one;
  const wrong = (is: boolean, path: Path, message: string): readonly Problem[] =>
    is ? [{ ...places(one, path), message: `${one.id}: ${message}` }] : [];
  return [
    ...wrong((that === undefined) === (never === undefined), [], 'needs either that: or never:'),
    ...wrong(that !== undefined && within === undefined && during === undefined, ['that'], 'needs within: or during:'),
    ...wrong(within !== undefined && during !== undefined, ['during'], 'within: and during: exclude each other'),
    ...wrong(
      one.for !== undefined && (that === undefined || within === undefined),
      ['for'],
      'for: needs that: and within:',
    ),
    ...wrong(
      one.because !== undefined && (that === undefined || within === undefined),
      ['because'],
      'because: needs that: and within:',
    ),
  ];
}

function references(act: Act, one: Expectation, index: number, places: Places): readonly Problem[] {
  const ids = act.expectations.map(({ id }) => id);
  const earlier = ids.slice(0, index);
  const unknown = (name: string | undefined, known: readonly string[], path: Path): readonly Problem[] =>
    name === undefined || known.includes(name)
      ? []
      : [
          {
            ...places(one, path),
            message: `${one.id}: there is no expectation "${name}" here${didYouMean(name, known)}`,
          },
        ];
  const named = allRoles(rolesOf(act)).some(({ name, of }) => of === 'instance' && one.that?.includes(`${name}.`));
  return [
    ...unknown(one.after, [...earlier, ...(act.diagnosis === undefined ? [] : [act.diagnosis.id])], ['after']),
    ...unknown(
      one.during?.until,
      ids.filter((id) => id !== one.id),
      ['during', 'until'],
    ),
    ...(one.because === undefined || named
      ? []
      : [
          {
            ...places(one, ['because']),
            message: `${one.id}: because: needs an instance in that:, such as victim.target`,
          },
        ]),
  ];
}

/** What can never be decided, whatever the stack does. */
function unreachable(act: Act, one: Expectation, places: Places): readonly Problem[] {
  const byId = new Map(act.expectations.map((candidate) => [candidate.id, candidate]));
  const isEndless = (id: string | undefined): boolean => {
    const other = byId.get(id ?? '');
    return other?.never !== undefined && other.within === undefined && other.during === undefined;
  };
  const waitsFor = ({ after, during }: Expectation): readonly string[] =>
    [after, during?.until].flatMap((id) => id ?? []);
  const reaches = (id: string, seen: ReadonlySet<string>): boolean =>
    id === one.id ||
    (!seen.has(id) && waitsFor(byId.get(id) ?? one).some((next) => reaches(next, new Set([...seen, id]))));
  const never = (path: Path, message: string): Problem => ({ ...places(one, path), message: `${one.id}: ${message}` });
  return [
    ...(isEndless(one.after)
      ? [never(['after'], `can never begin: "${one.after}" is decided when the act ends; give that one a within:`)]
      : []),
    ...(isEndless(one.during?.until)
      ? [
          never(
            ['during', 'until'],
            `can never end: "${one.during?.until}" is decided when the act ends; give that one a within:`,
          ),
        ]
      : []),
    ...(waitsFor(one).some((id) => id !== one.id && reaches(id, new Set()))
      ? [never([], 'can never be decided: it waits for something that waits for it; take out one after: or during:')]
      : []),
    ...[one.that, one.never].flatMap((text, index) =>
      text === undefined || expressionProblem(text, rolesOf(act)) !== undefined || usesWord(text, act)
        ? []
        : [
            never(
              [index === 0 ? 'that' : 'never'],
              `"${text}" asks nothing of the stack: use a word, such as targets.healthy`,
            ),
          ],
    ),
  ];
}

const usesWord = (text: string, act: Act): boolean => expressionOf(environmentFor(rolesOf(act)), text).words.length > 0;

function hints(one: Expectation, places: Places): readonly Problem[] {
  return one.hints.flatMap(({ say }, index) => {
    const command = COMMAND.exec(say)?.[0];
    return command === undefined
      ? []
      : [
          {
            ...places(one, ['hints', index, 'say']),
            message: `${one.id}: a hint must not hand over the command "${command}"`,
          },
        ];
  });
}
