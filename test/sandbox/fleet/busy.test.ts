// The index of machines at work: whoever is done first, the elder at a tie, and the same answer after a load.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BusyMachines } from '../../../src/sandbox/fleet/simulated/busy.js';
import { NEVER, newProcessor } from '../../../src/sandbox/fleet/simulated/processor.js';
import type { Machine } from '../../../src/sandbox/fleet/simulated/state.js';

const COUNT = 6;

/** Only the processor matters here. */
const idle = (): Machine => ({ processor: newProcessor(2, 0) }) as unknown as Machine;

function work(machine: Machine, nextAt: number): void {
  machine.processor.jobs.splice(0, 3, nextAt, 1, 0);
  machine.processor.nextAt = nextAt;
}

function rest(machine: Machine): void {
  machine.processor.jobs.length = 0;
  machine.processor.nextAt = NEVER;
}

/** The plain way: look at all of them. */
function soonest(machines: readonly Machine[]): Machine | undefined {
  const at = Math.min(NEVER, ...machines.map(({ processor }) => processor.nextAt));
  return at === NEVER ? undefined : machines.find(({ processor }) => processor.nextAt === at);
}

test('whatever machines begin and end, the index answers as a look at all of them would, and so does a rebuilt one', () => {
  const move = fc.record({ machine: fc.nat(COUNT - 1), nextAt: fc.option(fc.nat(3), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const machines = Array.from({ length: COUNT }, idle);
      const busy = new BusyMachines();
      busy.rebuild(machines);
      for (const { machine: place, nextAt } of moves) {
        const machine = machines[place] as Machine;
        if (nextAt === undefined) rest(machine);
        else {
          if (machine.processor.jobs.length === 0) busy.enter(machine);
          work(machine, nextAt);
        }
        const rebuilt = new BusyMachines();
        rebuilt.rebuild(machines);
        expect(busy.first()).toBe(soonest(machines));
        expect(rebuilt.first()).toBe(soonest(machines));
      }
    }),
    { numRuns: 200 },
  );
});

test('a machine without power is not looked at, though its processor still holds requests', () => {
  const [off, on] = [idle(), idle()];
  const busy = new BusyMachines();
  busy.rebuild([on]);
  work(off, 1);
  busy.enter(off);
  expect(busy.first()).toBeUndefined();
});
