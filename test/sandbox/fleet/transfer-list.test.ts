// The list of connections and its indexes by machine and by gateway say the same, whatever was done to them, also after the list was loaded again.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addTransfer,
  endTransferAt,
  openAfter,
  removeTransfers,
  transfersOf,
} from '../../../src/sandbox/fleet/simulated/transfer-list.js';
import type { Transfer } from '../../../src/sandbox/fleet/simulated/transfer-state.js';

const MACHINES = ['i-1', 'i-2', 'i-3'];
const NOTHING = { whole: { bytes: 0, packets: 0 }, counted: { bytes: 0, packets: 0 } };

const GATEWAYS = ['nat-1', 'nat-2'];

function transfer(instanceId: string, pid: number, to: number): Transfer {
  const [, second = ''] = GATEWAYS;
  const through = pid === 0 ? {} : { natGatewayId: pid === 1 ? second : (GATEWAYS[0] ?? '') };
  const way = { host: 'example.com', port: 443, from: 0, to, silent: false, ...through };
  return { instanceId, pid, ...way, inward: NOTHING, outward: NOTHING };
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), machine: fc.nat(2), pid: fc.nat(3), to: fc.nat(5) }),
  fc.record({ kind: fc.constant('remove' as const), every: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('end' as const), every: fc.integer({ min: 1, max: 4 }), to: fc.nat(5) }),
  fc.record({ kind: fc.constant('load' as const) }),
);

test('those of a machine or open at a gateway are those of the list, in its order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let list: Transfer[] = [];
      for (const wish of steps) {
        if (wish.kind === 'add') addTransfer(list, transfer(MACHINES[wish.machine] ?? '', wish.pid, wish.to));
        else if (wish.kind === 'remove')
          removeTransfers(list, new Set(list.filter((_, place) => place % wish.every === 0)));
        else if (wish.kind === 'end')
          for (const one of list.filter((_, place) => place % wish.every === 0)) endTransferAt(list, one, wish.to);
        else list = structuredClone(list);
        for (const id of GATEWAYS)
          for (let now = -1; now < 7; now += 1)
            expect(openAfter(list, id, now)).toBe(
              list.filter(({ natGatewayId, to }) => natGatewayId === id && to > now).length,
            );
        for (const id of MACHINES)
          expect(transfersOf(list, id)).toEqual(list.filter(({ instanceId }) => instanceId === id));
      }
    }),
  );
});
