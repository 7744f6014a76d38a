// The learner's story with the real boto3 over HTTP, where the machine has it: what it reads, what it is refused, what it waits for.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StackOutputs } from '../../src/lab/lab.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab } from '../helpers/deployed.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';
import { pythonWithBoto3, runPython } from './helpers/program.js';
import { type Served, served } from './helpers/served.js';
import { UNKNOWN_THINGS } from './helpers/unknown-things.js';

const python = pythonWithBoto3();
const MISSING = 'no python3 with boto3 on the PATH';

interface Member {
  readonly InstanceId: string;
  readonly LifecycleState: string;
  readonly HealthStatus: string;
}
interface Group {
  readonly DesiredCapacity: number;
  readonly Instances: readonly Member[];
}
interface Story {
  readonly before: {
    readonly group: Group;
    readonly targets: Readonly<Record<string, string>>;
    readonly cpu: readonly (readonly [string, number])[];
  };
  readonly alarm: readonly Readonly<Record<string, unknown>>[];
  readonly victim: string;
  readonly command: Readonly<Record<string, unknown>>;
  readonly noticed: { readonly TargetHealthDescriptions: readonly unknown[] };
  readonly after: { readonly group: Group; readonly targets: Readonly<Record<string, string>> };
  readonly activities: readonly { readonly StatusCode: string; readonly Description: string; readonly Cause: string }[];
  readonly machine: string;
}

describe.skipIf(python === undefined)(`boto3${python === undefined ? ` (skipped: ${MISSING})` : ''}`, () => {
  let still: Served;
  let running: Served;
  /** An account with nothing in it. */
  let empty: Served;
  const folder = scratchFolder();
  let outputs: StackOutputs;
  let subnet: string;

  beforeAll(async () => {
    const [first, second] = [await deployedLab('clients'), await deployedLab('clients')];
    outputs = first.lab.outputs;
    subnet = Object.values(first.sandbox.world.autoscaling.groups)[0]?.subnetIds[0] ?? '';
    still = await served(first.sandbox);
    running = await served(second.sandbox, 60);
    empty = await served(Sandbox.born({ seed: 'whole-story' }), 60);
  });
  afterAll(() => Promise.all([still?.stop(), running?.stop(), empty?.stop()]));

  describe('the story of a stopped Docker', () => {
    let story: Story;
    beforeAll(async () => {
      const { autoScalingGroupName, targetGroupArn, alarmNames } = outputs;
      const words = [still.url, autoScalingGroupName, targetGroupArn, alarmNames[0] ?? ''];
      story = (await runPython(python ?? '', 'learner_story.py', words, still.environment)) as Story;
    });

    test('before: two members in service, two healthy targets, a CPU value for each of fifteen minutes', () => {
      const { group, targets, cpu } = story.before;
      expect(group.Instances).toHaveLength(2);
      for (const member of group.Instances) {
        expect(member).toMatchObject({ LifecycleState: 'InService', HealthStatus: 'Healthy' });
      }
      expect(Object.values(targets)).toEqual(['healthy', 'healthy']);
      expect(cpu.length).toBeGreaterThanOrEqual(13);
      expect(cpu.length).toBeLessThanOrEqual(15);
      const steps = cpu.slice(1).map(([time], index) => Date.parse(time) - Date.parse(cpu[index]?.[0] ?? ''));
      expect(new Set(steps)).toEqual(new Set([60_000]));
      for (const [, percent] of cpu) expect(percent).toBeGreaterThan(0);
    });

    test('the alarm is described with the dates and numbers of its type', () => {
      expect(story.alarm).toHaveLength(1);
      expect(story.alarm[0]).toMatchObject({
        AlarmName: outputs.alarmNames[0],
        StateValue: 'OK',
        Threshold: 70,
        Period: 60,
        StateUpdatedTimestamp: expect.stringMatching(/^2026-01-05T/),
      });
    });

    test('Run Command stops Docker, the target turns unhealthy', () => {
      expect(story.command).toEqual({ Status: 'Success', ResponseCode: 0, StandardOutputContent: 'stopped\n' });
      expect(story.noticed.TargetHealthDescriptions).toEqual([
        expect.objectContaining({
          Target: { Id: story.victim, Port: 80 },
          TargetHealth: {
            State: 'unhealthy',
            Reason: 'Target.FailedHealthChecks',
            Description: expect.any(String),
          },
        }),
      ]);
    });

    test('the group replaced the machine and says that the load balancer was the cause', () => {
      const { group, targets } = story.after;
      expect(group.Instances.map(({ InstanceId }) => InstanceId)).not.toContain(story.victim);
      expect(Object.keys(targets).sort()).toEqual(group.Instances.map(({ InstanceId }) => InstanceId).sort());
      expect(new Set(Object.values(targets))).toEqual(new Set(['healthy']));
      expect(story.machine).toBe('terminated');
      const [ending] = story.activities.filter(({ Description }) => Description.includes(story.victim)).slice(0, 1);
      expect(ending?.Description).toBe(`Terminating EC2 instance: ${story.victim}`);
      expect(ending?.Cause).toMatch(
        /an instance was taken out of service in response to an ELB system health check failure\.$/,
      );
      expect(story.activities).toHaveLength(4);
    });
  });

  test('what does not exist is refused with AWS’s code, exception and status, at the first try', async () => {
    const calls = UNKNOWN_THINGS.map(({ service, method, input }) => [service, method, input]);
    const outcomes = await runPython(python ?? '', 'errors.py', [], still.environment, JSON.stringify(calls));
    expect(outcomes).toEqual(
      UNKNOWN_THINGS.map(({ exception, code, status = 400 }) => [exception ?? 'ClientError', code, status, 1]),
    );
  });

  test('its waiters see a machine born, serving, drained and gone', async () => {
    const words = [outputs.targetGroupArn, `${outputs.project}-lt`, subnet];
    expect(await runPython(python ?? '', 'waiters.py', words, running.environment)).toEqual({
      born: 'pending',
      running: 'running',
      target: 'healthy',
      said: 'from inside\n',
      end: 'terminated',
    });
  });

  test('the whole story, from an empty account to an empty account', async () => {
    const file = join(folder, 'user-data.sh');
    const template = readFileSync(join(ROOT, 'generated/ha-django/user-data.sh'), 'utf8');
    const names = { IMAGE: 'django-sample:latest', CONTAINER_PORT: '8000', WORKERS: '2', THREADS: '4', WORK_MS: '20' };
    writeFileSync(
      file,
      template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: keyof typeof names) => names[name]),
    );
    expect(await runPython(python ?? '', 'whole_story.py', [file], empty.environment)).toEqual({
      policy: 1,
      healthy: true,
      burst: [2],
      cause: expect.stringMatching(/taken out of service in response to an ELB system health check failure\.$/),
      action: expect.stringMatching(/^Successfully executed action arn:aws:autoscaling:/),
      scaled: 3,
      vpcs: [true],
      interfaces: 0,
    });
  }, 180_000);

  test('nothing failed inside the endpoint', () => {
    expect([...still.lines, ...running.lines, ...empty.lines].filter(({ level }) => level === 'error')).toEqual([]);
  });
});
