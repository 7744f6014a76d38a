// Reading a sandbox's journal and its group's activities in tests that let the whole stack run.

import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Sandbox, SandboxEvent } from '../../src/sandbox/index.js';

export const SECONDS = 1_000;

export type EventOf<Type extends SandboxEvent['type']> = Extract<SandboxEvent, { type: Type }>;

/** Events of the type since an instant, in order. */
export function eventsSince<Type extends SandboxEvent['type']>(
  { journal }: Sandbox,
  type: Type,
  since: number,
): readonly { readonly at: number; readonly event: EventOf<Type> }[] {
  return journal.flatMap(({ at, event }) =>
    at >= since && event.type === type ? [{ at, event: event as EventOf<Type> }] : [],
  );
}

/** The group's activities that began since an instant, oldest first. */
export function activitiesSince(sandbox: Sandbox, since: number): readonly Activity[] {
  const { Activities } = sandbox.call('autoscaling', 'DescribeScalingActivities', {}) as { Activities: Activity[] };
  return Activities.filter(({ StartTime }) => (StartTime?.getTime() ?? 0) >= since).sort(
    (a, b) => (a.StartTime?.getTime() ?? 0) - (b.StartTime?.getTime() ?? 0),
  );
}

/** Changes of the desired capacity since an instant, as `[seconds from it, new capacity]`. */
export function capacityStory(sandbox: Sandbox, since: number): readonly (readonly [seconds: number, to: number])[] {
  return eventsSince(sandbox, 'DesiredCapacityChanged', since).map(({ at, event }) => [
    (at - since) / SECONDS,
    event.to,
  ]);
}
