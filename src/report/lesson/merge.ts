// The misconceptions of a class: for each prediction how many chose what, how sure they were, and what they saw afterwards. Pure.

import type { LessonSection, Understood } from './model.js';
import type { NamedReport } from './read.js';

export const CLASS_KIND = 'ha-lab-class-report';

export interface ClassReport {
  readonly schemaVersion: 1;
  readonly kind: typeof CLASS_KIND;
  readonly madeAt: string;
  readonly haLab: string;
  /** The names that were put on reports; else `learner 1`, by the order of the files. */
  readonly learners: readonly string[];
  /** What most were sure of and wrong about comes first. */
  readonly questions: readonly ClassQuestion[];
}

export interface ClassQuestion {
  readonly lesson: string;
  readonly number: string;
  readonly lessonTitle: string;
  readonly prediction: string;
  readonly ask: string;
  /** How many predicted, and how many of them said afterwards what they saw. */
  readonly answered: number;
  readonly looked: number;
  /** Predicted, and not watched yet: nobody can say whether they were right. */
  readonly unwatched: number;
  readonly sureAndWrong: number;
  readonly wrong: number;
  /** Of those who looked: how many saw it otherwise than it is. */
  readonly stillWrong: number;
  readonly options: readonly ClassOption[];
}

export interface ClassOption {
  readonly text: string;
  /** Absent: nobody of the class has been shown the answer yet. */
  readonly right?: boolean;
  readonly predicted: number;
  readonly sure: number;
  readonly saw: number;
}

export function mergeReports(
  reports: readonly NamedReport[],
  facts: { readonly madeAt: string; readonly haLab: string },
): ClassReport {
  const said = new Map<string, Said[]>();
  for (const { report } of reports) {
    for (const lesson of report.lessons) {
      for (const one of firstOf(lesson)) {
        const key = `${lesson.id} ${one.id}`;
        said.set(key, [...(said.get(key) ?? []), { lesson, one }]);
      }
    }
  }
  const questions = [...said.values()].map(questionOf);
  return {
    schemaVersion: 1,
    kind: CLASS_KIND,
    ...facts,
    learners: reports.map(({ report }, index) => report.learner ?? `learner ${index + 1}`),
    questions: questions.toSorted(
      (a, b) =>
        b.sureAndWrong - a.sureAndWrong ||
        b.wrong - a.wrong ||
        a.number.localeCompare(b.number) ||
        a.ask.localeCompare(b.ask),
    ),
  };
}

interface Said {
  readonly lesson: LessonSection;
  readonly one: Understood;
}

/** The first prediction that was put to the test: later ones know the answer. One that never was counts as not watched yet. */
function firstOf({ attempts }: LessonSection): readonly Understood[] {
  const found = new Map<string, Understood>();
  for (const { understood } of attempts) {
    for (const one of understood) {
      const known = found.get(one.id);
      const tested = known?.first?.right !== undefined;
      if (one.kind === 'prediction' && one.first !== undefined && !tested) {
        if (known === undefined || one.first.right !== undefined) found.set(one.id, one);
      }
    }
  }
  return [...found.values()];
}

function questionOf(said: readonly Said[]): ClassQuestion {
  const [first] = said;
  const ones = said.map(({ one }) => one);
  const looked = ones.filter(({ seen }) => seen !== undefined);
  const wrong = ones.filter(({ first: answer }) => answer?.right === false);
  return {
    lesson: first?.lesson.id ?? '',
    number: first?.lesson.number ?? '',
    lessonTitle: first?.lesson.title ?? '',
    prediction: first?.one.id ?? '',
    ask: first?.one.ask ?? '',
    answered: ones.length,
    looked: looked.length,
    unwatched: ones.filter(({ first: answer }) => answer?.right === undefined).length,
    sureAndWrong: wrong.filter(({ first: answer }) => answer?.confidence === 'sure').length,
    wrong: wrong.length,
    stillWrong: looked.filter(({ seen }) => seen?.right === false).length,
    options: optionsOf(ones),
  };
}

/** Options of every edition of the lesson that the class has played. */
function optionsOf(ones: readonly Understood[]): readonly ClassOption[] {
  const texts = new Map<string, string>();
  for (const { options } of ones) for (const { id, text } of options) if (!texts.has(id)) texts.set(id, text);
  return [...texts].map(([id, text]) => {
    const chosen = ones.filter(({ first }) => first?.answer === id);
    const right = ones.flatMap(({ options }) => options.find((option) => option.id === id)?.right ?? [])[0];
    return {
      text,
      ...(right === undefined ? {} : { right }),
      predicted: chosen.length,
      sure: chosen.filter(({ first }) => first?.confidence === 'sure').length,
      saw: ones.filter(({ seen }) => seen?.answer === id).length,
    };
  });
}
