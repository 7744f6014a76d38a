// What a lesson must keep beyond its schema: words that exist, drills that exist, an explanation for everything, and no answer in a hint.

import { LabError } from '../errors.js';
import type { Overlay } from '../generator/index.js';
import { defaultConfig, overlayConfig } from '../generator/index.js';
import { ACTIONS } from '../lab/actions/index.js';
import type { Places } from './assemble.js';
import type { Act, Lesson } from './lesson.js';
import { lintDiagnoses } from './lint-diagnosis.js';
import { lintExpectations } from './lint-expectations.js';
import { lintNames } from './lint-names.js';
import type { Problem } from './problem.js';
import type { Drill, Prediction } from './schema.js';
import { didYouMean } from './yaml-part.js';

export function lintLesson(lesson: Lesson, places: Places): readonly Problem[] {
  return [
    ...overlayProblems(lesson, places),
    ...lesson.acts.flatMap((act) => [
      ...act.predictions.flatMap((prediction) => predictionProblems(prediction, places)),
      ...act.questions.flatMap((question) => choiceProblems(question, places)),
      ...act.steps.flatMap((step) => (step.kind === 'drill' ? drillProblems(step.drill, places) : [])),
    ]),
    ...lintExpectations(lesson, places),
    ...lintDiagnoses(lesson, places, drillProblems),
    ...namesTwice(lesson, places),
    ...lintNames(lesson, places),
    ...mutantProblems(lesson, places),
    ...completeness(lesson, places),
  ];
}

function overlayProblems({ front, acts }: Lesson, places: Places): readonly Problem[] {
  const edits = acts.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'stack' && step.stack.do === 'deploy' ? [step.stack.set as Overlay] : [])),
  );
  const overlays = new Set([
    ...acts.flatMap((act) => act.overlays),
    ...edits,
    ...front.mutants.map(({ set }) => set as Overlay),
  ]);
  return [...overlays].flatMap((overlay) => {
    try {
      overlayConfig(defaultConfig(), overlay);
      return [];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      return [{ ...places(overlay), message: error.message.split('\n').join(' ').replaceAll(/ +/g, ' ') }];
    }
  });
}

/** Progress remembers answers by these names. */
function namesTwice({ acts }: Lesson, places: Places): readonly Problem[] {
  const predictions = acts.flatMap((act) => act.predictions);
  const isRepeated = <Item extends { readonly id: string }>(item: Item, index: number, all: readonly Item[]): boolean =>
    all.findIndex(({ id }) => id === item.id) < index;
  return [
    ...predictions.filter(isRepeated).map((one) => ({
      ...places(one, ['id']),
      message: `two predictions are named "${one.id}": give one of them another id`,
    })),
    ...acts.filter(isRepeated).map((act) => ({
      ...places(act.head ?? act, ['id']),
      message: `two acts are named "${act.id}": give one of them another id`,
    })),
  ];
}

function predictionProblems(prediction: Prediction, places: Places): readonly Problem[] {
  const ids = prediction.options.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return [
    ...(twice === undefined
      ? []
      : [
          {
            ...places(prediction, ['options']),
            message: `two options are named "${twice}": give one of them another id`,
          },
        ]),
    ...explained(prediction.options, (index) => places(prediction, ['options', index])),
  ];
}

function choiceProblems(question: Act['questions'][number], places: Places): readonly Problem[] {
  if (!('choice' in question.answer)) return [];
  return explained(question.answer.choice, (index) => places(question, ['answer', 'choice', index]));
}

/** Each option says why it is right or why it is wrong, and one is right. */
function explained(
  options: readonly {
    readonly text: string;
    readonly right?: string | undefined;
    readonly wrong?: string | undefined;
  }[],
  place: (index: number) => Omit<Problem, 'message'>,
): readonly Problem[] {
  const mute = options.flatMap(({ text, right, wrong }, index) =>
    (right === undefined) === (wrong === undefined)
      ? [{ ...place(index), message: `"${text}" needs either right: or wrong:, with the reason` }]
      : [],
  );
  const answers = options.some(({ right }) => right !== undefined);
  return answers
    ? mute
    : [...mute, { ...place(0), message: 'no option is right: give one of them right:, with the reason' }];
}

function drillProblems(drill: Drill, places: Places): readonly Problem[] {
  const { do: name, as: _, ...parameters } = drill;
  const action = ACTIONS.find((candidate) => candidate.name === name);
  if (action === undefined) {
    const known = ACTIONS.map((candidate) => candidate.name);
    return [{ ...places(drill, ['do']), message: `there is no drill "${name}"${didYouMean(name, known)}` }];
  }
  const shape = action.parameters.shape;
  const unknown = Object.keys(parameters).filter((key) => !(key in shape));
  const wrong = action.parameters.safeParse(parameters).error?.issues ?? [];
  return [
    ...unknown.map((key) => ({
      ...places(drill, [key]),
      message: `the drill ${name} has no "${key}"${didYouMean(key, Object.keys(shape))}`,
    })),
    ...wrong.map((issue) => ({
      ...places(drill, issue.path),
      message: `${name}: ${issue.path.join('.')}: ${issue.message}`,
    })),
  ];
}

function mutantProblems({ front, acts }: Lesson, places: Places): readonly Problem[] {
  const expectations = acts.flatMap((act) => act.expectations);
  return front.mutants.flatMap(({ breaks, hint }, index) => {
    const named = expectations.filter(({ id }) => breaks.includes(id));
    const known = expectations.map(({ id }) => id);
    const missing = breaks.filter((id) => !known.includes(id));
    const hinted = named.some(({ hints }) => hints.some(({ say }) => say.includes(hint)));
    return [
      ...missing.map((id) => ({
        ...places(front, ['mutants', index, 'breaks']),
        message: `there is no expectation "${id}"${didYouMean(id, known)}`,
      })),
      ...(hinted || missing.length > 0
        ? []
        : [
            { ...places(front, ['mutants', index, 'hint']), message: `no hint of ${breaks.join(', ')} says "${hint}"` },
          ]),
    ];
  });
}

const AWS_PAGE = /https:\/\/docs\.aws\.amazon\.com\/\S+/;

function completeness({ front, acts }: Lesson, places: Places): readonly Problem[] {
  const at = places(front);
  const missing = (is: boolean, message: string): readonly Problem[] => (is ? [{ ...at, message }] : []);
  const whys = acts.flatMap((act) => act.whys);
  return [
    ...missing(!acts.some((act) => act.predictions.length > 0), 'the lesson asks for no prediction: add lab:predict'),
    ...missing(
      !acts.some((act) => act.questions.length > 0),
      'the lesson ends without a varied question: add lab:again',
    ),
    ...missing(whys.length === 0, 'the lesson explains nothing: add lab:why'),
    ...missing(
      whys.length > 0 && !whys.some((why) => AWS_PAGE.test(why)),
      'no lab:why links a page of docs.aws.amazon.com: add the one that explains the setting',
    ),
    ...acts.flatMap((act) =>
      missing(act.expectations.length === 0, `the act "${act.id}" expects nothing: add lab:expect`),
    ),
  ];
}
