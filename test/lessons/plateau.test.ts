// Lesson 10 against theory: the plateau is what exact queueing analysis says of 100 users on two machines.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { loadCourse } from '../../src/lesson/course.js';
import { inMemoryTheatre } from '../../src/lesson/in-memory-theatre.js';
import { findLesson } from '../../src/lesson/lesson.js';
import { playAct } from '../../src/lesson/play.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

test('40 ± 3 % CPU at every one of the last three minutes', async () => {
  const [act] = findLesson(loadCourse().lessons, 'quiet-load').acts;
  if (act === undefined) throw new Error('no such act');
  const theatre = inMemoryTheatre({
    project: join(ROOT, 'generated/ha-django'),
    config: defaultConfig('ha-django'),
    seed: 'one',
    scratch: scratchFolder(),
  });
  const { history } = await playAct(act, await theatre.stageFor(act));
  const points = history.moments.at(-1)?.seen.groupCpu.points.slice(-3) ?? [];
  expect(points).toHaveLength(3);
  for (const { value } of points) expect(Math.abs(value - 40)).toBeLessThan(3);
}, 240_000);
