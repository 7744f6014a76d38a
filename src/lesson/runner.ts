// One lesson with a learner. The engine owns the order: recall, then for each act predict, gate, drill, watch, what did you see, compare,
// why, again; restore at the end. Every step is saved when it is done, and a lesson that was left goes on behind the last one.

import type { Workbook } from '../lab/workbook.js';
import { type ActReport, actReport, expectationReport } from './act-report.js';
import type { Act, Lesson } from './lesson.js';
import { LOOK_EVERY_MS } from './moment.js';
import type { Pace } from './pace.js';
import { type Played, playAct, type Watcher } from './play.js';
import type { Entry, Progress } from './progress.js';
import { askAgain, askOptions, askPrediction, compare, isRight } from './questions.js';
import { recallFor } from './recall.js';
import { type Origin, readRecording, runFile, runName, saveRecording } from './recording.js';
import type { Asker, Screen, WatchView } from './screen.js';
import type { Theatre } from './stage.js';
import { type Result, worst } from './verdict.js';

export interface RunnerOptions {
  readonly lesson: Lesson;
  readonly lessons: readonly Lesson[];
  readonly workbook: Workbook;
  readonly theatre: Theatre;
  readonly screen: Screen;
  readonly asker: Asker;
  readonly progress: Progress;
  readonly pace: Pace;
  readonly target: 'sandbox' | 'aws';
  readonly origin: Origin;
  /** Only predict, drill, watch and why. */
  readonly brief: boolean;
  readonly signal: AbortSignal;
}

/** `left`: interrupted, or the start gate stayed shut; the next run goes on from here. */
export interface LessonEnd {
  readonly end: 'done' | 'left';
  readonly result: Result;
}

/** Restores the stack whatever happens, then returns or throws what the asker threw. */
export async function runLesson(options: RunnerOptions): Promise<LessonEnd> {
  const { lesson, progress, screen, theatre } = options;
  const attempt = progress.attempt(lesson.id);
  screen.lesson(lesson);
  if (attempt.size > 0) screen.line('Going on where you left.');
  const played: Played[] = [];
  try {
    if (!options.brief) await recall(options, attempt);
    for (const act of lesson.acts) {
      const one = await oneAct(options, act, attempt, played);
      if (one === undefined) return { end: 'left', result: 'unknown' };
      played.push(one);
    }
  } finally {
    await theatre.restore();
  }
  progress.add({ lesson: lesson.id, step: 'done' });
  return { end: 'done', result: worst(played.flatMap(({ verdicts }) => verdicts)) };
}

type Attempt = ReadonlyMap<string, Entry>;

async function recall({ lesson, lessons, progress, screen, asker }: RunnerOptions, attempt: Attempt): Promise<void> {
  if (attempt.size > 0) return;
  const due = recallFor(lesson, lessons, progress.entries());
  if (due === undefined) return;
  screen.line(`First a question from lesson ${due.lesson.number}, ${due.lesson.title}:`);
  const answer = await askOptions(asker, due.prediction.ask, due.prediction);
  progress.add({
    lesson: due.lesson.id,
    step: `recall:${due.prediction.id}`,
    answer,
    right: isRight(due.prediction, answer),
  });
  // The older lesson stays done.
  progress.add({ lesson: due.lesson.id, step: 'done' });
  compare(screen, due.prediction, answer, undefined);
}

/** Undefined: left before the watch was over. */
async function oneAct(
  options: RunnerOptions,
  act: Act,
  attempt: Attempt,
  before: readonly Played[],
): Promise<Played | undefined> {
  const { lesson, screen } = options;
  const position = lesson.acts.length > 1 ? `${lesson.acts.indexOf(act) + 1} of ${lesson.acts.length}` : undefined;
  screen.act(act, position);
  for (const text of act.prose) screen.prose(text);
  const predicted = await predict(options, act, attempt);
  const played = earlier(options, act, attempt) ?? (await watchAct(options, act, before));
  if (played === undefined) return undefined;
  const report = actReport(lesson, act, played);
  screen.report(report);
  await reflect(options, act, attempt, predicted, report);
  return played;
}

async function predict(
  { lesson, progress, asker, brief }: RunnerOptions,
  act: Act,
  attempt: Attempt,
): Promise<ReadonlyMap<string, string>> {
  const predicted = new Map<string, string>();
  for (const prediction of act.predictions) {
    const step = `predict:${prediction.id}`;
    const known = attempt.get(step)?.answer;
    if (known === undefined) {
      const given = await askPrediction(asker, prediction, brief);
      progress.add({ lesson: lesson.id, step, right: isRight(prediction, given.answer), ...given });
      predicted.set(prediction.id, given.answer);
    } else {
      predicted.set(prediction.id, known);
    }
  }
  return predicted;
}

function earlier({ workbook }: RunnerOptions, act: Act, attempt: Attempt): Played | undefined {
  const run = attempt.get(`watch:${act.id}`)?.run;
  if (run === undefined) return undefined;
  return readRecording(runFile(workbook, run)).acts.find((one) => one.act === act.id);
}

async function watchAct(options: RunnerOptions, act: Act, before: readonly Played[]): Promise<Played | undefined> {
  const { lesson, screen, asker, theatre, signal, progress, workbook, target, origin } = options;
  if (!(await asker.confirm('Ready? The stack is brought to what this act needs, then something happens to it.'))) {
    screen.line('Nothing was done. Come back with: ha-lab lesson run');
    return undefined;
  }
  const stage = await theatre.stageFor(act);
  const played = await playAct(act, stage, { watcher: watcherFor(options, act), abort: lesson.front.abort, signal });
  if (played.outcome === 'interrupted') {
    screen.line('Interrupted: what was done to the stack is undone.');
    return undefined;
  }
  if (played.outcome === 'gate-shut') {
    screen.report(actReport(lesson, act, played));
    screen.line('See what is wrong: ha-lab status, ha-lab heal; then: ha-lab lesson run');
    return undefined;
  }
  const acts = [...before, played];
  const recordedAt = new Date().toISOString();
  const file = saveRecording(workbook, { lesson: lesson.id, recordedAt, target, unattended: false, origin, acts });
  progress.add({ lesson: lesson.id, step: `watch:${act.id}`, run: runName(file) });
  return played;
}

function watcherFor({ screen, pace, signal }: RunnerOptions, act: Act): Watcher {
  return {
    gate: async (view) => screen.gate(view),
    done: async ({ title }) => {
      pace.begin();
      screen.line(`Done: ${title}`);
    },
    looked: async (history, verdicts) => {
      const decided = verdicts.filter(({ result }) => result !== 'open').length;
      const speed = pace.speed(decided);
      const view: WatchView = {
        at: history.moments.at(-1)?.seen.at ?? history.drilledAt,
        drilledAt: history.drilledAt,
        expectations: act.expectations.map((one) => expectationReport(one, verdicts)),
        ...(speed === undefined ? {} : { speed }),
      };
      screen.watch(view);
      if (!history.ended && !signal.aborted) {
        await pace.step({ visible: visibleText(view), decided, virtualMs: LOOK_EVERY_MS });
      }
    },
  };
}

/** Results, names and counts; a measured value that trembles is no event. */
function visibleText({ expectations }: WatchView): string {
  return JSON.stringify(
    expectations.map(({ result, evidence }) => [
      result,
      Object.entries(evidence?.values ?? {}).filter(
        ([word, value]) => typeof value === 'string' || (Number.isInteger(value) && !word.startsWith('users.')),
      ),
    ]),
  );
}

async function reflect(
  { lesson, progress, screen, asker, brief }: RunnerOptions,
  act: Act,
  attempt: Attempt,
  predicted: ReadonlyMap<string, string>,
  report: ActReport,
): Promise<void> {
  for (const prediction of act.predictions) {
    const step = `seen:${prediction.id}`;
    let seen = attempt.get(step)?.answer;
    if (seen === undefined && !brief) {
      seen = await askOptions(asker, `What did you see? ${prediction.ask}`, prediction);
      progress.add({ lesson: lesson.id, step, answer: seen, right: isRight(prediction, seen) });
    }
    compare(screen, prediction, predicted.get(prediction.id) ?? '', seen);
  }
  screen.explain(report);
  for (const why of act.whys) screen.prose(why);
  if (brief) return;
  for (const [index, question] of act.questions.entries()) {
    const step = `again:${act.id}:${index}`;
    if (attempt.has(step)) continue;
    const given = await askAgain(asker, screen, question);
    progress.add({ lesson: lesson.id, step, ...given });
  }
}
