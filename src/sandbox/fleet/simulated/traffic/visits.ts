// Requests that come from outside, over a socket: each is a user of its own who asks once. Its way and its fate are those of any user;
// whoever brought it is told how it ended.

import { DAY_MS } from '../../../../kernel/index.js';
import type { FleetCommand } from '../../fleet.js';
import type { Simulation } from '../simulation.js';
import { USER } from '../state.js';
import { newUser } from './slots.js';
import { newTraffic } from './traffic.js';
import { giveUp, startRequest, userAt } from './users.js';

type Visits = Extract<FleetCommand, { kind: 'visit' }>;

/** Whoever asks gives up when he likes, and says so. */
const PATIENCE_MS = DAY_MS;

export function visit(simulation: Simulation, { visitId, dnsName, port, path, host }: Visits): void {
  const slot = newUser(simulation, placeFor(simulation, dnsName, port), -1);
  const user = userAt(simulation, slot);
  user.visit = { visitId, path, ...(host === undefined ? {} : { host }) };
  startRequest(simulation, slot, user);
}

/** Nobody waits for the answer any more; one that was given already is no matter. */
export function hangUp(simulation: Simulation, visitId: string): void {
  const slot = simulation.state.users.findIndex(
    ({ visit: asked, phase }) => asked?.visitId === visitId && phase !== USER.gone,
  );
  if (slot >= 0) giveUp(simulation, slot);
}

/** One traffic for each listener, which holds what a client knows of its load balancer. */
function placeFor(simulation: Simulation, dnsName: string, port: number): number {
  const { traffics } = simulation.state;
  const trafficId = `visits of ${dnsName}:${port}`;
  const known = traffics.findIndex((traffic) => traffic.trafficId === trafficId);
  if (known >= 0) return known;
  const plan = {
    trafficId,
    dnsName,
    port,
    path: '/',
    clientTimeoutMs: PATIENCE_MS,
    users: [],
    thinkMs: { low: 0, high: 0 },
  };
  return traffics.push({ ...newTraffic(plan, simulation.now), visits: true }) - 1;
}
