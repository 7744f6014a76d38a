// What a request costs the application: the sample app's pages, and a static web server's. Pure.

import { containerFile } from './shell/process.js';
import type { App, Machine } from './state.js';
import type { FleetTimings } from './timings.js';

export interface PageCost {
  readonly cpuMs: number;
  /** Time without CPU, in a thread. */
  readonly waitMs: number;
  readonly statusCode: number;
  readonly streams: boolean;
}

const MAX_SLOW_SECONDS = 3_600;
const MAX_BURN_MS = 60_000;
const MAX_DELAY_MS = 600_000;

/** The number in the query; the sample's own default and bounds otherwise. */
function number(query: URLSearchParams, name: string, missing: number, largest: number): number {
  const value = Number(query.get(name) ?? missing);
  return Number.isFinite(value) ? Math.min(Math.max(0, value), largest) : missing;
}

function djangoPage(app: App, path: string, timings: FleetTimings): PageCost {
  const cpuMs = Math.max(app.workMs, timings.cheapPageMs);
  if (path === '/') return { cpuMs, waitMs: 0, statusCode: 200, streams: false };
  const [name = '/', rest = ''] = path.split('?');
  const cheap = { cpuMs: timings.cheapPageMs, waitMs: 0, statusCode: 200, streams: false };
  if (name === '/') return { ...cheap, cpuMs };
  const query = new URLSearchParams(rest);
  switch (name.replace(/\/+$/, '')) {
    case '/healthz':
      return cheap;
    case '/slow': {
      const waitMs = 1_000 * number(query, 's', 10, MAX_SLOW_SECONDS);
      return { ...cheap, waitMs, streams: number(query, 'beat', 1, MAX_SLOW_SECONDS) > 0 };
    }
    case '/burn':
      return { ...cheap, cpuMs: cheap.cpuMs + number(query, 'ms', 100, MAX_BURN_MS) };
    case '/fail':
      return { ...cheap, statusCode: number(query, 'code', 500, 599) };
    default:
      return { ...cheap, statusCode: 404 };
  }
}

const staticPage = (path: string, timings: FleetTimings): PageCost => ({
  cpuMs: timings.staticPageMs,
  waitMs: 0,
  statusCode: path === '/' || path.startsWith('/?') ? 200 : 404,
  streams: false,
});

/** What the sample's switch file tells the health checker; undefined: no file. */
function switchedAnswer(app: App, machine: Machine): number | undefined {
  if (app.healthFile === undefined) return undefined;
  const text = machine.files[containerFile(app.name, app.healthFile)]?.trim();
  if (text === undefined) return undefined;
  const status = /^\d+$/.test(text) ? Number(text) : 0;
  return status >= 200 && status <= 599 ? status : 503;
}

/** Milliseconds by which the sample's other switch file holds every answer back, the health checker's, too. */
function switchedDelay(app: App, machine: Machine): number {
  if (app.delayFile === undefined) return 0;
  const text = machine.files[app.delayFile]?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), MAX_DELAY_MS) : 0;
}

/** What one request for `path` costs, on average; the caller draws the CPU around it. Impairments of the machine included. */
export function pageCost(
  app: App,
  path: string,
  forHealthCheck: boolean,
  machine: Machine,
  timings: FleetTimings,
): PageCost {
  let cost = app.pages === 'django' ? djangoPage(app, path, timings) : staticPage(path, timings);
  const switched = forHealthCheck ? switchedAnswer(app, machine) : undefined;
  if (switched !== undefined) cost = { cpuMs: timings.cheapPageMs, waitMs: 0, statusCode: switched, streams: false };
  const delayMs = switchedDelay(app, machine);
  if (delayMs > 0) cost = { ...cost, waitMs: cost.waitMs + delayMs };
  for (const impairment of machine.impairments) {
    if (impairment.kind === 'slow-app') cost = { ...cost, waitMs: cost.waitMs + impairment.addedMs };
    if (impairment.kind === 'health-answer' && forHealthCheck) {
      cost = { ...cost, cpuMs: timings.cheapPageMs, statusCode: impairment.statusCode };
    }
  }
  return cost;
}
