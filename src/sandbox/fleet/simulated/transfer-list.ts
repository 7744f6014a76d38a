// The connections under way, also by machine. The list itself is part of the fleet's state; the index beside it belongs to that very
// list, is made from it at the first question, and is made anew for the list of a world that was loaded or rewound.

import type { Transfer } from './transfer-state.js';

const BY_MACHINE = new WeakMap<readonly Transfer[], Map<string, Transfer[]>>();
const NONE: readonly Transfer[] = [];

/** Those of one machine, in the order in which they began. */
export function transfersOf(transfers: readonly Transfer[], instanceId: string): readonly Transfer[] {
  return indexOf(transfers).get(instanceId) ?? NONE;
}

export function addTransfer(transfers: Transfer[], transfer: Transfer): void {
  const index = indexOf(transfers);
  transfers.push(transfer);
  note(index, transfer);
}

export function removeTransfers(transfers: Transfer[], gone: ReadonlySet<Transfer>): void {
  if (gone.size === 0) return;
  const index = indexOf(transfers);
  let kept = 0;
  for (const transfer of transfers) {
    if (gone.has(transfer)) continue;
    transfers[kept] = transfer;
    kept += 1;
  }
  transfers.length = kept;
  for (const { instanceId } of gone) {
    const left = (index.get(instanceId) ?? []).filter((transfer) => !gone.has(transfer));
    if (left.length > 0) index.set(instanceId, left);
    else index.delete(instanceId);
  }
}

function indexOf(transfers: readonly Transfer[]): Map<string, Transfer[]> {
  const known = BY_MACHINE.get(transfers);
  if (known !== undefined) return known;
  const index = new Map<string, Transfer[]>();
  for (const transfer of transfers) note(index, transfer);
  BY_MACHINE.set(transfers, index);
  return index;
}

function note(index: Map<string, Transfer[]>, transfer: Transfer): void {
  const others = index.get(transfer.instanceId);
  if (others === undefined) index.set(transfer.instanceId, [transfer]);
  else others.push(transfer);
}
