import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { loadCourse } from '../../src/lesson/course.js';
import { inMemoryTheatre } from '../../src/lesson/in-memory-theatre.js';
import { findLesson, type Lesson } from '../../src/lesson/lesson.js';
import { Pace } from '../../src/lesson/pace.js';
import { Progress } from '../../src/lesson/progress.js';
import { lastRecording } from '../../src/lesson/recording.js';
import { type LessonEnd, runLesson } from '../../src/lesson/runner.js';
import type { Asker, Screen } from '../../src/lesson/screen.js';
import type { Stage, Theatre } from '../../src/lesson/stage.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = scratchFolder();
const { lessons } = loadCourse();
const whole = findLesson(lessons, 'docker-dies');
/** The first act alone: the second adds time to the test and nothing to the order. */
const lesson: Lesson = { ...whole, acts: whole.acts.slice(0, 1) };
const memory = inMemoryTheatre({
  project: join(ROOT, 'generated/ha-django'),
  config: defaultConfig('ha-django'),
  seed: 'runner',
  scratch,
});

class Left extends Error {}

interface Play {
  readonly told: string[];
  readonly asked: string[];
  readonly stages: Stage[];
  readonly progress: Progress;
  restored: number;
  end?: LessonEnd;
  error?: unknown;
}

interface Script {
  /** Answers by a part of the question; without one the first choice is taken. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Leaves at this question, as Ctrl-C does. */
  readonly leaveAt?: number;
  /** Ctrl-C while something runs: at the first line that matches. */
  readonly interruptAt?: RegExp;
  readonly brief?: boolean;
  readonly folder?: string;
}

const newFolder = (): string => mkdtempSync(join(scratch, 'workbook-'));

async function learn(script: Script = {}): Promise<Play> {
  const workbook = workbookAt(script.folder ?? newFolder());
  const play: Play = { told: [], asked: [], stages: [], progress: new Progress(workbook), restored: 0 };
  const stopped = new AbortController();
  const tell = (text: string): void => {
    play.told.push(text);
    if (script.interruptAt?.test(text)) stopped.abort();
  };
  const answer = (message: string, fallback: string): string => {
    play.asked.push(message);
    if (play.asked.length === script.leaveAt) throw new Left();
    return Object.entries(script.answers ?? {}).find(([part]) => message.includes(part))?.[1] ?? fallback;
  };
  const asker: Asker = {
    choose: async ({ message }, choices) => answer(message, choices[0]?.value ?? ''),
    maybe: async ({ message }, choices) => answer(message, choices[0]?.value ?? ''),
    number: async ({ message }) => Number(answer(message, '30')),
    confirm: async ({ message }) => answer(message, 'yes') === 'yes',
  };
  const screen: Screen = {
    lesson: ({ title }) => tell(`lesson ${title}`),
    act: ({ title }) => tell(`act ${title}`),
    prose: (text) => tell(text),
    line: (text) => tell(text),
    gate: () => tell('gate'),
    done: ({ title }) => tell(`Done: ${title}`),
    watch: ({ expectations }) => tell(`watch ${expectations.map(({ id, result }) => `${id}=${result}`).join(' ')}`),
    report: ({ result }) => tell(`report ${result}`),
    explain: () => tell('explain'),
  };
  const theatre: Theatre = {
    stageFor: async (act) => {
      const stage = await memory.stageFor(act);
      play.stages.push(stage);
      return stage;
    },
    preview: (act) => memory.preview(act),
    restore: async () => {
      play.restored += 1;
    },
    mend: async () => {},
  };
  try {
    play.end = await runLesson({
      lesson,
      lessons,
      workbook,
      theatre,
      screen,
      asker,
      progress: play.progress,
      pace: new Pace(async () => {}),
      target: 'sandbox',
      origin: { haLab: '0.0.0', node: 'v0.0.0', seed: 'test', project: 'shop' },
      brief: script.brief ?? false,
      signal: stopped.signal,
    });
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    play.error = error;
  }
  return play;
}

/** Nothing of ours is left on any stage: no open drill, no users, and Docker runs again or its machine is gone. */
async function expectRestored({ stages, restored }: Play): Promise<void> {
  expect(restored).toBe(1);
  for (const { lab, undoLog } of stages) {
    expect(undoLog.open()).toEqual([]);
    expect((await lab.observe()).users?.active ?? 0).toBe(0);
  }
}

describe('a lesson from beginning to end', () => {
  test('keeps the order predict, gate, drill, watch, seen, compare, why, again', async () => {
    const play = await learn({ answers: { 'What did you see?': 'elb', 'How sure': 'sure' } });
    expect(play.end).toEqual({ end: 'done', result: 'held' });
    await expectRestored(play);
    expect(play.asked.map((question) => question.slice(0, 12))).toEqual([
      'Who notices ',
      'How sure are',
      'Ready? The s',
      'What did you',
    ]);
    const order = [
      'gate',
      'Done: stop-docker',
      'watch seen=open',
      'report held',
      'You predicted: EC2',
      '**Who is asked',
    ];
    const places = order.map((text) => play.told.findIndex((told) => told.startsWith(text)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(play.told.join('\n')).toContain('The machine is fine, and EC2 looks at nothing else');
    expect(play.told.join('\n')).toContain('Two failed checks, one every 30 s');
    expect(play.progress.entries().map(({ step }) => step)).toEqual(['predict:who', 'watch:elb', 'seen:who', 'done']);
    expect(play.progress.entries()[0]).toMatchObject({ answer: 'ec2', right: false, confidence: 'sure' });
    expect(play.progress.stateOf('docker-dies')).toBe('done');
  });

  test('--brief asks for the prediction and nothing else', async () => {
    const play = await learn({ brief: true });
    expect(play.end?.end).toBe('done');
    expect(play.asked.map((question) => question.slice(0, 6))).toEqual(['Who no', 'Ready?']);
  });
});

describe('left at any moment', () => {
  test.each([1, 2, 3, 4])(
    'at question %i: restored, and the next run goes on behind what was done',
    async (leaveAt) => {
      const folder = newFolder();
      const left = await learn({ leaveAt, folder });
      expect(left.error).toBeInstanceOf(Left);
      await expectRestored(left);
      expect(left.progress.stateOf('docker-dies')).toBe(leaveAt <= 2 ? 'new' : 'begun');
      const again = await learn({ folder });
      expect(again.end?.end).toBe('done');
      const predictions = again.asked.filter((question) => question.startsWith('Who notices')).length;
      expect(predictions).toBe(leaveAt <= 2 ? 1 : 0);
      expect(again.stages).toHaveLength(leaveAt === 4 ? 0 : 1);
    },
  );

  test.each([
    ['in front of the gate', /^gate$/],
    ['right after the drill', /^Done:/],
    ['while it watches', /seen=held/],
  ])('interrupted %s: what was done is undone', async (_, interruptAt) => {
    const folder = newFolder();
    const play = await learn({ interruptAt, folder });
    expect(play.end).toEqual({ end: 'left', result: 'unknown' });
    expect(play.told).toContain('Interrupted: what was done to the stack is undone.');
    await expectRestored(play);
    expect(play.progress.stateOf('docker-dies')).toBe('begun');
    expect(lastRecording(workbookAt(folder), lesson)).toBeUndefined();
  });

  test('a no at the gate does nothing to anybody', async () => {
    const play = await learn({ answers: { 'Ready?': 'no' } });
    expect(play.end?.end).toBe('left');
    expect(play.stages).toHaveLength(0);
  });
});

test('a wrong and sure prediction of an older lesson comes back first', async () => {
  const folder = newFolder();
  const progress = new Progress(workbookAt(folder));
  progress.add({ lesson: 'birth', step: 'predict:first-request', answer: 'never', right: false, confidence: 'sure' });
  progress.add({ lesson: 'birth', step: 'done' });
  const play = await learn({ folder, answers: { 'The group reports': 'minutes' }, leaveAt: 2 });
  expect(play.asked[0]).toContain('When does it get its first request');
  expect(progress.entries().at(-2)).toMatchObject({ lesson: 'birth', step: 'recall:first-request', right: true });
  expect(progress.stateOf('birth')).toBe('done');
});
