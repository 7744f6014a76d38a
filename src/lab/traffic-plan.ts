// How the users of the story behave, wherever they are sent: on the sandbox, or over HTTP. Times are the stack's own.

import type { TrafficPlan } from '../sandbox/index.js';
import { ORDINARY, type TrafficRequest } from './lab.js';

const PATIENCE_SECONDS = 120;
/** A user of the story thinks for a second (closed loop); a little spread keeps them from marching in step. */
const THINK_MS = { low: 500, high: 1_500 };
/** Whoever asks once has all begun within this time, and thinks too long for a second time. */
const ONCE_MS = 2_000;
/** Of an open loop: more than these wait for nothing any more. */
const MOST_OPEN = 10_000;

export function planOf(request: TrafficRequest, dnsName: string): TrafficPlan {
  const rampMs = request.rampSeconds * 1_000;
  const traffic = {
    trafficId: request.name ?? ORDINARY,
    dnsName,
    port: 80,
    path: request.path ?? '/',
    clientTimeoutMs: (request.patienceSeconds ?? PATIENCE_SECONDS) * 1_000,
    ...(request.holdSeconds === undefined ? {} : { durationMs: rampMs + request.holdSeconds * 1_000 }),
  };
  if (request.once === true) {
    const users = [{ atMs: 0, count: request.to }];
    return { ...traffic, users, thinkMs: { low: ONCE_MS, high: ONCE_MS }, durationMs: ONCE_MS };
  }
  const steps = [
    { atMs: 0, count: request.from },
    { atMs: rampMs, count: request.to },
  ];
  if (request.unit !== 'requests-per-second') return { ...traffic, users: steps, thinkMs: THINK_MS };
  const arrivals = steps.map(({ atMs, count }) => ({ atMs, perSecond: count }));
  return { ...traffic, arrivals, mostOpen: MOST_OPEN };
}
