// The learner's attempts at a lesson, from the progress file: what was predicted, what was seen, what came back later. Pure.

import type { Lesson } from '../../lesson/lesson.js';
import type { Entry } from '../../lesson/progress.js';
import type { Prediction, Question } from '../../lesson/schema.js';
import type { Answer, AttemptEnd, AttemptView, HintUse, Understood } from './model.js';

const ENDS: Readonly<Record<string, AttemptEnd>> = { done: 'done', skip: 'skipped', reset: 'reset' };

export interface Attempts {
  readonly attempts: readonly AttemptView[];
  readonly recalls: readonly Understood[];
  readonly hints: readonly HintUse[];
}

/** @param entries of this lesson, oldest first @param nameOf the name of a run, from what an entry says of it */
export function attemptsOf(lesson: Lesson, entries: readonly Entry[], nameOf: (run: string) => string): Attempts {
  const recalls = entries.filter(({ step }) => step.startsWith('recall:'));
  const hints = entries.filter(({ step }) => step === 'hint');
  const groups = cut(entries.filter((entry) => !recalls.includes(entry) && !hints.includes(entry)));
  return {
    // A recall closes with a `done` of its own, which is no attempt.
    attempts: groups.filter(({ steps }) => steps.length > 0).map((group) => attemptOf(lesson, group, nameOf)),
    recalls: recalls.flatMap((entry) => recallOf(lesson, entry)),
    hints: hints.map(({ at, answer = '' }) => ({ at, expectation: answer })),
  };
}

interface Group {
  readonly steps: readonly Entry[];
  readonly end?: Entry;
}

function cut(entries: readonly Entry[]): readonly Group[] {
  const groups: Group[] = [];
  let steps: Entry[] = [];
  for (const entry of entries) {
    if (!(entry.step in ENDS)) {
      steps.push(entry);
      continue;
    }
    const skipped = entry.step === 'skip' && steps.length === 0;
    groups.push({ steps: skipped ? [entry] : steps, end: entry });
    steps = [];
  }
  return [...groups, { steps }];
}

function attemptOf(lesson: Lesson, { steps, end }: Group, nameOf: (run: string) => string): AttemptView {
  const startedAt = steps[0]?.at ?? end?.at ?? '';
  return {
    startedAt,
    ...(end === undefined ? {} : { endedAt: end.at }),
    end: end === undefined ? 'open' : (ENDS[end.step] ?? 'open'),
    understood: lesson.acts.flatMap((act) => {
      const watched = steps.some(({ step }) => step === `watch:${act.id}`);
      return [
        ...act.predictions.flatMap((one) => predictionOf(act.id, one, steps, watched)),
        ...act.questions.flatMap((one, index) => againOf(act.id, one, index, steps)),
      ];
    }),
    runs: steps.flatMap(({ step, run }) => (step.startsWith('watch:') && run !== undefined ? [nameOf(run)] : [])),
  };
}

function predictionOf(
  act: string,
  prediction: Prediction,
  steps: readonly Entry[],
  watched: boolean,
): readonly Understood[] {
  const first = steps.find(({ step }) => step === `predict:${prediction.id}`);
  const seen = steps.findLast(({ step }) => step === `seen:${prediction.id}`);
  if (first === undefined) return [];
  return [asked(act, 'prediction', prediction, first, seen, watched)];
}

function recallOf(lesson: Lesson, entry: Entry): readonly Understood[] {
  const id = entry.step.replace(/^recall:/, '');
  const act = lesson.acts.find(({ predictions }) => predictions.some((one) => one.id === id));
  const prediction = act?.predictions.find((one) => one.id === id);
  if (act === undefined || prediction === undefined) return [];
  return [asked(act.id, 'recall', prediction, entry, undefined, true)];
}

function asked(
  act: string,
  kind: 'prediction' | 'recall',
  { id, ask, options }: Prediction,
  first: Entry,
  seen: Entry | undefined,
  told: boolean,
): Understood {
  const answered = (entry: Entry): Answer =>
    answerOf(entry, options.find((one) => one.id === entry.answer)?.text, told);
  const chosen = new Set([first.answer, seen?.answer]);
  const wrong = options.flatMap((one) =>
    chosen.has(one.id) && one.wrong !== undefined ? [`“${one.text}”: ${one.wrong}`] : [],
  );
  const right = options.flatMap((one) => (one.right === undefined ? [] : [`**${one.text}.** ${one.right}`]));
  return {
    act,
    kind,
    id,
    ask,
    options: options.map((one) => ({
      id: one.id,
      text: one.text,
      ...(told ? { right: one.right !== undefined } : {}),
    })),
    first: answered(first),
    ...(seen === undefined ? {} : { seen: answered(seen) }),
    because: told ? [...wrong, ...right] : [],
  };
}

function againOf(act: string, question: Question, index: number, steps: readonly Entry[]): readonly Understood[] {
  const entry = steps.findLast(({ step }) => step === `again:${act}:${index}`);
  if (entry === undefined) return [];
  const choices = 'choice' in question.answer ? question.answer.choice : [];
  return [
    {
      act,
      kind: 'again',
      id: `${act}-${index}`,
      ask: question.ask,
      options: choices.map(({ text, right }) => ({ id: text, text, right: right !== undefined })),
      first: answerOf(entry, undefined, true),
      because: [question.because],
    },
  ];
}

function answerOf({ at, answer = '', right, confidence }: Entry, text: string | undefined, told: boolean): Answer {
  return {
    at,
    answer,
    text: text ?? answer,
    ...(told && right !== undefined ? { right } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  };
}
