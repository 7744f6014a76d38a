// The list of connections and its index by machine say the same, whatever was done to them, also after the list was loaded again.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTransfer, removeTransfers, transfersOf } from '../../../src/sandbox/fleet/simulated/transfer-list.js';
import type { Transfer } from '../../../src/sandbox/fleet/simulated/transfer-state.js';

const MACHINES = ['i-1', 'i-2', 'i-3'];
const NOTHING = { whole: { bytes: 0, packets: 0 }, counted: { bytes: 0, packets: 0 } };

function transfer(instanceId: string, pid: number): Transfer {
  const way = { host: 'example.com', port: 443, from: 0, to: 1, silent: false };
  return { instanceId, pid, ...way, inward: NOTHING, outward: NOTHING };
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), machine: fc.nat(2), pid: fc.nat(3) }),
  fc.record({ kind: fc.constant('remove' as const), every: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('load' as const) }),
);

test('those of a machine are those of the list, in its order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let list: Transfer[] = [];
      for (const wish of steps) {
        if (wish.kind === 'add') addTransfer(list, transfer(MACHINES[wish.machine] ?? '', wish.pid));
        else if (wish.kind === 'remove')
          removeTransfers(list, new Set(list.filter((_, place) => place % wish.every === 0)));
        else list = structuredClone(list);
        for (const id of MACHINES)
          expect(transfersOf(list, id)).toEqual(list.filter(({ instanceId }) => instanceId === id));
      }
    }),
  );
});
