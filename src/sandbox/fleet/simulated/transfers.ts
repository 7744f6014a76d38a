// Connections of machines to the internet. Their bytes are counted at the machine (CW-03) and at the NAT gateway that carries them
// (CW-07). Nothing here is an event: what moved until now is worked out when somebody asks about the machine or the gateway, or when
// the connection ends; those of others are left alone, so that a thousand machines that start together do not count each other's.

import type { Amount } from '../fleet.js';
import type { Egress } from './network.js';
import type { Simulation } from './simulation.js';
import type { Machine } from './state.js';
import { addTransfer, endTransferAt, openAfter, removeTransfers, transfersOf } from './transfer-list.js';
import type { GatewayCount, Share, Transfer } from './transfer-state.js';

/** What a command or the agent exchanges with a host. */
export interface Exchange {
  readonly way: Egress;
  /** False though the way is open: whoever asked gave up before. */
  readonly answered: boolean;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** A NAT gateway forgets a connection that nothing came over for so long (VPC-22). */
const NAT_IDLE_MS = 350_000;
/** Payload of a full packet, and the headers before it. */
const SEGMENT_BYTES = 1_460;
const HEADER_BYTES = 40;
/** One each way to open a connection and one to close it; of those that carry data, every second one is acknowledged. */
const OPEN_AND_CLOSE = 2;
/** How often Linux sends the packet that asks for a connection within a minute: at once and after 1, 3, 7, 15 and 31 s. */
const ASKED_IN_VAIN = 6;

const NOTHING: Amount = { bytes: 0, packets: 0 };
const sum = (one: Amount, other: Amount): Amount => ({
  bytes: one.bytes + other.bytes,
  packets: one.packets + other.packets,
});

/** One direction on the wire: what it carries, and the acknowledgements of what the other one carries. */
function onTheWire(payloadBytes: number, oppositeBytes: number): Amount {
  const acknowledgements = Math.ceil(oppositeBytes / SEGMENT_BYTES / 2);
  const packets = Math.ceil(payloadBytes / SEGMENT_BYTES) + acknowledgements + OPEN_AND_CLOSE;
  return { bytes: payloadBytes + packets * HEADER_BYTES, packets };
}

/** Somebody on the machine speaks to a host for `ms`: an attempt at least; a connection if the far end answers. */
export function beginExchange(simulation: Simulation, machine: Machine, pid: number, ms: number, what: Exchange): void {
  const { way, sentBytes, receivedBytes } = what;
  if (!way.ok && way.why === 'names') return;
  const { host, port, natGatewayId } = way;
  const answered = way.ok && what.answered;
  if (natGatewayId !== undefined) {
    const gateway = gatewayOf(simulation, natGatewayId);
    gateway.attempts += 1;
    if (answered) gateway.established += 1;
    else gateway.outward = sum(gateway.outward, { bytes: ASKED_IN_VAIN * HEADER_BYTES, packets: ASKED_IN_VAIN });
  }
  if (!answered) return;
  addTransfer(simulation.state.transfers, {
    ...{ instanceId: machine.spec.instanceId, pid, host, port },
    ...(natGatewayId === undefined ? {} : { natGatewayId }),
    ...{ from: simulation.now, to: simulation.now + ms, silent: false },
    inward: { whole: onTheWire(receivedBytes, sentBytes), counted: NOTHING },
    outward: { whole: onTheWire(sentBytes, receivedBytes), counted: NOTHING },
  });
  if (natGatewayId !== undefined) noteActive(simulation, natGatewayId);
}

function gatewayOf({ state }: Simulation, natGatewayId: string): GatewayCount {
  const known = state.gateways[natGatewayId];
  if (known !== undefined) return known;
  const fresh = { inward: NOTHING, outward: NOTHING, attempts: 0, established: 0, mostActive: 0, idleTimeouts: 0 };
  state.gateways[natGatewayId] = fresh;
  return fresh;
}

function activeOn({ state, now }: Simulation, natGatewayId: string): number {
  return openAfter(state.transfers, natGatewayId, now);
}

function noteActive(simulation: Simulation, natGatewayId: string): void {
  const gateway = gatewayOf(simulation, natGatewayId);
  gateway.mostActive = Math.max(gateway.mostActive, activeOn(simulation, natGatewayId));
}

/** Counts those up to now, and lets go of what of them is closed or forgotten. */
function countUp(simulation: Simulation, transfers: readonly Transfer[]): void {
  const { state, now } = simulation;
  const gone = new Set<Transfer>();
  for (const transfer of transfers) {
    countTransfer(simulation, transfer);
    if (transfer.to > now) continue;
    gone.add(transfer);
    if (transfer.silent && transfer.natGatewayId !== undefined)
      gatewayOf(simulation, transfer.natGatewayId).idleTimeouts += 1;
  }
  removeTransfers(state.transfers, gone);
}

/** A machine's counters are about to be read. */
export function countTransfersOf(simulation: Simulation, { spec }: Machine): void {
  countUp(simulation, transfersOf(simulation.state.transfers, spec.instanceId));
}

function through({ state }: Simulation, natGatewayId: string): readonly Transfer[] {
  return state.transfers.filter((transfer) => transfer.natGatewayId === natGatewayId);
}

function countTransfer(simulation: Simulation, transfer: Transfer): void {
  if (transfer.silent) return;
  const { from, to, natGatewayId, instanceId } = transfer;
  const part = to <= simulation.now ? 1 : (simulation.now - from) / (to - from);
  const inward = newly(transfer.inward, part);
  const outward = newly(transfer.outward, part);
  const machine = simulation.state.machines[instanceId];
  if (machine !== undefined) {
    machine.networkIn += inward.bytes;
    machine.networkOut += outward.bytes;
  }
  if (natGatewayId === undefined) return;
  const gateway = gatewayOf(simulation, natGatewayId);
  gateway.inward = sum(gateway.inward, inward);
  gateway.outward = sum(gateway.outward, outward);
}

/** What has moved since it was last counted, when `part` of the whole has moved by now. */
function newly(share: Share, part: number): Amount {
  const { whole, counted } = share;
  share.counted = { bytes: Math.round(whole.bytes * part), packets: Math.round(whole.packets * part) };
  return { bytes: share.counted.bytes - counted.bytes, packets: share.counted.packets - counted.packets };
}

/** The machine's system closes what a process had open, or every connection; what is silent already stays so. */
export function hangUp(simulation: Simulation, { spec }: Machine, pid?: number): void {
  const { transfers } = simulation.state;
  const closed = transfersOf(transfers, spec.instanceId).filter(
    (transfer) => !transfer.silent && (pid === undefined || transfer.pid === pid),
  );
  countUp(simulation, closed);
  removeTransfers(transfers, new Set(closed));
}

/**
 * Nothing moves on those any more, and no packet closes them: a NAT gateway keeps one until it has been idle for too long, and
 * without a gateway nobody remembers it.
 */
function fallSilent(simulation: Simulation, transfers: readonly Transfer[]): void {
  countUp(simulation, transfers);
  for (const transfer of transfers) {
    transfer.silent = true;
    endTransferAt(simulation.state.transfers, transfer, simulation.now + NAT_IDLE_MS);
  }
  const forgotten = transfers.filter(({ natGatewayId }) => natGatewayId === undefined);
  removeTransfers(simulation.state.transfers, new Set(forgotten));
}

/** The machine lost its power. */
export function silenceMachine(simulation: Simulation, machine: Machine): void {
  countTransfersOf(simulation, machine);
  fallSilent(
    simulation,
    transfersOf(simulation.state.transfers, machine.spec.instanceId).filter(({ silent }) => !silent),
  );
}

/** Ways have changed: what is under way goes on only where a new connection would still pass by the same gateway. */
export function silenceCutTransfers(simulation: Simulation): void {
  const cut = simulation.state.transfers.filter(({ instanceId, host, port, natGatewayId, silent, to }) => {
    if (silent || to <= simulation.now) return false;
    const passage = simulation.environment.connect({ kind: 'instance', instanceId }, { kind: 'internet', host }, port);
    // Security groups track connections: what stood before the rule went goes on (VPC-41).
    if (!passage.passes) return passage.resourceId?.startsWith('sg-') !== true;
    return natGatewayId !== undefined && !passage.via.includes(natGatewayId);
  });
  fallSilent(simulation, cut);
}

/** `sample-gateway`: the counters start again; what is open counts as active from the start. */
export function sampleGateway(simulation: Simulation, natGatewayId: string): void {
  countUp(simulation, through(simulation, natGatewayId));
  const { inward, outward, attempts, established, mostActive, idleTimeouts } = gatewayOf(simulation, natGatewayId);
  const to = Math.round(simulation.now);
  const connections = { connectionAttempts: attempts, connectionsEstablished: established, mostActive, idleTimeouts };
  const sample = { to, inward, outward, ...connections };
  simulation.post({ kind: 'gateway-sampled', natGatewayId, sample }, Math.ceil(simulation.now));
  delete simulation.state.gateways[natGatewayId];
  if (activeOn(simulation, natGatewayId) > 0) noteActive(simulation, natGatewayId);
}

/** `forget-gateway`: the gateway carries nothing any more, and nobody will ask what it carried. */
export function forgetGateway(simulation: Simulation, natGatewayId: string): void {
  countUp(simulation, through(simulation, natGatewayId));
  removeTransfers(simulation.state.transfers, new Set(through(simulation, natGatewayId)));
  delete simulation.state.gateways[natGatewayId];
}
