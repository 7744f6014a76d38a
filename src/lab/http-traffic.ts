// Users over HTTP: real requests to the stack's own address, sent by a process of their own, and what it wrote down of them.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadPlan, type RunReport, type Stretch, stretchOf } from '../load/index.js';
import type { TrafficPlan } from '../sandbox/index.js';
import type { LabClock } from './clock.js';
import { ORDINARY, type StackOutputs, type Traffic, type TrafficRequest } from './lab.js';
import type { LoadAddress } from './load-address.js';
import { newRun, type Run, runsIn, startGenerator, stopGenerator } from './load-process.js';
import type { LabInstant, UsersObservation } from './observation.js';
import type { Target } from './state-file.js';
import { planOf } from './traffic-plan.js';
import type { Workbook } from './workbook.js';

export interface HttpTrafficOptions {
  /** For plans and results; made when first needed. */
  readonly folder: string;
  readonly dnsName: string;
  /** Throws REFUSED. */
  readonly address: (at: TrafficRequest['at']) => Promise<LoadAddress>;
  readonly clock: LabClock;
  /** A served sandbox that stands in for the account: it tells the time. */
  readonly standIn?: string;
}

/** Where the plans and results of a stack's users lie. */
export const loadFolder = ({ ours }: Workbook, { project }: StackOutputs, target: Target): string =>
  join(ours, 'load', target, project);

/** File descriptors and ports are this computer's; nobody needs more to load two small machines. */
const MOST_CONNECTIONS = 1_000;
/** What nobody stops ends by itself: a crashed lesson must not ask for ever. */
const LONGEST_MS = 12 * 60 * 60_000;
/** This computer's clock is nearer to AWS's than the whole seconds of an answer's date, unless it is plainly wrong. */
const PLAINLY_WRONG_MS = 2_000;
/** Longest wait for a generator to write down what it counted. */
const COVERED_WITHIN_MS = 1_500;
const LOOK_EVERY_MS = 10;

export function httpTraffic(options: HttpTrafficOptions): Traffic {
  const { folder } = options;
  const runsOf = (name?: string): readonly Run[] =>
    runsIn(folder).filter(({ of }) => name === undefined || of === name);
  return {
    start: async (request) => {
      const { url, host } = await options.address(request.at);
      const plan = {
        ...loadPlan(planOf(request, options.dnsName), request),
        url,
        host,
        clock: await clockPlan(options),
      };
      await startGenerator(folder, plan, request.whileWatched === true);
    },
    stop: (name = ORDINARY) => stopGenerator(folder, name),
    users: async (from, to, name) => usersOf(await covered(runsOf(name), to), from, to),
    perInstance: async (from, to, name) => {
      const { instances } = stretchOf(secondsOf(await covered(runsOf(name), to), from, to));
      return requestsByInstance(instances);
    },
    tally: async (name, now) => {
      const reports = await covered(runsOf(name), now);
      if (reports.length === 0) return undefined;
      const { statuses, instances } = stretchOf(secondsOf(reports, 0, Number.POSITIVE_INFINITY));
      const open = reports.reduce((sum, report) => sum + (report.lives ? (report.newest?.open ?? 0) : 0), 0);
      return { open, byStatus: statuses, byInstance: requestsByInstance(instances) };
    },
    names: async () => [...new Set(runsOf().map(({ of }) => of))],
  };
}

type Unaddressed = Omit<LoadPlan, 'url' | 'host' | 'clock'>;

function loadPlan(plan: TrafficPlan, { once }: TrafficRequest): Unaddressed {
  const { trafficId, path, clientTimeoutMs, durationMs = LONGEST_MS } = plan;
  const run = newRun();
  return {
    run,
    name: trafficId,
    path,
    seed: trafficId,
    patienceMs: clientTimeoutMs,
    mostConnections: MOST_CONNECTIONS,
    durationMs,
    loop:
      plan.arrivals === undefined
        ? { kind: 'closed', users: plan.users, thinkMs: plan.thinkMs, ...(once === true ? { once } : {}) }
        : { kind: 'open', arrivals: plan.arrivals, mostOpen: Math.min(plan.mostOpen, MOST_CONNECTIONS) },
  };
}

async function clockPlan({ clock, standIn }: HttpTrafficOptions): Promise<LoadPlan['clock']> {
  if (standIn !== undefined) return { kind: 'stand-in', url: standIn };
  const aheadMs = (await clock.now()) - Date.now();
  return { kind: 'host', aheadMs: Math.abs(aheadMs) < PLAINLY_WRONG_MS ? 0 : aheadMs };
}

/** Their reports, once everything that ended before `to` is in them, or nobody writes it any more. */
async function covered(runs: readonly Run[], to: LabInstant): Promise<readonly RunReport[]> {
  const deadline = performance.now() + COVERED_WITHIN_MS;
  for (const { report } of runs) {
    for (report.refresh(); report.lives && (report.newest?.to ?? 0) < to; report.refresh()) {
      if (performance.now() > deadline) break;
      await sleep(LOOK_EVERY_MS);
    }
  }
  return runs.map(({ report }) => report);
}

const secondsOf = (reports: readonly RunReport[], from: LabInstant, to: LabInstant) =>
  reports.flatMap((report) => report.seconds(from, to));

/** Undefined: nobody asks, and nobody asked in that time. */
function usersOf(reports: readonly RunReport[], from: LabInstant, to: LabInstant): UsersObservation | undefined {
  const alive = reports.filter((report) => report.lives);
  const sum = (of: 'users' | 'rate' | 'open'): number =>
    alive.reduce((total, { newest }) => total + (newest?.[of] ?? 0), 0);
  const [active, wantedRate, open] = [sum('users'), sum('rate'), sum('open')];
  const { finished, statuses, latencyMs, measuredMs } = stretchOf(secondsOf(reports, from, to));
  if (active === 0 && wantedRate === 0 && open === 0 && finished === 0) return undefined;
  const failed = Object.entries(statuses).reduce((total, [word, count]) => total + (isGood(word) ? 0 : count), 0);
  const { p50, p95, p99 } = latencyMs ?? {};
  return {
    active,
    ...(wantedRate === 0 ? {} : { wantedRate, open }),
    windowSeconds: (to - from) / 1_000,
    requests: finished,
    requestRate: finished / Math.max(1e-3, (to - from) / 1_000),
    ...(finished === 0 ? {} : { errorRate: failed / finished }),
    byStatus: statuses,
    ...(p50 === undefined ? {} : { p50Ms: p50 }),
    ...(p95 === undefined ? {} : { p95Ms: p95 }),
    ...(p99 === undefined ? {} : { p99Ms: p99 }),
    ...(measuredMs === undefined
      ? {}
      : { measured: { p50Ms: measuredMs.p50, p95Ms: measuredMs.p95, p99Ms: measuredMs.p99 } }),
  };
}

/** As the sandbox counts: a 2xx, 3xx or 4xx. */
const isGood = (status: string): boolean => /^[234]\d\d$/.test(status);

/** What no machine says that it answered stands under no name. */
function requestsByInstance(instances: Stretch['instances']): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(instances).map(([id, [requests]]) => [id, requests]));
}
