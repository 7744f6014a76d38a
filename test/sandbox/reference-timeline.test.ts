// One machine killed, held against a timeline that somebody measured on AWS: 30 s checks, 2 to fall, 5 to rise, a bootstrap of 348 s,
// a grace period of 900 s. Every step must fall into the range that such measurements have.

import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/kernel/index.js';
import type { SandboxEvent } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';

type EventOf<Type extends SandboxEvent['type']> = Extract<SandboxEvent, { type: Type }>;

/** What happened after the kill, in seconds from it. */
async function killOne(seed: string) {
  const { sandbox } = await deployedLab(seed, { group: { healthCheckGracePeriod: 900 } });
  // The story is about a group at rest: past everybody's grace period.
  sandbox.run(sandbox.now + 20 * MINUTES);
  slowBootstrap(sandbox.world.fleet.timings as unknown as Record<string, unknown>);
  const victim =
    sandbox.journal.flatMap(({ event }) =>
      event.type === 'GroupInstanceStateChanged' && event.to === 'InService' ? [event.instanceId] : [],
    )[0] ?? '';
  const killedAt = sandbox.now;
  const seen = sandbox.journal.length;
  sandbox.call('ec2', 'TerminateInstances', { InstanceIds: [victim] });
  sandbox.run(sandbox.now + 25 * MINUTES);
  const after = sandbox.journal.slice(seen);
  const first = <Type extends SandboxEvent['type']>(type: Type, is: (event: EventOf<Type>) => boolean): number => {
    const found = after.find(({ event }) => event.type === type && is(event as EventOf<Type>));
    return found === undefined ? Number.NaN : (found.at - killedAt) / 1_000;
  };
  return { victim, first, newcomer: newcomerOf(after) };
}

/** 348 s from launch to the first answer, as in the measured case: the packages took most of it. */
function slowBootstrap(timings: Record<string, unknown>): void {
  timings.packageInstall = { low: 228_000, high: 228_000 };
  timings.packageIndex = { low: 12_000, high: 12_000 };
  timings.imagePull = { low: 80_000, high: 80_000 };
}

function newcomerOf(after: readonly JournalEntry<SandboxEvent>[]): string {
  const entry = after.find(({ event }) => event.type === 'GroupInstanceStateChanged' && event.to === 'InService');
  return entry?.event.type === 'GroupInstanceStateChanged' ? entry.event.instanceId : '';
}

describe.each(['one', 'two', 'three'])('killed, seed %s', (seed) => {
  test('ALB-13 ASG-26 ASG-30 ASG-35 ASG-12 ALB-12 every step of the measured timeline falls into its range', async () => {
    const { victim, newcomer, first } = await killOne(seed);
    const leavesTargets = first('TargetRemoved', ({ targetId }) => targetId === victim);
    const terminating = first('ScalingActivityStarted', ({ description }) => description.startsWith('Terminating'));
    const launching = first('ScalingActivityStarted', ({ description }) => description.startsWith('Launching'));
    const inService = first(
      'GroupInstanceStateChanged',
      (event) => event.instanceId === newcomer && event.to === 'InService',
    );
    const unhealthy = first('TargetHealthChanged', (event) => event.targetId === newcomer && event.to === 'unhealthy');
    const healthy = first('TargetHealthChanged', (event) => event.targetId === newcomer && event.to === 'healthy');
    const recordGone = first(
      'GroupInstanceStateChanged',
      (event) => event.instanceId === victim && event.to === 'Terminated',
    );

    const within = (value: number, low: number, high: number): void => {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    };
    within(leavesTargets, 10, 40);
    within(terminating, 0, 100);
    within(launching - terminating, 1, 2);
    within(inService - launching, 4, 20);
    // Two failed checks, one interval apart, the first within registration and one interval.
    within(unhealthy - inService, 30, 75);
    // The app answers some 348 s after the launch; then five passes, one interval apart, the first up to an interval later.
    within(healthy - launching, 348 + 4 * 30 - 20, 348 + 5 * 30 + 40);
    within(recordGone - terminating, 300, 345);
  });
});
