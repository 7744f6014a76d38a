// An open loop: requests come at the plan's rate whatever becomes of those before. Poisson arrivals, as from very many people who do not
// know each other; every request is made by a visitor who is at rest, found at random, so that addresses are remembered as a client's are.

import { SECOND_MS } from '../../../../kernel/index.js';
import type { TrafficPlan } from '../../fleet.js';
import { EVENT, type Simulation, schedule } from '../simulation.js';
import { type Traffic, USER } from '../state.js';
import { nextArrival } from './plan.js';
import { newUser } from './slots.js';
import { NOT_SENT, recordEnd, roll } from './statistics.js';
import { startRequest, userAt } from './users.js';

/** So many clients there are at least, each with an address of its own from the name's answer. */
const VISITORS = 64;

export function startArrivals(simulation: Simulation, place: number, traffic: Traffic): void {
  while (traffic.users.length < VISITORS) traffic.users.push(newVisitor(simulation, place));
  scheduleNext(simulation, place, traffic, traffic.plan.arrivals ?? []);
}

/** Exactly one draw per arrival, however the rate changes meanwhile. */
function scheduleNext(
  simulation: Simulation,
  place: number,
  traffic: Traffic,
  rates: NonNullable<TrafficPlan['arrivals']>,
): void {
  const need = simulation.random.arrivals.exponential(1);
  const next = nextArrival(rates, simulation.now - traffic.startedAt, need);
  traffic.arrivalSequence =
    next === undefined ? 0 : schedule(simulation, traffic.startedAt + next, EVENT.arrival, place);
}

/** One request more. Where too many are open it is not sent, and counted as lost to the user. */
export function arrives(simulation: Simulation, place: number, sequence: number): void {
  const traffic = simulation.state.traffics[place] as Traffic;
  const { plan, statistics } = traffic;
  if (traffic.arrivalSequence !== sequence || traffic.ended || plan.arrivals === undefined) return;
  scheduleNext(simulation, place, traffic, plan.arrivals);
  if (statistics.started - statistics.finished >= plan.mostOpen) {
    notSent(simulation, traffic);
    return;
  }
  const slot = takeVisitor(simulation, place, traffic);
  startRequest(simulation, slot, userAt(simulation, slot));
}

function notSent({ now }: Simulation, { statistics }: Traffic): void {
  if (now >= statistics.open.at + SECOND_MS) roll(statistics, now, 0);
  statistics.started += 1;
  statistics.open.started += 1;
  recordEnd(statistics, NOT_SENT, '', 0);
}

function takeVisitor(simulation: Simulation, place: number, { users }: Traffic): number {
  if (users.length === 0) return newVisitor(simulation, place);
  const chosen = Math.floor(simulation.random.arrivals.next() * users.length);
  const slot = users[chosen] as number;
  users[chosen] = users[users.length - 1] as number;
  users.pop();
  return slot;
}

function newVisitor(simulation: Simulation, place: number): number {
  const slot = newUser(simulation, place, -1);
  userAt(simulation, slot).phase = USER.idle;
  return slot;
}
