// The building of a stack: what is kept of it, what the words of `deploy` mean, and how it is told.

import { expect, test } from 'vitest';
import { type Creation, creationRecorder, type Plan } from '../../src/applier/index.js';
import { scopeAt } from '../../src/lesson/scope.js';
import { buildingOf } from '../../src/lesson/timeline.js';
import { moment, START, seen, story } from './stories.js';

const planOf = (world: readonly string[]): Plan =>
  ({
    world: new Map(world.map((address) => [address, {}])),
    changes: ['aws_vpc.vpc', 'aws_lb.front', 'aws_autoscaling_group.group'].map((address) => ({
      address,
      action: 'create',
    })),
  }) as unknown as Plan;

function built(): Creation {
  const recorder = creationRecorder(planOf([]));
  if (recorder === undefined) throw new Error('a plan from nothing is recorded');
  const finished = (address: string, elapsedSeconds: number, durationSeconds: number): void =>
    recorder.hear({ type: 'finished', action: 'create', address, elapsedSeconds, durationSeconds });
  finished('aws_vpc.vpc', 1, 1);
  finished('aws_lb.front', 151, 150);
  recorder.hear({
    ...{ type: 'failed', action: 'create', address: 'aws_autoscaling_group.group' },
    ...{ elapsedSeconds: 152, durationSeconds: 1, message: 'no' },
  });
  return recorder.end(152, START);
}

test('a plan that begins with nothing is recorded, any other is not', () => {
  expect(creationRecorder(planOf(['aws_vpc.vpc']))).toBeUndefined();
  expect(built()).toMatchObject({ planned: 3, failed: 1, seconds: 152, endedAt: START });
});

test('the words of deploy; what was not built has none', () => {
  const history = { ...story(0, (second) => moment(seen(second))), creation: built() };
  expect(scopeAt(history, 0, { from: START, whole: false }).deploy).toEqual({
    ...{ planned: 3n, created: 2n, failed: 1n, seconds: 152 },
    ...{ loadBalancerSeconds: 150, restSeconds: 1 },
  });
  expect(buildingOf(history).map(({ at, what }) => [(at - START) / 1_000, what])).toEqual([
    [-152, 'begun; 1 resources take less than 5 s each'],
    [-151, 'aws_lb.front begun, created 150 s later'],
    [0, '2 resources created'],
  ]);
});
