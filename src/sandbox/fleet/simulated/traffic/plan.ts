// What a traffic plan asks for at a moment: users, or requests per second; when a given user has work, when the next request comes. Pure.

import type { ClosedLoop, OpenLoop, TrafficPlan } from '../../fleet.js';

type Ramp = ClosedLoop['users'];
type Rates = OpenLoop['arrivals'];

/** Users that the plan wants `elapsedMs` after its start; an open loop has none. */
export function usersWanted({ users = [] }: TrafficPlan, elapsedMs: number): number {
  return usersAt(users, elapsedMs);
}

/** Requests per second that the plan makes `elapsedMs` after its start; zero for a closed loop, which nobody can ask for a rate. */
export function rateWanted({ arrivals = [] }: TrafficPlan, elapsedMs: number): number {
  return rateAt(arrivals, elapsedMs);
}

/** Requests per second `elapsedMs` after the start: linear between entries. */
export function rateAt(arrivals: Rates, elapsedMs: number): number {
  const next = arrivals.findIndex(({ atMs }) => atMs > elapsedMs);
  const [before, after] = next < 0 ? [arrivals.at(-1), undefined] : [arrivals[next - 1], arrivals[next]];
  if (before === undefined) return after?.perSecond ?? 0;
  if (after === undefined) return before.perSecond;
  const share = (elapsedMs - before.atMs) / (after.atMs - before.atMs);
  return before.perSecond + (after.perSecond - before.perSecond) * share;
}

/**
 * When the rates, summed up from `elapsedMs` on, have come to `need` requests: with exponential needs of mean 1 that is a Poisson process,
 * exact on ramps, too. Undefined: never.
 */
export function nextArrival(rates: Rates, elapsedMs: number, need: number): number | undefined {
  let left = need;
  let at = elapsedMs;
  let rate = rateAt(rates, at) / 1_000;
  for (const { atMs, perSecond } of rates) {
    if (atMs < at) continue;
    const span = atMs - at;
    const end = perSecond / 1_000;
    // Two entries of one instant are a step.
    if (span === 0) {
      rate = end;
      continue;
    }
    const area = ((rate + end) / 2) * span;
    if (left < area) {
      const slope = (end - rate) / span;
      return at + (2 * left) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * left)));
    }
    left -= area;
    at = atMs;
    rate = end;
  }
  return rate > 0 ? at + left / rate : undefined;
}

/** Users wanted `elapsedMs` after the start: linear between entries, the first holds before and the last one after. */
export function usersAt(ramp: Ramp, elapsedMs: number): number {
  let before = ramp[0];
  if (before === undefined) return 0;
  for (const entry of ramp) {
    if (entry.atMs > elapsedMs) {
      if (entry === before) return before.count;
      const share = (elapsedMs - before.atMs) / (entry.atMs - before.atMs);
      return Math.floor(before.count + (entry.count - before.count) * share + 1e-9);
    }
    before = entry;
  }
  return before.count;
}

/** The first moment from `elapsedMs` on at which user `index` (from 0) has work; undefined: never again. */
export function nextActive(ramp: Ramp, index: number, elapsedMs: number): number | undefined {
  if (usersAt(ramp, elapsedMs) > index) return elapsedMs;
  const wanted = index + 1;
  for (let position = 1; position < ramp.length; position += 1) {
    const from = ramp[position - 1];
    const to = ramp[position];
    if (from === undefined || to === undefined || to.atMs < elapsedMs || to.count < wanted) continue;
    if (from.count >= wanted) return Math.max(elapsedMs, from.atMs);
    const share = (wanted - from.count) / (to.count - from.count);
    const moment = from.atMs + (to.atMs - from.atMs) * share;
    if (moment >= elapsedMs) return Math.ceil(moment);
  }
  return undefined;
}

/** The most users the plan ever asks for. */
export function mostUsers(ramp: Ramp): number {
  return ramp.reduce((most, { count }) => Math.max(most, Math.floor(count)), 0);
}
