// Virtual users: think, ask, wait for the answer. One event to start a request and one when it ends; its way through the load balancer
// is the environment's (`route`), its time at the target the machine's. Every request gets exactly one fate (`finish`).

import { SECOND_MS } from '../../../../kernel/index.js';
import type { Routed, RuleAnswer } from '../../environment.js';
import type { TrafficPlan } from '../../fleet.js';
import { admit, admitLater, jobAt, newJob } from '../jobs.js';
import { connectDelay, exchangeDelay } from '../loss.js';
import { knock, pathFrom } from '../network.js';
import { pageCost } from '../pages.js';
import { EVENT, machineOf, type Simulation, schedule } from '../simulation.js';
import { type Traffic, USER, type User } from '../state.js';
import { nextActive, usersWanted } from './plan.js';
import { freeUser } from './slots.js';
import { NO_ANSWER, recordEnd, roll, TRUNCATED, UNRESOLVED, writeLog } from './statistics.js';
import { tell } from './tell.js';

/** ALB-40: codes that the load balancer itself makes. */
const BAD_GATEWAY = 502;
const GATEWAY_TIMEOUT = 504;
const CLIENT_CLOSED = 460;

/** What there is to say of an end beside its status. */
interface Circumstances {
  readonly connectionFailed?: boolean;
  readonly byTarget?: boolean;
  /** The body ended too soon. */
  readonly truncated?: boolean;
  /** A rule's, without any target. */
  readonly answer?: RuleAnswer;
}
/** Made once: there are hundreds of thousands of ends a second. */
const PLAIN: Circumstances = {};
const UNCONNECTED: Circumstances = { connectionFailed: true };
const ANSWERED: Circumstances = { byTarget: true };
const CUT_SHORT: Circumstances = { byTarget: true, truncated: true };

export const userAt = (simulation: Simulation, slot: number): User => simulation.state.users[slot] as User;
const trafficOf = (simulation: Simulation, user: User): Traffic => simulation.state.traffics[user.traffic] as Traffic;
const pathOf = ({ visit }: User, plan: TrafficPlan): string => visit?.path ?? plan.path;

/** A thought is over, or the plan may have work again. */
export function userWakes(simulation: Simulation, slot: number, sequence: number): void {
  const user = userAt(simulation, slot);
  if (user.eventSequence !== sequence) return;
  const { plan, startedAt } = trafficOf(simulation, user);
  const elapsed = simulation.now - startedAt;
  if (usersWanted(plan, elapsed) > user.index) startRequest(simulation, slot, user);
  else rest(simulation, slot, user);
}

/** The plan wants fewer users: sleep until it wants this one again, perhaps for ever. */
export function rest(simulation: Simulation, slot: number, user: User): void {
  const { plan, startedAt } = trafficOf(simulation, user);
  const next = nextActive(plan.users ?? [], user.index, simulation.now - startedAt);
  user.phase = USER.idle;
  user.eventSequence = next === undefined ? 0 : schedule(simulation, startedAt + next, EVENT.userWakes, slot);
}

export function startRequest(simulation: Simulation, slot: number, user: User): void {
  const { now } = simulation;
  const traffic = trafficOf(simulation, user);
  const { plan, statistics } = traffic;
  if (now >= statistics.open.at + SECOND_MS) roll(statistics, now, usersWanted(plan, now - traffic.startedAt));
  statistics.started += 1;
  statistics.open.started += 1;
  user.startedAt = now;
  user.instanceId = '';
  user.targetGroupArn = '';
  user.failOpen = false;
  user.job = -1;
  if (now >= user.resolvedUntil && !resolve(simulation, traffic, user)) {
    user.zone = '';
    finish(simulation, slot, user, UNRESOLVED);
    return;
  }
  if (!isReachable(traffic, user.zone)) {
    waitFor(simulation, slot, user, NO_ANSWER, plan.clientTimeoutMs);
    return;
  }
  const path = pathOf(user, plan);
  const routed = simulation.environment.route(traffic.loadBalancerArn, user.zone, plan.port, path, user.visit?.host);
  if (routed.to === 'target') forward(simulation, slot, user, traffic, routed);
  else
    finish(simulation, slot, user, routed.statusCode, routed.answer === undefined ? PLAIN : { answer: routed.answer });
}

/** ALB-03: a client asks DNS again after the record's time to live, and takes one of the addresses in the answer, dead or alive. */
function resolve(simulation: Simulation, traffic: Traffic, user: User): boolean {
  if (!lookUp(simulation, traffic)) return false;
  const node = simulation.random.users.pick(traffic.nodes.filter(({ inDns }) => inDns));
  if (node === undefined) return false;
  user.zone = node.zone;
  // The first answer comes out of a resolver's cache, where it has been for a while.
  const age = user.resolvedUntil === 0 ? simulation.random.users.next() : 0;
  user.resolvedUntil = simulation.now + simulation.state.timings.dnsTtlMs * (1 - age);
  return true;
}

/** Asks the world for the load balancer behind the name, and whether its nodes can be reached from outside. */
export function lookUp(simulation: Simulation, traffic: Traffic): boolean {
  const { dnsName, port } = traffic.plan;
  const view = simulation.environment.balancer(dnsName);
  traffic.nodes = [];
  if (view === undefined) return false;
  traffic.loadBalancerArn = view.loadBalancerArn;
  traffic.idleTimeoutMs = view.idleTimeoutMs;
  for (const { availabilityZone, alive, inDns } of view.nodes) {
    const passage = simulation.environment.connect(
      { kind: 'internet', host: 'users' },
      { kind: 'load-balancer-node', loadBalancerArn: view.loadBalancerArn, availabilityZone },
      port,
    );
    traffic.nodes.push({ zone: availabilityZone, inDns, alive, reachable: alive && passage.passes });
  }
  return true;
}

function isReachable(traffic: Traffic, zone: string): boolean {
  for (const node of traffic.nodes) if (node.zone === zone) return node.reachable;
  return false;
}

function isAlive(traffic: Traffic, zone: string): boolean {
  for (const node of traffic.nodes) if (node.zone === zone) return node.alive;
  return false;
}

function forward(
  simulation: Simulation,
  slot: number,
  user: User,
  traffic: Traffic,
  routed: Extract<Routed, { to: 'target' }>,
): void {
  user.targetGroupArn = routed.targetGroupArn;
  user.instanceId = routed.instanceId;
  user.targetPort = routed.port;
  user.failOpen = routed.failOpen;
  const { plan } = traffic;
  const machine = machineOf(simulation, routed.instanceId);
  const path =
    machine === undefined ? undefined : pathFrom(simulation, machine, traffic.loadBalancerArn, user.zone, routed.port);
  const door = machine !== undefined && path?.state === 'open' ? knock(machine, routed.port) : undefined;
  const loss = path?.loss ?? 0;
  const delayMs = loss === 0 ? 0 : connectDelay(simulation.random.loss, loss);
  const connectMs = simulation.state.timings.targetConnectMs;
  if (machine === undefined || door === undefined || door.answer === 'silence' || delayMs >= connectMs) {
    if (plan.clientTimeoutMs <= connectMs) waitFor(simulation, slot, user, CLIENT_CLOSED, plan.clientTimeoutMs);
    else waitFor(simulation, slot, user, GATEWAY_TIMEOUT, connectMs);
    return;
  }
  if (door.answer === 'refused') {
    if (delayMs === 0) finish(simulation, slot, user, BAD_GATEWAY, UNCONNECTED);
    else waitFor(simulation, slot, user, BAD_GATEWAY, delayMs);
    return;
  }
  const { app } = door;
  const asked = pathOf(user, plan);
  const cost = pageCost(app, asked, false, machine, simulation.state.timings);
  user.phase = USER.served;
  user.job = newJob(simulation, routed.instanceId, app.appId, cost);
  jobAt(simulation, user.job).user = slot;
  simulation.hosting?.note(user.job, asked, false);
  watchDeadline(simulation, slot, user, traffic, cost.streams);
  if (loss === 0) admit(simulation, machine, app, user.job);
  else admitLater(simulation, user.job, delayMs + exchangeDelay(simulation.random.loss, loss));
}

function watchDeadline(simulation: Simulation, slot: number, user: User, traffic: Traffic, streams: boolean): void {
  const idleMs = traffic.idleTimeoutMs;
  const clientMs = traffic.plan.clientTimeoutMs;
  const clientFirst = streams || clientMs <= idleMs;
  user.deadline = user.startedAt + (clientFirst ? clientMs : idleMs);
  user.deadlineStatus = clientFirst ? CLIENT_CLOSED : GATEWAY_TIMEOUT;
  if (user.deadlineSequence === 0) {
    user.deadlineSequence = schedule(simulation, user.deadline, EVENT.userDeadline, slot);
  }
}

/** Nobody answered in time (504), or the user gave up (460). The application goes on with the request: nobody told it. */
export function userDeadline(simulation: Simulation, slot: number, sequence: number): void {
  const user = userAt(simulation, slot);
  if (user.deadlineSequence !== sequence) return;
  user.deadlineSequence = 0;
  if (user.phase !== USER.served) return;
  if (simulation.now < user.deadline) {
    user.deadlineSequence = schedule(simulation, user.deadline, EVENT.userDeadline, slot);
    return;
  }
  leaveJob(simulation, slot, user);
  endUnanswered(simulation, slot, user, user.deadlineStatus);
}

/** Nobody waits for the request any more. After a power loss its slot may belong to somebody else. */
function leaveJob(simulation: Simulation, slot: number, user: User): void {
  const job = user.job >= 0 ? jobAt(simulation, user.job) : undefined;
  if (job?.user === slot) job.user = -1;
  user.job = -1;
}

/** Whoever asked has gone away. */
export function giveUp(simulation: Simulation, slot: number): void {
  const user = userAt(simulation, slot);
  if (user.phase === USER.served) leaveJob(simulation, slot, user);
  else if (user.phase !== USER.waiting) return;
  finish(simulation, slot, user, isAlive(trafficOf(simulation, user), user.zone) ? CLIENT_CLOSED : NO_ANSWER);
}

/** The load balancer says so (504, 460) if it still can: a node without power says nothing, and its clients wait as long as they like. */
function endUnanswered(
  simulation: Simulation,
  slot: number,
  user: User,
  status: number,
  connectionFailed = false,
): void {
  const traffic = trafficOf(simulation, user);
  if (isAlive(traffic, user.zone)) {
    finish(simulation, slot, user, status, connectionFailed ? UNCONNECTED : PLAIN);
    return;
  }
  const waited = simulation.now - user.startedAt;
  const patience = traffic.plan.clientTimeoutMs;
  if (waited >= patience) finish(simulation, slot, user, NO_ANSWER);
  else waitFor(simulation, slot, user, NO_ANSWER, patience);
}

/** The fate is sealed and takes `delayMs` to be known. */
function waitFor(simulation: Simulation, slot: number, user: User, status: number, delayMs: number): void {
  user.phase = USER.waiting;
  user.fate = status;
  user.eventSequence = schedule(simulation, user.startedAt + delayMs, EVENT.userFate, slot);
}

export function userFate(simulation: Simulation, slot: number, sequence: number): void {
  const user = userAt(simulation, slot);
  if (user.phase !== USER.waiting || user.eventSequence !== sequence) return;
  if (user.fate === NO_ANSWER) finish(simulation, slot, user, NO_ANSWER);
  else endUnanswered(simulation, slot, user, user.fate, user.fate === GATEWAY_TIMEOUT || user.fate === BAD_GATEWAY);
}

/** The target has answered, or the connection to it was cut; the user's job is already gone. */
export function answerUser(simulation: Simulation, slot: number, statusCode: number, cut: boolean): void {
  const user = userAt(simulation, slot);
  user.job = -1;
  const machine = machineOf(simulation, user.instanceId);
  const { loadBalancerArn } = trafficOf(simulation, user);
  const lost =
    machine === undefined || pathFrom(simulation, machine, loadBalancerArn, user.zone, user.targetPort).state === 'cut';
  // The answer was sent and never arrives: the deadline decides.
  if (lost && !cut) return;
  if (cut && statusCode === BAD_GATEWAY) finish(simulation, slot, user, BAD_GATEWAY);
  else finish(simulation, slot, user, statusCode, cut ? CUT_SHORT : ANSWERED);
}

/** The one place where a request ends: told to the load balancer, counted, logged; then the user thinks. */
function finish(
  simulation: Simulation,
  slot: number,
  user: User,
  status: number,
  { connectionFailed = false, byTarget = false, truncated = false, answer }: Circumstances = PLAIN,
): void {
  const { now, state } = simulation;
  const traffic = trafficOf(simulation, user);
  const { plan, statistics } = traffic;
  // A request that was routed and never answered is told, too: its target no longer has it.
  if (status >= 100 || user.targetGroupArn !== '') tell(simulation, user, traffic, status, connectionFailed, byTarget);
  if (now >= statistics.open.at + SECOND_MS) roll(statistics, now, usersWanted(plan, now - traffic.startedAt));
  const latencyMs = now - user.startedAt + (status === UNRESOLVED ? 0 : state.timings.roundTripMs);
  const seen = truncated ? TRUNCATED : status;
  recordEnd(statistics, seen, user.instanceId, latencyMs);
  writeLog(state.accessLog, now, latencyMs, seen, user.instanceId, user.zone);
  if (user.visit !== undefined) {
    const end = { status: seen, instanceId: user.instanceId, byTarget, ...(answer === undefined ? {} : { answer }) };
    simulation.visitOver(user.visit.visitId, end);
  }
  if (user.index < 0 || plan.users === undefined) {
    leave(simulation, slot, user, traffic);
    return;
  }
  const thinkMs = simulation.random.users.uniform(plan.thinkMs.low, plan.thinkMs.high);
  user.phase = USER.thinking;
  user.eventSequence = schedule(simulation, now + state.timings.roundTripMs + thinkMs, EVENT.userWakes, slot);
}

/** A visitor of an open loop rests until somebody asks again; anybody else is gone. */
function leave(simulation: Simulation, slot: number, user: User, traffic: Traffic): void {
  if (traffic.ended || traffic.plan.arrivals === undefined) {
    freeUser(simulation, slot, user);
    return;
  }
  user.phase = USER.idle;
  traffic.users.push(slot);
}
