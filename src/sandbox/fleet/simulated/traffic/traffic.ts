// Starting, changing and stopping traffic plans; their users are in `users.ts`.

import type { ClosedLoop, TrafficPlan } from '../../fleet.js';
import { EVENT, type Simulation, schedule, setTimer } from '../simulation.js';
import { type Traffic, USER } from '../state.js';
import { startArrivals } from './arrivals.js';
import { mostUsers } from './plan.js';
import { freeUser, newUser } from './slots.js';
import { newStatistics } from './statistics.js';
import { lookUp, rest, userAt } from './users.js';

/** Starts a plan; under a known id it takes the place of the running one, whose open requests go on. */
export function startTraffic(simulation: Simulation, plan: TrafficPlan): void {
  const { state } = simulation;
  let place = state.traffics.findIndex(({ trafficId }) => trafficId === plan.trafficId);
  if (place < 0) {
    place = state.traffics.length;
    state.traffics.push(newTraffic(plan, simulation.now));
  }
  const traffic = state.traffics[place] as Traffic;
  // Users of a closed loop are no visitors of an open one.
  if ((traffic.plan.arrivals === undefined) !== (plan.arrivals === undefined)) sendHome(simulation, traffic);
  traffic.plan = plan;
  traffic.startedAt = simulation.now;
  traffic.generation += 1;
  traffic.ended = false;
  traffic.arrivalSequence = 0;
  if (plan.arrivals === undefined) startUsers(simulation, place, traffic, plan);
  else startArrivals(simulation, place, traffic);
  if (plan.durationMs !== undefined) {
    const { generation } = traffic;
    setTimer(simulation, simulation.now + plan.durationMs, { kind: 'traffic-ends', traffic: place, generation });
  }
  const { trafficId } = plan;
  simulation.kernel.emit({ type: 'TrafficChanged', trafficId, to: 'started', plan: describePlan(plan) });
}

function startUsers(simulation: Simulation, place: number, traffic: Traffic, plan: ClosedLoop): void {
  for (const slot of traffic.users) {
    const user = userAt(simulation, slot);
    if (user.phase === USER.idle) rest(simulation, slot, user);
  }
  for (let index = traffic.users.length; index < mostUsers(plan.users); index += 1) {
    const slot = newUser(simulation, place, index);
    traffic.users.push(slot);
    // Not all at the same instant: the first request comes after a part of a thought.
    const delayMs = simulation.random.users.uniform(0, plan.thinkMs.high);
    userAt(simulation, slot).eventSequence = schedule(simulation, simulation.now + delayMs, EVENT.userWakes, slot);
  }
}

/** No new requests; open ones meet their fate. */
export function stopTraffic(simulation: Simulation, trafficId: string): void {
  const traffic = simulation.state.traffics.find((known) => known.trafficId === trafficId && !known.ended);
  if (traffic === undefined) return;
  traffic.ended = true;
  sendHome(simulation, traffic);
  simulation.kernel.emit({ type: 'TrafficChanged', trafficId, to: 'ended', plan: describePlan(traffic.plan) });
}

/** Whoever has no request open goes at once; the others after it. */
function sendHome(simulation: Simulation, traffic: Traffic): void {
  for (const slot of traffic.users.splice(0)) {
    const user = userAt(simulation, slot);
    if (user.phase === USER.idle || user.phase === USER.thinking) freeUser(simulation, slot, user);
    else user.index = -1;
  }
}

export function trafficEnds(simulation: Simulation, place: number, generation: number): void {
  const traffic = simulation.state.traffics[place];
  if (traffic !== undefined && traffic.generation === generation) stopTraffic(simulation, traffic.trafficId);
}

/** The nodes may have gone or come: clients keep their addresses, but what is behind them is asked anew. */
export function refreshNodes(simulation: Simulation): void {
  for (const traffic of simulation.state.traffics) if (!traffic.ended) lookUp(simulation, traffic);
}

export function newTraffic(plan: TrafficPlan, now: number): Traffic {
  return {
    trafficId: plan.trafficId,
    plan,
    startedAt: now,
    generation: 0,
    ended: false,
    users: [],
    arrivalSequence: 0,
    loadBalancerArn: '',
    idleTimeoutMs: 60_000,
    nodes: [],
    statistics: newStatistics(now),
  };
}

function describePlan(plan: TrafficPlan): string {
  const open = plan.arrivals !== undefined;
  const steps = open ? plan.arrivals.map(({ perSecond }) => perSecond) : plan.users.map(({ count }) => count);
  const last = (open ? plan.arrivals : plan.users).at(-1);
  const counts = steps.filter((count, index) => count !== steps[index - 1]);
  const ramp = counts.length > 1 ? ` within ${Math.round((last?.atMs ?? 0) / 1000)} s` : '';
  if (open) return `${counts.join(' → ')} requests per second${ramp}, whatever the answers, ${plan.path}`;
  const { low, high } = plan.thinkMs;
  const think = low === high ? `${low / 1000} s` : `${low / 1000}–${high / 1000} s`;
  return `${counts.join(' → ')} users${ramp}, ${think} to think, ${plan.path}`;
}
