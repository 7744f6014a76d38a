import { expect, test } from 'vitest';
import { consoleOutput } from '../../../src/sandbox/fleet/simulated/index.js';
import { Harness } from './harness.js';

test('boot', () => {
  const world = Harness.fresh();
  world.serving(['i-1', 'i-2']);
  console.log(consoleOutput(world.state, 'i-1'));
  console.log(
    world.kernel.journal
      .map(({ at, event }) => `${(at - world.kernel.startedAt) / 1000} ${JSON.stringify(event)}`)
      .join('\n'),
  );
  expect(world.events('ContainerStarted').length).toBe(2);
});
