// Probe, target, group, new machine, probe: the loop of replacement in the whole sandbox, and how to break it or hold it up.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { findAction } from '../../src/lab/actions/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { applyDeploy, memoryState, planDeploy } from '../../src/lab/deploy.js';
import { type InMemoryLab, openInMemory } from '../../src/lab/in-memory.js';
import { sandboxClock } from '../../src/lab/sandbox-lab.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { activitiesSince, eventsSince, SECONDS } from '../helpers/stories.js';
import { ROOT } from '../tidy/sources.js';

const GROUP = 'ha-django-asg';

async function atRest(seed = 'loops'): Promise<InMemoryLab> {
  const stack = await deployedLab(seed);
  stack.sandbox.run(stack.sandbox.now + 20 * MINUTES);
  return stack;
}

function call(sandbox: Sandbox, operation: string, input: object): void {
  sandbox.call('autoscaling', operation, { AutoScalingGroupName: GROUP, ...input });
}

/** A drill of the catalogue on one machine; answers the instance's id. */
async function drill({ lab }: InMemoryLab, name: 'stop-docker' | 'terminate'): Promise<string> {
  const act = await findAction(name).plan(lab, { on: 'any' }, await lab.observe());
  await act.perform(lab);
  return act.target;
}

function begun(sandbox: Sandbox, since: number, how: 'Launching' | 'Terminating') {
  return activitiesSince(sandbox, since).filter(({ Description }) => Description?.startsWith(how));
}

describe('a grace period that is too short', () => {
  test('ASG-38 on a stack that once worked: each newcomer is replaced before it can pass, until the grace is longer', async () => {
    const stack = await atRest();
    const { sandbox, lab } = stack;
    call(sandbox, 'UpdateAutoScalingGroup', { HealthCheckGracePeriod: 60 });
    const from = sandbox.now;
    await drill(stack, 'terminate');
    sandbox.run(from + 40 * MINUTES);
    const ended = begun(sandbox, from, 'Terminating');
    expect(ended.length).toBeGreaterThanOrEqual(10);
    for (const { Cause } of ended.slice(1)) expect(Cause).toContain('an ELB system health check failure');
    const starts = ended.map(({ StartTime }) => (StartTime?.getTime() ?? 0) / SECONDS);
    // Grace, up to a minute until the next look, launch; one round more where the second failed check came late.
    for (const [index, start] of starts.slice(1).entries()) {
      expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(60);
      expect(start - (starts[index] ?? 0)).toBeLessThanOrEqual(60 + 60 + 22 + 60);
    }
    expect((await lab.observe()).group.desiredCapacity).toBe(2);

    call(sandbox, 'UpdateAutoScalingGroup', { HealthCheckGracePeriod: 900 });
    const cured = sandbox.now;
    sandbox.run(cured + 30 * MINUTES);
    expect(begun(sandbox, cured, 'Terminating').length).toBeLessThanOrEqual(1);
    expect((await lab.observe()).instances.filter(({ target }) => target === 'healthy')).toHaveLength(2);
  });

  test('ASG-23 ASG-03 on a stack that never worked nothing is ever replaced', async () => {
    const sandbox = await neverWorked();
    const from = sandbox.now;
    sandbox.run(from + 120 * MINUTES);
    const unhealthy = eventsSince(sandbox, 'TargetHealthChanged', 0).filter(({ event }) => event.to === 'unhealthy');
    expect(new Set(unhealthy.map(({ event }) => event.targetId)).size).toBe(2);
    expect(eventsSince(sandbox, 'GroupInstanceHealthChanged', 0)).toEqual([]);
    expect(begun(sandbox, 0, 'Terminating')).toEqual([]);
    const answer = sandbox.call('autoscaling', 'DescribeTrafficSources', { AutoScalingGroupName: GROUP });
    expect(answer).toMatchObject({ TrafficSources: [{ State: 'Added' }] });
  });
});

/** Deployed with a health check that the application never answers well, and a grace period of one minute. */
async function neverWorked(): Promise<Sandbox> {
  const sandbox = Sandbox.born({ seed: 'never' });
  const { control, region, reach } = openInMemory(sandbox);
  const deployment = {
    project: join(ROOT, 'generated/ha-django'),
    clients: sandboxClients(region, reach),
    clock: sandboxClock(control),
    state: memoryState(),
  };
  const config = overlayConfig(defaultConfig('ha-django'), {
    targetGroup: { healthCheckPath: '/no-such-page' },
    group: { minSize: 2, healthCheckGracePeriod: 60 },
  });
  const { failed } = await applyDeploy(deployment, await planDeploy(deployment, config));
  expect(failed).toEqual([]);
  return sandbox;
}

describe('drills against suspended processes', () => {
  test('ASG-90 ReplaceUnhealthy suspended: stop-docker marks the machine, nobody replaces it; resumed, at once and terminate first', async () => {
    const stack = await atRest();
    const { sandbox } = stack;
    call(sandbox, 'SuspendProcesses', { ScalingProcesses: ['ReplaceUnhealthy'] });
    const from = sandbox.now;
    const victim = await drill(stack, 'stop-docker');
    sandbox.run(from + 30 * MINUTES);
    const marked = eventsSince(sandbox, 'GroupInstanceHealthChanged', from);
    expect(marked.map(({ event }) => [event.instanceId, event.to, event.source])).toEqual([
      [victim, 'Unhealthy', 'ELB'],
    ]);
    expect(activitiesSince(sandbox, from)).toEqual([]);
    const resumed = sandbox.now;
    call(sandbox, 'ResumeProcesses', { ScalingProcesses: ['ReplaceUnhealthy'] });
    sandbox.run(resumed + MINUTES);
    const [terminating, launching] = activitiesSince(sandbox, resumed);
    expect(terminating?.Description).toContain(`Terminating EC2 instance: ${victim}`);
    expect(terminating?.StartTime?.getTime()).toBe(resumed);
    expect(launching?.Cause).toContain('an unhealthy instance needing to be replaced');
  });

  test('ASG-90 HealthCheck suspended: stop-docker and even terminate go unnoticed by the group', async () => {
    const stack = await atRest();
    const { sandbox, lab } = stack;
    call(sandbox, 'SuspendProcesses', { ScalingProcesses: ['HealthCheck'] });
    const from = sandbox.now;
    await drill(stack, 'stop-docker');
    sandbox.run(from + 5 * MINUTES);
    await drill(stack, 'terminate');
    sandbox.run(from + 30 * MINUTES);
    expect(eventsSince(sandbox, 'GroupInstanceHealthChanged', from)).toEqual([]);
    expect(activitiesSince(sandbox, from)).toEqual([]);
    expect((await lab.observe()).instances.filter(({ target }) => target === 'healthy')).toEqual([]);
    call(sandbox, 'ResumeProcesses', {});
    sandbox.run(sandbox.now + 30 * MINUTES);
    expect((await lab.observe()).instances.filter(({ target }) => target === 'healthy')).toHaveLength(2);
  });

  test('ASG-90 Launch suspended: a killed machine is ended in the group without a substitute, which comes on resume', async () => {
    const stack = await atRest();
    const { sandbox, lab } = stack;
    call(sandbox, 'SuspendProcesses', { ScalingProcesses: ['Launch'] });
    const from = sandbox.now;
    await drill(stack, 'terminate');
    sandbox.run(from + 15 * MINUTES);
    expect(begun(sandbox, from, 'Terminating')).toHaveLength(1);
    expect(begun(sandbox, from, 'Launching')).toEqual([]);
    expect((await lab.observe()).instances.filter(({ lifecycle }) => lifecycle !== undefined)).toHaveLength(1);
    const resumed = sandbox.now;
    call(sandbox, 'ResumeProcesses', {});
    sandbox.run(resumed + MINUTES);
    expect(begun(sandbox, from, 'Launching').map(({ StartTime }) => StartTime?.getTime())).toEqual([resumed]);
  });
});

test('ASG-54 the machine that failed is the one that goes, whatever the termination policy, the zones and protection say', async () => {
  const stack = await atRest();
  const { sandbox, lab } = stack;
  const ids = (await lab.observe()).instances.map(({ id }) => id);
  call(sandbox, 'SetInstanceProtection', { InstanceIds: ids, ProtectedFromScaleIn: true });
  for (const policy of ['NewestInstance', 'OldestInstance']) {
    call(sandbox, 'UpdateAutoScalingGroup', { TerminationPolicies: [policy] });
    const from = sandbox.now;
    const victim = await drill(stack, 'stop-docker');
    sandbox.run(from + 15 * MINUTES);
    expect(begun(sandbox, from, 'Terminating').map(({ Description }) => Description)).toEqual([
      `Terminating EC2 instance: ${victim}`,
    ]);
  }
});
