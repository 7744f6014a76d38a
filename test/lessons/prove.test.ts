// The lessons prove themselves: held with their drill over several seeds, not held without it, broken in every world they call a mutant.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { loadCourse } from '../../src/lesson/course.js';
import { inMemoryTheatre } from '../../src/lesson/in-memory-theatre.js';
import { type Lesson, mutated } from '../../src/lesson/lesson.js';
import { type Played, type PlayOptions, playAct } from '../../src/lesson/play.js';
import type { Theatre } from '../../src/lesson/stage.js';
import { worst } from '../../src/lesson/verdict.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const SEEDS = ['one', 'two', 'three'];
const PATIENCE_MS = 240_000;
const scratch = scratchFolder();
const theatres = new Map<string, Theatre>();

function theatreOf(seed: string): Theatre {
  const known = theatres.get(seed);
  if (known !== undefined) return known;
  const made = inMemoryTheatre({
    project: join(ROOT, 'generated/ha-django'),
    config: defaultConfig('ha-django'),
    seed,
    scratch,
  });
  theatres.set(seed, made);
  return made;
}

async function play(lesson: Lesson, seed: string, options: PlayOptions = {}): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const act of lesson.acts) {
    const stage = await theatreOf(seed).stageFor(act);
    played.push(await playAct(act, stage, { abort: lesson.front.abort, ...options }));
    expect(stage.undoLog.open(), 'nothing is left to undo').toEqual([]);
  }
  return played;
}

const verdictsOf = (played: readonly Played[]) => played.flatMap(({ verdicts }) => verdicts);

const failures = (played: readonly Played[]) =>
  verdictsOf(played)
    .filter(({ result }) => result !== 'held')
    .map(({ id, result, evidence, instead, note }) => ({ id, result, evidence, instead, note }));

describe.each(loadCourse().lessons.map((lesson) => ({ name: `${lesson.number} ${lesson.title}`, lesson })))(
  '$name',
  ({ lesson }) => {
    test.each(SEEDS)(
      'holds with seed %s',
      async (seed) => {
        const played = await play(lesson, seed);
        expect(played.map(({ outcome }) => outcome)).toEqual(lesson.acts.map(() => 'judged'));
        expect(failures(played)).toEqual([]);
      },
      PATIENCE_MS,
    );

    test(
      'does not hold when nothing is done',
      async () => {
        const played = await play(lesson, SEEDS[0] ?? '', { drill: false });
        for (const { act, verdicts } of played) expect(worst(verdicts), act).not.toBe('held');
      },
      PATIENCE_MS,
    );

    test.each(lesson.front.mutants.map((mutant) => ({ world: JSON.stringify(mutant.set), mutant })))(
      'is broken in the world $world, and a hint says why',
      async ({ mutant }) => {
        const played = await play(mutated(lesson, mutant), SEEDS[0] ?? '');
        const broken = verdictsOf(played).filter(({ id, result }) => result === 'broken' && mutant.breaks.includes(id));
        expect(broken.map(({ id }) => id)).not.toEqual([]);
        expect(broken.map(({ hint }) => hint).join('\n')).toContain(mutant.hint);
      },
      PATIENCE_MS,
    );
  },
);

test('the course has its three lessons', () => {
  expect(loadCourse().lessons.map(({ number }) => number)).toEqual(['03', '06', '10']);
});

test(
  'lesson 10: the plateau is what exact queueing theory says of 100 users on two machines',
  async () => {
    const lesson = loadCourse().lessons.find(({ id }) => id === 'quiet-load');
    const act = lesson?.acts[0];
    if (act === undefined) throw new Error('no such act');
    const { history } = await playAct(act, await theatreOf('one').stageFor(act));
    const points = history.moments.at(-1)?.seen.groupCpu.points.slice(-3) ?? [];
    expect(points).toHaveLength(3);
    for (const { value } of points) expect(Math.abs(value - 40)).toBeLessThan(3);
  },
  PATIENCE_MS,
);
