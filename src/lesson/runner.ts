// One lesson with a learner. The engine owns the order: recall, then for each act predict, gate, drill, watch, what did you see, compare,
// why, again; restore at the end. Every step is saved when it is done, and a lesson that was left goes on behind the last one.

import { existsSync } from 'node:fs';
import { LabError } from '../errors.js';
import type { Workbook } from '../lab/workbook.js';
import { type ActReport, actReport, expectationReport } from './act-report.js';
import { drawn } from './draw.js';
import { learnerOnCall } from './learner-on-call.js';
import type { Act, Lesson } from './lesson.js';
import { LOOK_EVERY_MS } from './moment.js';
import type { Pace } from './pace.js';
import { type Controls, type Deed, type Played, playAct, type Watcher } from './play.js';
import type { Entry, Progress } from './progress.js';
import { askAgain, askPrediction, choicesOf, compare, isRight } from './questions.js';
import { recallFor } from './recall.js';
import { type Origin, readRecording, runFile, runName, saveRecording } from './recording.js';
import { trafficsNow } from './scope-traffic.js';
import type { Asker, Screen, WatchView } from './screen.js';
import type { Theatre } from './stage.js';
import { timelineOf } from './timeline.js';
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
  /** The status as text, for who must name a fault. */
  readonly status?: () => Promise<string>;
  readonly controls?: Controls;
}

/** `left`: interrupted, or the start gate stayed shut; the next run goes on from here. */
export interface LessonEnd {
  readonly end: 'done' | 'left';
  readonly result: Result;
}

/** Restores the stack whatever happens, then returns or throws what the asker threw. */
export async function runLesson(given: RunnerOptions): Promise<LessonEnd> {
  const { progress, screen, theatre, origin } = given;
  // The same attempt meets the same faults again, wherever it was left.
  const key = `${origin.seed ?? origin.project}/${progress.ended(given.lesson.id)}`;
  const options = { ...given, lesson: drawn(given.lesson, key) };
  const { lesson } = options;
  const attempt = progress.attempt(lesson.id);
  screen.lesson(lesson);
  await theatre.mend();
  await requirePossible(options);
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
    if (options.controls?.detached !== true) await theatre.restore();
  }
  progress.add({ lesson: lesson.id, step: 'done' });
  return { end: 'done', result: worst(played.flatMap(({ verdicts }) => verdicts)) };
}

type Attempt = ReadonlyMap<string, Entry>;

/** Before anything is asked or touched. Throws INVALID_CONFIG with what the learner's own settings rule out. */
async function requirePossible({ lesson, theatre }: RunnerOptions): Promise<void> {
  const found: string[] = [];
  for (const act of lesson.acts) found.push(...(await theatre.preview(act)).impossible);
  if (found.length === 0) return;
  const reasons = [...new Set(found)].map((one) => `  ${one}`).join('\n');
  throw new LabError('INVALID_CONFIG', `This lesson cannot be played on your project as it is:\n${reasons}`, {
    suggestions: [
      'change that in ha-lab.json, then: ha-lab deploy',
      `or see it on a fresh stack: ha-lab lesson run ${lesson.id} --yes`,
    ],
    exitCode: 2,
  });
}

async function recall({ lesson, lessons, progress, screen, asker }: RunnerOptions, attempt: Attempt): Promise<void> {
  if (attempt.size > 0) return;
  const due = recallFor(lesson, lessons, progress.entries());
  if (due === undefined) return;
  screen.line(`First a question from lesson ${due.lesson.number}, ${due.lesson.title}:`);
  const { id, ask } = due.prediction;
  const answer = await asker.maybe({ id: `recall:${id}`, message: ask }, choicesOf(due.prediction));
  if (answer === undefined) return;
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
  const played = earlier(options, act, attempt) ?? (await watchAct(options, act, before, predicted));
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

/** The watch of this attempt, when it is over already and its run is here. */
function earlier({ workbook }: RunnerOptions, act: Act, attempt: Attempt): Played | undefined {
  const run = attempt.get(`watch:${act.id}`)?.run;
  const file = run === undefined ? undefined : runFile(workbook, run);
  // Progress may have come from another machine without its runs: then the act is played again.
  if (file === undefined || !existsSync(file)) return undefined;
  return readRecording(file).acts.find((one) => one.act === act.id);
}

async function watchAct(
  options: RunnerOptions,
  act: Act,
  before: readonly Played[],
  predicted: ReadonlyMap<string, string>,
): Promise<Played | undefined> {
  const { lesson, screen, asker, theatre, signal, progress, workbook, target, origin } = options;
  const { steps } = await theatre.preview(act);
  if (steps.length > 0)
    screen.line(['First, so that the act can begin:', ...steps.map((step) => `  - ${step}`)].join('\n'));
  if (
    !(await asker.confirm({
      id: `ready:${act.id}`,
      message: 'Ready? The stack is brought to what this act needs, then something happens to it.',
    }))
  ) {
    screen.line('Nothing was done. Come back with: ha-lab lesson run');
    return undefined;
  }
  const stage = await theatre.stageFor(act);
  const played = await playAct(act, stage, {
    watcher: watcherFor(options, act, predicted),
    abort: lesson.front.abort,
    story: true,
    signal,
    onCall: learnerOnCall({ ...options, lesson: lesson.id, now: () => performance.now() }),
    ...(options.controls === undefined ? {} : { controls: options.controls }),
  });
  if (played.outcome === 'interrupted') {
    screen.line(
      options.controls?.detached === true
        ? 'Detached: the stack stays as it is now. Look: ha-lab status. Undo: ha-lab heal. Go on: ha-lab lesson run'
        : 'Interrupted: what was done to the stack is undone.',
    );
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

function watcherFor(
  { screen, pace, signal, lesson }: RunnerOptions,
  act: Act,
  predictions: ReadonlyMap<string, string>,
): Watcher {
  let deeds: readonly Deed[] = [];
  const predicted = act.predictions.flatMap(
    ({ id, options }) => options.find((option) => option.id === predictions.get(id))?.text ?? [],
  );
  return {
    gate: async (view) => screen.gate(view),
    done: async (deed) => {
      pace.begin();
      deeds = [...deeds, deed];
      screen.done(deed);
    },
    revealed: (all) => {
      deeds = all;
      for (const { title } of all) screen.line(`It was: ${title}`);
    },
    looked: async (history, verdicts) => {
      const decided = verdicts.filter(({ result }) => result !== 'open').length;
      const speed = pace.speed(decided);
      const view: WatchView = {
        lesson,
        predicted,
        deeds,
        history,
        traffics: trafficsNow(history),
        timeline: () => timelineOf(history, deeds),
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
      seen = await asker.choose({ id: step, message: `What did you see? ${prediction.ask}` }, choicesOf(prediction));
      progress.add({ lesson: lesson.id, step, answer: seen, right: isRight(prediction, seen) });
    }
    compare(screen, prediction, predicted.get(prediction.id) ?? '', seen);
  }
  if (report.diagnosis !== undefined) {
    const { remedy, cure } = report.diagnosis;
    screen.prose(remedy.right ? `**${remedy.text}.** ${remedy.because}` : `“${remedy.text}”: ${remedy.because}`);
    if (cure !== undefined) screen.prose(`**${cure.text}.** ${cure.because}`);
  }
  screen.explain(report);
  for (const why of act.whys) screen.prose(why);
  if (brief) return;
  for (const [index, question] of act.questions.entries()) {
    const step = `again:${act.id}:${index}`;
    if (attempt.has(step)) continue;
    const given = await askAgain(asker, screen, question, step);
    progress.add({ lesson: lesson.id, step, ...given });
  }
}
