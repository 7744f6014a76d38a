// A load test on the lab: starts the traffic, lets time pass in beats, measures each, and leaves nothing running behind.

import type { Lab, TrafficRequest } from './lab.js';
import type { LabInstant, UsersObservation } from './observation.js';

/** What the users met in a stretch of time. */
export interface LoadBeat {
  readonly from: LabInstant;
  readonly to: LabInstant;
  /** Absent: nobody asked. */
  readonly users?: UsersObservation;
  /** Finished requests by instance; `''`: answered by nobody behind the load balancer. */
  readonly perInstance: Readonly<Record<string, number>>;
}

export interface LoadResult extends LoadBeat {
  /** Highest rate of any beat, requests per second. */
  readonly peakRate: number;
  /** Somebody stopped it before its end. */
  readonly interrupted: boolean;
}

export interface LoadRequest extends TrafficRequest {
  readonly holdSeconds: number;
}

export interface LoadRun {
  readonly request: LoadRequest;
  /** Length of a beat, milliseconds of the lab's time; whole seconds, because requests are counted by the second. */
  readonly everyMs: number;
  onBeat(beat: LoadBeat): void;
  /** Aborted: the traffic is stopped and what was measured so far is the result. */
  readonly signal: AbortSignal;
}

export async function runLoad(lab: Lab, { request, everyMs, onBeat, signal }: LoadRun): Promise<LoadResult> {
  await lab.traffic.start(request);
  const startedAt = await lab.clock.now();
  const end = startedAt + (request.rampSeconds + request.holdSeconds) * 1_000;
  let now = startedAt;
  let peakRate = 0;
  try {
    while (now < end && !signal.aborted) {
      const from = now;
      now = await lab.clock.pass(Math.min(everyMs, end - now));
      const beat = await measure(lab, from, now);
      peakRate = Math.max(peakRate, beat.users?.requestRate ?? 0);
      onBeat(beat);
    }
  } finally {
    if (now < end) await lab.traffic.stop();
  }
  return { ...(await measure(lab, startedAt, now)), peakRate, interrupted: now < end };
}

async function measure({ traffic }: Lab, from: LabInstant, to: LabInstant): Promise<LoadBeat> {
  const start = from - (from % 1_000);
  const [users, perInstance] = await Promise.all([traffic.users(start, to), traffic.perInstance(start, to)]);
  return { from, to, ...(users === undefined ? {} : { users }), perInstance };
}
