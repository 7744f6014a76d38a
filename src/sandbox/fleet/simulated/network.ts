// The machines' network: may a packet pass (the world's answer, remembered until the world says that something changed), what listens.

import type { Passage } from '../environment.js';
import { connectDelay, EGRESS_PATIENCE_MS, slowdownOf } from './loss.js';
import type { Simulation } from './simulation.js';
import type { App, Machine, PathEntry } from './state.js';

/** How far a packet from a load balancer node gets. `cut`: answers under way are lost, too. */
export function pathFrom(
  simulation: Simulation,
  machine: Machine,
  loadBalancerArn: string,
  zone: string,
  port: number,
): PathEntry {
  for (const path of machine.paths) {
    if (path.port === port && path.zone === zone && path.loadBalancerArn === loadBalancerArn) return path;
  }
  const passage = simulation.environment.connect(
    { kind: 'load-balancer-node', loadBalancerArn, availabilityZone: zone },
    { kind: 'instance', instanceId: machine.spec.instanceId },
    port,
  );
  const loss = passage.passes ? (passage.loss ?? 0) : 0;
  const path = { loadBalancerArn, zone, port, state: pathState(passage), loss };
  machine.paths.push(path);
  return path;
}

/** Security groups track connections, so answers under way still pass (VPC-41); network ACLs and a dead zone do not (VPC-42). */
function pathState(passage: Passage): PathEntry['state'] {
  if (passage.passes) return 'open';
  return passage.resourceId?.startsWith('sg-') ? 'dropped' : 'cut';
}

/** Requests that the operating system keeps for an application that does not take them (gunicorn's backlog). */
const BACKLOG_LIMIT = 2_048;

export type Door =
  | { readonly answer: 'app'; readonly app: App }
  /** A reset: nothing listens there. */
  | { readonly answer: 'refused' }
  /** Nothing comes back. */
  | { readonly answer: 'silence' };

const SILENCE: Door = { answer: 'silence' };
const REFUSED: Door = { answer: 'refused' };

/** What answers a connection to a port of a machine, once the packet has arrived there. */
export function knock(machine: Machine, port: number): Door {
  if (machine.power === 'off' || machine.power === 'booting') return SILENCE;
  for (const app of machine.apps) {
    if (app.hostPort !== port) continue;
    if (machine.dropRules.length > 0 && isDropped(machine, app, port)) return SILENCE;
    if (app.phase !== 'listening') return REFUSED;
    // A full backlog drops the connection request, whether its application is frozen or only slower than its users.
    return app.backlog.length >= BACKLOG_LIMIT ? SILENCE : { answer: 'app', app };
  }
  return machine.dropRules.some((rule) => rule.chain === 'INPUT' && rule.port === port) ? SILENCE : REFUSED;
}

/** A published container port is forwarded, not received: INPUT never sees it, and later chains see the container's port. */
function isDropped(machine: Machine, app: App, port: number): boolean {
  return machine.dropRules.some((rule) =>
    rule.chain === 'INPUT' ? !app.container && rule.port === port : app.container && rule.port === app.port,
  );
}

/** The way to a port of a host on the internet; `natGatewayId`: the NAT gateway that its packets reach, if they reach one. */
interface WayOut {
  readonly host: string;
  readonly port: number;
  readonly natGatewayId?: string;
}

export type Egress = WayOut &
  /** `delayMs`: until the connection stands; `slowdown`: how many times longer a transfer takes. 0 and 1 unless packets are lost. */
  (
    | { readonly ok: true; readonly delayMs: number; readonly slowdown: number }
    | { readonly ok: false; readonly why: 'names' | 'connect'; readonly text: string }
  );

function acrossLoss(simulation: Simulation, way: WayOut, loss: number): Egress {
  if (loss === 0) return { ...way, ok: true, delayMs: 0, slowdown: 1 };
  const delayMs = connectDelay(simulation.random.loss, loss);
  if (delayMs <= EGRESS_PATIENCE_MS) return { ...way, ok: true, delayMs, slowdown: slowdownOf(loss) };
  const text = `Connection timed out: ${way.host}:${way.port} (packets are lost on the way)`;
  return { ...way, ok: false, why: 'connect', text };
}

/** May the machine open a connection to a host on the internet: its name first, then the packet. */
export function egress(simulation: Simulation, machine: Machine, host: string, port = 443): Egress {
  const { instanceId } = machine.spec;
  const isAddress = /^[\d.]+$/.test(host);
  if (!isAddress && (host.endsWith('.invalid') || !simulation.environment.resolvesNames(instanceId))) {
    return { host, port, ok: false, why: 'names', text: `Could not resolve host: ${host}` };
  }
  const passage = simulation.environment.connect({ kind: 'instance', instanceId }, { kind: 'internet', host }, port);
  const natGatewayId = passage.via?.find((id) => id.startsWith('nat-'));
  const way = natGatewayId === undefined ? { host, port } : { host, port, natGatewayId };
  if (passage.passes) return acrossLoss(simulation, way, passage.loss ?? 0);
  return { ...way, ok: false, why: 'connect', text: `Connection timed out: ${host}:${port} (${passage.because})` };
}
