// One instance killed, held against a timeline that somebody measured on AWS: HTTP checks every 30 s, 2 to fall, 5 to rise,
// a grace period of 900 s and an application that needs 348 s to come up.

import { expect, test } from 'vitest';
import { terminateInstances } from '../../../../src/sandbox/services/ec2/index.js';
import { activity, createGroup, createTargetGroup, first, inService, MINUTE, newLive, SECOND } from './harness.js';

function killOne(seed: string) {
  const live = newLive(seed);
  live.script.bootMs = 348 * SECOND;
  const check = { HealthCheckIntervalSeconds: 30, HealthyThresholdCount: 5, UnhealthyThresholdCount: 2 };
  const targetGroupArn = createTargetGroup(live, 300, check);
  createGroup(live, { TargetGroupARNs: [targetGroupArn], HealthCheckType: 'ELB', HealthCheckGracePeriod: 900 });
  live.run(20 * MINUTE);
  const victim = first(live).instanceId;
  const killedAt = live.kernel.now;
  terminateInstances(live.context, [victim]);
  live.run(20 * MINUTE);
  const substitute = inService(live).toSorted((a, b) => b.launchedAt - a.launchedAt)[0]?.instanceId ?? '';
  const seconds = (at: number | undefined): number => ((at ?? Number.NaN) - killedAt) / SECOND;
  const target = (id: string, to: string) =>
    seconds(
      live
        .events('TargetHealthChanged')
        .find(({ at, event }) => at > killedAt && event.targetId === id && event.to === to)?.at,
    );
  const group = (id: string, to: string) =>
    seconds(
      live.events('GroupInstanceStateChanged').find(({ event }) => event.instanceId === id && event.to === to)?.at,
    );
  return {
    noticed: seconds(live.events('GroupInstanceHealthChanged')[0]?.at),
    terminating: seconds(activity(live, `Terminating EC2 instance: ${victim}`).StartTime?.getTime()),
    launching: seconds(activity(live, `Launching a new EC2 instance: ${substitute}`).StartTime?.getTime()),
    inService: group(substitute, 'InService'),
    unhealthy: target(substitute, 'unhealthy'),
    healthy: target(substitute, 'healthy'),
    gone: group(victim, 'Terminated'),
    verdicts: live.events('GroupInstanceHealthChanged').length,
  };
}

test.each(['one', 'two', 'three'])('ASG-26 ASG-30 ASG-35 ASG-36 ALB-12 the reference timeline, seed %s', (seed) => {
  const line = killOne(seed);
  // Measured: terminating after 45 s, launching 2 s later, in service 6 s after that.
  expect(line.terminating).toBeLessThanOrEqual(100);
  expect(line.terminating).toBe(line.noticed);
  expect(line.launching - line.terminating).toBeGreaterThanOrEqual(1);
  expect(line.launching - line.terminating).toBeLessThanOrEqual(2);
  expect(line.inService - line.launching).toBeLessThanOrEqual(20);
  // Measured: unhealthy within 36 s of being in service, healthy 348 s + 5 checks after the launch.
  expect(line.unhealthy - line.inService).toBeLessThanOrEqual(75);
  expect(line.healthy - line.launching).toBeGreaterThanOrEqual(348 + 4 * 30);
  expect(line.healthy - line.launching).toBeLessThanOrEqual(348 + 5 * 30 + 35);
  // Measured: the record of the dead machine leaves the group after its 300 s of draining.
  expect(line.gone - line.terminating).toBeGreaterThanOrEqual(304);
  expect(line.gone - line.terminating).toBeLessThanOrEqual(343);
  expect(line.verdicts).toBe(1);
});
