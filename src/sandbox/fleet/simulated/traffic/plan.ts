// How many users a traffic plan asks for at a moment, and when a given user has work. Pure.

import type { TrafficPlan } from '../../fleet.js';

type Ramp = TrafficPlan['users'];

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
