// The lab on the sandbox: its clock runs ahead instead of waiting, its users are the simulated fleet's.

import type { SandboxControl, TrafficReport } from '../sandbox/index.js';
import { sandboxClients } from './clients.js';
import type { LabClock } from './clock.js';
import { readRecord } from './explain/index.js';
import { type Lab, ORDINARY, type StackOutputs, type Traffic } from './lab.js';
import type { LabInstant, TrafficTally, UsersObservation } from './observation.js';
import { observeStack } from './observe/observe.js';
import type { OpenSandbox } from './open-sandbox.js';
import { planOf } from './traffic-plan.js';

/** How the clock moves on: straight ahead, or at a pace somebody can watch. */
export type Pass = (control: SandboxControl, ms: number) => Promise<LabInstant>;

const straight: Pass = (control, ms) => control.advance(ms);

export function sandboxClock(control: SandboxControl, pass: Pass = straight): LabClock {
  return {
    now: async () => (await control.status()).now,
    pass: (ms) => pass(control, ms),
  };
}

export function sandboxTraffic(control: SandboxControl, outputs: StackOutputs): Traffic {
  return {
    start: (request) => control.act({ kind: 'start-traffic', plan: planOf(request, outputs.loadBalancerDnsName) }),
    stop: (name = ORDINARY) => control.act({ kind: 'stop-traffic', trafficId: name }),
    users: async (from, to, name) => usersOf(await control.traffic(from, to, name), from, to),
    perInstance: async (from, to, name) => perInstance(await control.traffic(from, to, name)),
    tally: async (name, now) => tallyOf(await control.traffic(0, now, name)),
    names: async (now) => (await control.traffic(now, now)).traffics,
  };
}

function usersOf(
  { total, usersNow, openNow, rateNow }: TrafficReport,
  from: LabInstant,
  to: LabInstant,
): UsersObservation | undefined {
  if (usersNow === 0 && rateNow === 0 && openNow === 0 && total.finished === 0) return undefined;
  const { p50, p95, p99 } = total.latencyMs ?? {};
  return {
    active: usersNow,
    ...(rateNow === 0 ? {} : { wantedRate: rateNow, open: openNow }),
    windowSeconds: (to - from) / 1_000,
    requests: total.finished,
    requestRate: total.requestsPerSecond,
    ...(total.errorRate === undefined ? {} : { errorRate: total.errorRate }),
    byStatus: total.statuses,
    ...(p50 === undefined ? {} : { p50Ms: p50 }),
    ...(p95 === undefined ? {} : { p95Ms: p95 }),
    ...(p99 === undefined ? {} : { p99Ms: p99 }),
  };
}

function tallyOf(report: TrafficReport): TrafficTally | undefined {
  const { total, openNow, usersNow, rateNow } = report;
  if (openNow + usersNow + rateNow + total.finished === 0) return undefined;
  return { open: openNow, byStatus: total.statuses, byInstance: perInstance(report) };
}

/** Finished requests by the instance that answered them. */
function perInstance({ total }: TrafficReport): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(total.instances).map(([id, { requests }]) => [id, requests]));
}

export function sandboxLab(open: OpenSandbox, outputs: StackOutputs, pass: Pass = straight): Lab {
  const clients = sandboxClients(open.region, open.reach);
  const clock = sandboxClock(open.control, pass);
  const traffic = sandboxTraffic(open.control, outputs);
  return {
    target: 'sandbox',
    outputs,
    clients,
    clock,
    traffic,
    act: (action) => open.control.act(action),
    record: (seen, drills) => readRecord(open.control, seen, drills),
    observe: async (of) => observeStack(clients, outputs, traffic, await clock.now(), of),
  };
}
