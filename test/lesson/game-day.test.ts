// The game day with somebody who errs, looks, waits, leaves and comes back: in virtual time, on a stack in memory.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { actReport } from '../../src/lesson/act-report.js';
import { loadCourse } from '../../src/lesson/course.js';
import { drawn } from '../../src/lesson/draw.js';
import { inMemoryTheatre } from '../../src/lesson/in-memory-theatre.js';
import { findLesson, type Lesson } from '../../src/lesson/lesson.js';
import { Pace } from '../../src/lesson/pace.js';
import { Progress } from '../../src/lesson/progress.js';
import { lastRecording } from '../../src/lesson/recording.js';
import { differences } from '../../src/lesson/replay.js';
import { type LessonEnd, runLesson } from '../../src/lesson/runner.js';
import type { Asker, Choice, Screen } from '../../src/lesson/screen.js';
import type { Stage } from '../../src/lesson/stage.js';
import { actText } from '../../src/report/lesson-text.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = scratchFolder();
const whole = findLesson(loadCourse().lessons, 'game-day');
/** One call: the second adds time to the test, and its fault is never the first’s. */
const lesson: Lesson = { ...whole, acts: whole.acts.slice(0, 1) };
const memory = inMemoryTheatre({
  project: join(ROOT, 'generated/ha-django'),
  config: defaultConfig('ha-django'),
  seed: 'game-day',
  scratch,
});
/** A project name under which the first attempt meets this fault. */
const keyOf = (fault: string): string =>
  Array.from({ length: 500 }, (_, index) => `shop${index}`).find(
    (key) => drawn(lesson, `${key}/0`).acts[0]?.fault === fault,
  ) ?? '';

class Left extends Error {}

interface Play {
  readonly told: string[];
  readonly asked: string[];
  readonly stages: Stage[];
  /** Virtual milliseconds at each question. */
  readonly clock: number[];
  end?: LessonEnd;
}

/** @param answers by the question's id; the first choice where none is given. `leave`: Ctrl-C there. */
async function learn(folder: string, fault: string, answers: Readonly<Record<string, string>>): Promise<Play> {
  const workbook = workbookAt(folder);
  const play: Play = { told: [], asked: [], stages: [], clock: [] };
  const tell = (text: string): void => {
    play.told.push(text);
  };
  const answer = async (id: string, choices: readonly Choice[]): Promise<string> => {
    play.asked.push(id);
    play.clock.push((await play.stages.at(-1)?.lab.clock.now()) ?? 0);
    if (answers[id] === 'leave') throw new Left();
    return answers[id] ?? choices[0]?.value ?? '';
  };
  const asker: Asker = {
    choose: ({ id }, choices) => answer(id, choices),
    maybe: ({ id }, choices) => answer(id, choices),
    number: async () => 0,
    confirm: async () => true,
  };
  const screen: Screen = {
    lesson: () => {},
    act: () => {},
    prose: tell,
    line: tell,
    gate: () => {},
    done: ({ title }) => tell(`Done: ${title}`),
    watch: ({ deeds, timeline }) =>
      tell(`watch ${JSON.stringify([deeds.map(({ title }) => title), timeline().map(({ what }) => what)])}`),
    report: (report) => tell(actText(report, { paint: (_, text) => text })),
    explain: () => {},
  };
  const theatre = {
    ...memory,
    stageFor: async (act: Lesson['acts'][number]) => {
      const stage = await memory.stageFor(act);
      play.stages.push(stage);
      return stage;
    },
  };
  try {
    play.end = await runLesson({
      lesson,
      lessons: [lesson],
      workbook,
      theatre,
      screen,
      asker,
      progress: new Progress(workbook),
      pace: new Pace(async () => {}),
      target: 'sandbox',
      origin: { haLab: '0.0.0', node: 'v0.0.0', project: keyOf(fault) },
      brief: true,
      status: async () => 'the status',
      signal: new AbortController().signal,
    });
  } catch (error) {
    if (!(error instanceof Left)) throw error;
  }
  return play;
}

const newFolder = (): string => mkdtempSync(join(scratch, 'workbook-'));

test('errs, looks, waits, leaves and comes back: nothing tells what it is before it is named', async () => {
  const folder = newFolder();
  const left = await learn(folder, 'zone', {
    'cause:first-call': 'frozen',
    'cause:first-call:2': 'look',
    'cause:first-call:3': 'wait',
    'cause:first-call:4': 'leave',
  });
  expect(left.asked).toEqual([
    'predict:longest',
    'cause:first-call',
    'cause:first-call:2',
    'cause:first-call:3',
    'cause:first-call:4',
  ]);
  expect(left.told).toContain('\nthe status\n');
  // The world stands still while somebody thinks or looks; a minute passes when it is told to.
  const [, first = 0, ...later] = left.clock;
  expect(later.map((at) => at - first)).toEqual([0, 0, 60_000]);
  const before = left.told.join('\n');
  expect(before).toContain('Done: a hidden fault');
  expect(before).toContain('its checks would time out');
  expect(before).not.toContain('block-zone');
  // What was broken is undone, though nobody knows what it was.
  for (const { undoLog } of left.stages) expect(undoLog.open()).toEqual([]);

  const back = await learn(folder, 'zone', {
    'cause:first-call:2': 'zone',
    'proof:first-call': 'half',
    'proof:first-call:2': 'denied',
  });
  expect(back.asked).toEqual(['cause:first-call:2', 'proof:first-call', 'proof:first-call:2', 'remedy:first-call']);
  const reveal = back.told.findIndex((line) => line.startsWith('It was: block-zone'));
  expect(back.told.slice(0, reveal).join('\n')).not.toContain('block-zone');
  expect(back.told.slice(reveal).join('\n')).toMatch(/remedy, undone: block-zone/);
  expect(back.end).toEqual({ end: 'done', result: 'held' });

  const { recording } = lastRecording(workbookAt(folder), lesson) ?? {};
  const [played] = recording?.acts ?? [];
  expect(played?.diagnosis).toMatchObject({
    fault: 'zone',
    causes: ['frozen', 'zone'],
    proofs: ['half', 'denied'],
    remedy: 'undo',
  });
  expect(recording === undefined ? [] : differences(lesson, recording)).toEqual([]);
  const [act] = lesson.acts;
  const report = act === undefined || played === undefined ? undefined : actReport(lesson, act, played).diagnosis;
  expect(report).toMatchObject({ calledAfter: 360, namedAfter: 360, restored: { result: 'held', budgetSeconds: 600 } });
  expect(report?.restored.afterSeconds).toBeLessThan(240);
  expect(report?.causes.map(({ right }) => right)).toEqual([false, true]);
});

test('a remedy that leaves the cause in place costs the budget, and is explained beside a better one', async () => {
  const folder = newFolder();
  const play = await learn(folder, 'way-out', {
    'cause:first-call': 'way-out',
    'proof:first-call': 'no-route',
    'remedy:first-call': 'undo',
  });
  expect(play.end).toEqual({ end: 'done', result: 'broken' });
  const text = play.told.join('\n').replaceAll(/\s+/g, ' ');
  expect(text).toContain('not within the budget of 10m00');
  expect(text).toContain('Could it fetch what it needs when it was born?');
  expect(text).toContain('its user data ran once, got nothing and gave up');
  expect(text).toContain('**Put back what was changed, then terminate the machine that is not healthy.**');
  expect(new Progress(workbookAt(folder)).entries().find(({ step }) => step === 'remedy:first-call')).toMatchObject({
    right: false,
  });
});
