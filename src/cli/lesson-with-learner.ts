// One lesson with a learner on the learner's own stack: which screen, who answers, how fast, and what Ctrl-C does.

import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, loadConfig } from '../generator/index.js';
import type { Lesson } from '../lesson/lesson.js';
import { Pace } from '../lesson/pace.js';
import type { Controls } from '../lesson/play.js';
import { Progress } from '../lesson/progress.js';
import { type LessonEnd, runLesson } from '../lesson/runner.js';
import type { Asker } from '../lesson/screen.js';
import type { Theatre } from '../lesson/stage.js';
import { workbookTheatre } from '../lesson/workbook-theatre.js';
import type { TextOptions } from '../report/status-text.js';
import { Cancelled, createPrompts } from '../terminal/prompts.js';
import type { Session } from './lab-command.js';
import { type Answers, givenAsker, nobody, numberedAsker, promptAsker } from './lesson-askers.js';
import { plainScreen } from './lesson-plain-screen.js';
import { type LessonScreen, lessonScreen } from './lesson-screen.js';
import { painter } from './paint.js';

export interface LearnerOptions {
  readonly lesson: Lesson;
  readonly lessons: readonly Lesson[];
  /** Only predict, drill, watch and why. */
  readonly brief: boolean;
  /** Nothing redrawn, choices by number. */
  readonly accessible: boolean;
  /** Virtual seconds per second; absent: the pace that follows the story. */
  readonly speed?: number;
  readonly answers: Answers;
  /** False: questions without a given answer end the run with the way to answer them. */
  readonly canAsk: boolean;
  readonly status: (session: Session, room: Pick<TextOptions, 'columns' | 'height'>) => Promise<string>;
  /** Of ha-lab, for the recording. */
  readonly version: string;
}

/** The learner's own stack as the stage, wherever it stands. */
export function learnersTheatre(
  { workbook, deployment, undoLog, place }: Session,
  how: { readonly lesson: string; readonly config: Config; readonly say: (what: string) => void },
): Theatre {
  return workbookTheatre({ ...how, workbook, deployment, undoLog, labOf: (outputs) => place.lab(outputs) });
}

/** Answers how it ended; Ctrl-C sets exit code 130. The stack has its own settings again, unless the learner detached. */
export async function playWithLearner(
  session: Session,
  options: LearnerOptions,
): Promise<LessonEnd & { readonly detached: boolean }> {
  const { lesson } = options;
  const controls: Controls = { undoNow: false, detached: false };
  const interruption = new Interruption();
  const { signal } = interruption;
  const sandbox = await session.open?.control.status();
  // Real machines keep their own pace: nothing is to be added to it.
  const unwatched = sandbox?.realMachines !== undefined ? Number.POSITIVE_INFINITY : options.speed;
  const fixed = unwatched ?? (options.canAsk ? undefined : Number.POSITIVE_INFINITY);
  const pace = new Pace((ms) => sleep(ms, undefined, { signal }).catch(() => {}), fixed);
  const screen = screenFor(session, options, { pace, controls, interrupted: interruption.stop });
  const asker = await askerFor(options);
  const { config } = await loadConfig(`${session.project}/ha-lab.json`);
  const seed = sandbox?.seed ?? '';
  const left = { end: 'left', result: 'unknown' } as const;
  try {
    const end = await runLesson({
      lesson,
      lessons: options.lessons,
      workbook: session.workbook,
      theatre: learnersTheatre(session, { lesson: lesson.id, config, say: (what) => screen.line(what) }),
      screen,
      asker: asker.asker,
      progress: new Progress(session.workbook),
      pace,
      target: session.place.target,
      origin: { haLab: options.version, node: process.version, seed, project: config.name },
      brief: options.brief,
      status: () => options.status(session, {}),
      signal,
      controls,
    });
    if (signal.aborted && !controls.detached) process.exitCode = 130;
    return { ...end, detached: controls.detached };
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.exitCode = 130;
    return { ...left, detached: false };
  } finally {
    asker.close();
    screen.release();
    interruption.release();
  }
}

/** Ctrl-C and SIGTERM: the first stops and restores, the second says what is going on and how to mend by hand, the third ends at once. */
class Interruption {
  private readonly controller = new AbortController();
  private count = 0;

  constructor() {
    process.on('SIGINT', this.stop);
    process.on('SIGTERM', this.stop);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  readonly stop = (): void => {
    this.count += 1;
    this.controller.abort();
    if (this.count === 2) process.stderr.write(SECOND);
    if (this.count > 2) process.exit(130);
  };

  release(): void {
    process.off('SIGINT', this.stop);
    process.off('SIGTERM', this.stop);
  }
}

const SECOND = `
Restoring; a few seconds. Ctrl-C again ends at once: then \`ha-lab heal\` undoes what is open, and the next
\`ha-lab lesson run\` (or \`ha-lab deploy\`) puts the settings back.
`;

interface ScreenHooks {
  readonly pace: Pace;
  readonly controls: Controls;
  readonly interrupted: () => void;
}

function screenFor(session: Session, { accessible, canAsk, status }: LearnerOptions, hooks: ScreenHooks): LessonScreen {
  if (accessible || !canAsk) {
    const out = canAsk ? process.stderr : process.stdout;
    return plainScreen(
      (line) => out.write(`${line}\n`),
      () => performance.now(),
    );
  }
  return lessonScreen({
    out: process.stderr,
    input: process.stdin,
    paint: painter(process.stderr),
    faster: () => hooks.pace.faster(),
    slower: () => hooks.pace.slower(),
    interrupted: hooks.interrupted,
    controls: hooks.controls,
    status: (room) => status(session, room),
  });
}

async function askerFor({
  canAsk,
  accessible,
  answers,
  lesson,
}: LearnerOptions): Promise<{ readonly asker: Asker; close(): void }> {
  if (!canAsk) return { asker: givenAsker(answers, nobody(lesson.id)), close: () => {} };
  if (!accessible) {
    const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
    return { asker: givenAsker(answers, promptAsker(prompts)), close: () => {} };
  }
  const input = createInterface({ input: process.stdin, output: process.stderr });
  input.on('SIGINT', () => input.close());
  const write = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  return { asker: givenAsker(answers, numberedAsker(input, write)), close: () => input.close() };
}

/** What the learner is told at the end. */
export function closingLines(
  { end, result, detached }: LessonEnd & { readonly detached: boolean },
  { lesson, lessons }: Pick<LearnerOptions, 'lesson' | 'lessons'>,
  project: string,
): readonly string[] {
  const name = basename(project);
  if (detached) return [`${name} stays as the lesson left it; your place is kept.`];
  if (end === 'left') {
    return [`Your place is kept, ${name} is as it was. Go on with: ha-lab lesson run ${lesson.id}`];
  }
  const next = lessons[lessons.indexOf(lesson) + 1];
  const observed = result === 'held' ? 'everything came as expected' : 'not everything came as expected';
  return [
    `Lesson ${lesson.number} is done: ${observed}. ${name} has its own settings again.`,
    next === undefined ? 'That was the last lesson.' : `next   ha-lab lesson run ${next.id}   ${next.title}`,
  ];
}
