// Drills on settings: an alarm's threshold and the group's processes. The undo gives back exactly what was there.

import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { capacityStory } from '../../helpers/stories.js';
import { healthy, instance, ward } from './harness.js';

/** The definition alone: its state and its times are not put. */
function alarm(sandbox: Sandbox, name: string): Record<string, unknown> {
  const { MetricAlarms } = sandbox.call('cloudwatch', 'DescribeAlarms', { AlarmNames: [name] }) as {
    MetricAlarms: Record<string, unknown>[];
  };
  const entries = Object.entries(MetricAlarms[0] ?? {});
  return Object.fromEntries(entries.filter(([key]) => !/^State|Timestamp$/.test(key)));
}

describe('lower-threshold', () => {
  test('CW-40 load that 70 % ignored scales at 30 %; the undo puts the alarm back member by member', async () => {
    const stand = await ward({ alarms: { actionsEnabled: true } }, 100);
    const { sandbox } = stand.stack;
    await stand.pass(9);
    const before = alarm(sandbox, 'ha-django-cpu-high');
    const from = sandbox.now;
    expect(capacityStory(sandbox, from - 600_000)).toEqual([]);
    const { target, title } = await stand.drill('lower-threshold', { on: 'cpu-high', threshold: 30 });
    expect([target, title]).toEqual(['ha-django-cpu-high', 'lower-threshold of ha-django-cpu-high from 70 to 30']);
    expect(alarm(sandbox, 'ha-django-cpu-high')).toEqual({ ...before, Threshold: 30 });
    await stand.pass(5);
    expect(capacityStory(sandbox, from).map(([, to]) => to)).toEqual([3]);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    expect(alarm(sandbox, 'ha-django-cpu-high')).toEqual(before);
  });

  test('half of the present one unless told; an alarm that is gone by then is not created anew', async () => {
    const stand = await ward({}, 0);
    const { sandbox } = stand.stack;
    expect((await stand.drill('lower-threshold')).title).toContain('from 70 to 35');
    sandbox.call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['ha-django-cpu-high'] });
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['moot']);
    expect(alarm(sandbox, 'ha-django-cpu-high')).toEqual({});
  });
});

describe('basic-monitoring', () => {
  test('CW-01 every machine reports once in five minutes until it is undone; a second time there is nothing to turn off', async () => {
    const stand = await ward({}, 0);
    const { sandbox } = stand.stack;
    const states = (): readonly (string | undefined)[] => {
      const { Reservations } = sandbox.call('ec2', 'DescribeInstances', {}) as {
        Reservations: { Instances: { Monitoring?: { State?: string } }[] }[];
      };
      return Reservations.flatMap(({ Instances }) => Instances.map(({ Monitoring }) => Monitoring?.State));
    };
    await stand.drill('basic-monitoring');
    expect(states()).toEqual(['disabled', 'disabled']);
    await expect(stand.drill('basic-monitoring')).rejects.toThrow(/five minutes already/);
    expect((await stand.heal()).map(({ result }) => result)).toEqual(['done']);
    expect(states()).toEqual(['enabled', 'enabled']);
  });
});

describe('suspend', () => {
  test('ASG-90 without ReplaceUnhealthy the group sees the ill machine and keeps it; resumed, it replaces it', async () => {
    const stand = await ward();
    await stand.drill('suspend');
    const { target: id } = await stand.drill('hang');
    const kept = await stand.pass(12);
    expect(instance(kept, id)).toMatchObject({ lifecycle: 'InService', health: 'Unhealthy', target: 'unhealthy' });
    expect(kept.group.suspendedProcesses).toEqual(['ReplaceUnhealthy']);
    const [thawed, resumed] = await stand.heal();
    expect([thawed?.step.do, resumed?.step.do]).toEqual(['run-shell', 'resume-processes']);
    const after = await stand.pass(15);
    expect(after.group.suspendedProcesses).toEqual([]);
    expect(healthy(after)).toHaveLength(2);
    expect(instance(after, id)?.lifecycle).toBeUndefined();
  });

  test('what was suspended before stays suspended after the undo', async () => {
    const stand = await ward({}, 0);
    const { lab, sandbox } = stand.stack;
    const name = lab.outputs.autoScalingGroupName;
    sandbox.call('autoscaling', 'SuspendProcesses', { AutoScalingGroupName: name, ScalingProcesses: ['Launch'] });
    const { undo } = await stand.drill('suspend', { processes: 'Terminate, Launch' });
    expect(undo).toEqual([{ do: 'resume-processes', groupName: name, processes: ['Terminate'] }]);
    await stand.heal();
    expect((await lab.observe()).group.suspendedProcesses).toEqual(['Launch']);
    await expect(stand.drill('suspend', { processes: 'Lunch' })).rejects.toThrow(/Known processes: Launch/);
  });
});

describe('bad-health-path', () => {
  test('ALB-15 ALB-20 every target is ill with 404 and serves on; the path comes back', async () => {
    const stand = await ward({ group: { healthCheckType: 'EC2' } });
    const { target } = await stand.drill('bad-health-path');
    expect(target).toBe('ha-django-tg');
    const during = await stand.pass(3);
    expect(during.instances.map((one) => [one.target, one.targetReason])).toEqual(
      Array(2).fill(['unhealthy', 'Target.ResponseCodeMismatch']),
    );
    expect((await stand.users(3))?.errorRate).toBe(0);
    expect((await stand.heal()).map(({ said }) => said)).toEqual(['health checks ask for / again']);
    expect(healthy(await stand.pass(5))).toHaveLength(2);
  });
});
