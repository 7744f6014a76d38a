// Words that every part of a status shares: whose clock it is, and ids as short as they can be told apart. Pure.

import type { RealMachinesSeen } from '../lab/place.js';
import type { StatusView } from './status-view.js';
import { clockText, dayTimeText } from './time.js';

/** An instant as the learner counts: since the sandbox began, or the time of day on AWS. */
export function instantText(view: Pick<StatusView, 'startedAt'>, at: number): string {
  return view.startedAt === undefined ? dayTimeText(at) : clockText(at - view.startedAt);
}

/** Whose time it is, and what it says. */
export function whereText(view: Pick<StatusView, 'startedAt' | 'speed' | 'realMachines' | 'standIn' | 'at'>): string {
  if (view.startedAt === undefined)
    return `${view.standIn === undefined ? 'AWS' : 'stand-in for AWS'}, ${dayTimeText(view.at)} UTC`;
  const pace = (view.speed ?? 0) === 0 ? 'paused' : `×${view.speed}`;
  const machines = view.realMachines === undefined ? '' : machinesText(view.realMachines);
  return `sandbox${machines}, ${pace} at t+${clockText(view.at - view.startedAt)}`;
}

function machinesText({ requestsPerAnswer }: RealMachinesSeen): string {
  const made = Math.round(requestsPerAnswer);
  return made < 2 ? ' with real machines' : ` with real machines (1 of ${made} requests is made)`;
}

/** The shortest beginnings that tell these ids apart; drills accept them, too. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  let length = 8;
  while (length < 19 && new Set(ids.map((id) => id.slice(0, length))).size < new Set(ids).size) length += 1;
  return (id) => id.slice(0, length);
}
