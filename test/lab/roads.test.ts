// Two roads to a sandbox in this process: as bytes over the wire, and the short one. The same lesson must look the same from both, to the byte.

import { join } from 'node:path';
import { DescribeAutoScalingGroupsCommand, SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { loadCourse } from '../../src/lesson/course.js';
import { inMemoryTheatre, type MemoryStage } from '../../src/lesson/in-memory-theatre.js';
import { findLesson } from '../../src/lesson/lesson.js';
import { type Played, playAct } from '../../src/lesson/play.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = { short: scratchFolder(), wire: scratchFolder() };
const PROJECT = join(ROOT, 'generated/ha-django');
const config = defaultConfig('ha-django');
const [act] = findLesson(loadCourse().lessons, 'docker-dies').acts;

async function taken(road: 'short' | 'wire'): Promise<{ readonly stage: MemoryStage; readonly played: Played }> {
  if (act === undefined) throw new Error('no such act');
  const theatre = inMemoryTheatre({ project: PROJECT, config, seed: 'roads', scratch: scratch[road], road });
  const stage = await theatre.stageFor(act);
  return { stage, played: await playAct(act, stage) };
}

test('a deploy, an overlay, a drill and its whole watch are the same on both', async () => {
  const [short, wire] = [await taken('short'), await taken('wire')];
  expect(short.stage.made.open.reach.kind).toBe('short');
  expect(wire.stage.made.open.reach.kind).toBe('in-process');
  expect(short.played).toEqual(wire.played);
  expect(JSON.stringify(short.stage.made.sandbox.journal)).toBe(JSON.stringify(wire.stage.made.sandbox.journal));
}, 240_000);

describe('refusals', () => {
  test.each(['short', 'wire'] as const)('on the %s road they carry AWS’s code and words', async (road) => {
    const { lab } = await deployInMemory(PROJECT, { seed: 'refused' }, config, { road });
    const missing = new SetDesiredCapacityCommand({ AutoScalingGroupName: 'nobody', DesiredCapacity: 1 });
    await expect(lab.clients.autoscaling.send(missing)).rejects.toMatchObject({ Code: 'ValidationError' });
    const mistyped = new DescribeAutoScalingGroupsCommand({ MaxRecords: 'many' as unknown as number });
    await expect(lab.clients.autoscaling.send(mistyped)).rejects.toThrow();
  });

  test('an answer belongs to whoever asked: changing it changes no world', async () => {
    const { lab } = await deployInMemory(PROJECT, { seed: 'refused' }, config);
    const ask = () => lab.clients.autoscaling.send(new DescribeAutoScalingGroupsCommand({}));
    const first = await ask();
    for (const group of first.AutoScalingGroups ?? []) {
      group.DesiredCapacity = 99;
      group.Instances?.splice(0);
    }
    const [again] = (await ask()).AutoScalingGroups ?? [];
    expect(again).toMatchObject({ DesiredCapacity: 2, Instances: [{}, {}] });
  });
});
