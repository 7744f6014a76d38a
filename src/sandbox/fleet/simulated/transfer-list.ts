// The connections under way, also by machine and by NAT gateway. The list itself is part of the fleet's state; the index beside it belongs
// to that very list, is made from it at the first question, and is made anew for the list of a world that was loaded or rewound.

import type { Transfer } from './transfer-state.js';

interface Index {
  readonly byMachine: Map<string, Transfer[]>;
  /** When each connection through the gateway ends, ascending: how many are open is asked whenever one begins. */
  readonly endsByGateway: Map<string, number[]>;
}

const INDEXES = new WeakMap<readonly Transfer[], Index>();
const NONE: readonly Transfer[] = [];

/** Those of one machine, in the order in which they began. */
export function transfersOf(transfers: readonly Transfer[], instanceId: string): readonly Transfer[] {
  return indexOf(transfers).byMachine.get(instanceId) ?? NONE;
}

/** How many through the gateway end later than the instant. */
export function openAfter(transfers: readonly Transfer[], natGatewayId: string, instant: number): number {
  const ends = indexOf(transfers).endsByGateway.get(natGatewayId) ?? [];
  return ends.length - firstAfter(ends, instant);
}

export function addTransfer(transfers: Transfer[], transfer: Transfer): void {
  const index = indexOf(transfers);
  transfers.push(transfer);
  note(index, transfer);
}

/** One of the list ends at another instant than was thought. */
export function endTransferAt(transfers: Transfer[], transfer: Transfer, to: number): void {
  const { endsByGateway } = indexOf(transfers);
  forgetEnd(endsByGateway, transfer);
  transfer.to = to;
  noteEnd(endsByGateway, transfer);
}

export function removeTransfers(transfers: Transfer[], gone: ReadonlySet<Transfer>): void {
  if (gone.size === 0) return;
  const { byMachine, endsByGateway } = indexOf(transfers);
  leaveOut(transfers, gone);
  for (const transfer of gone) forgetEnd(endsByGateway, transfer);
  for (const instanceId of new Set([...gone].map((transfer) => transfer.instanceId))) {
    const left = (byMachine.get(instanceId) ?? []).filter((transfer) => !gone.has(transfer));
    if (left.length > 0) byMachine.set(instanceId, left);
    else byMachine.delete(instanceId);
  }
}

/** Mostly a machine's one or two out of those of a thousand machines. */
const FEW = 4;

function leaveOut(transfers: Transfer[], gone: ReadonlySet<Transfer>): void {
  if (gone.size > FEW) {
    const left = transfers.filter((transfer) => !gone.has(transfer));
    left.forEach((transfer, place) => {
      transfers[place] = transfer;
    });
    transfers.length = left.length;
    return;
  }
  for (const transfer of gone) {
    const place = transfers.indexOf(transfer);
    if (place !== -1) transfers.splice(place, 1);
  }
}

function indexOf(transfers: readonly Transfer[]): Index {
  const known = INDEXES.get(transfers);
  if (known !== undefined) return known;
  const index: Index = { byMachine: new Map(), endsByGateway: new Map() };
  for (const transfer of transfers) note(index, transfer);
  INDEXES.set(transfers, index);
  return index;
}

function note({ byMachine, endsByGateway }: Index, transfer: Transfer): void {
  const others = byMachine.get(transfer.instanceId);
  if (others === undefined) byMachine.set(transfer.instanceId, [transfer]);
  else others.push(transfer);
  noteEnd(endsByGateway, transfer);
}

function noteEnd(endsByGateway: Index['endsByGateway'], { natGatewayId, to }: Transfer): void {
  if (natGatewayId === undefined) return;
  const ends = endsByGateway.get(natGatewayId);
  if (ends === undefined) endsByGateway.set(natGatewayId, [to]);
  else ends.splice(firstAfter(ends, to), 0, to);
}

function forgetEnd(endsByGateway: Index['endsByGateway'], { natGatewayId, to }: Transfer): void {
  const ends = natGatewayId === undefined ? undefined : endsByGateway.get(natGatewayId);
  const place = ends === undefined ? -1 : firstAfter(ends, to) - 1;
  if (ends?.[place] === to) ends.splice(place, 1);
}

/** Position of the first that is later than the instant. */
function firstAfter(ends: readonly number[], instant: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? instant) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
