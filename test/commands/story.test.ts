// The whole road as a learner walks it, each step a process of its own: from an empty folder to a healed outage and back to nothing.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { InstanceObservation } from '../../src/lab/observation.js';
import type { StatusView } from '../../src/report/status-view.js';
import { type CliRun, runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';

const book = mkdtempSync(join(scratchFolder(), 'story-'));
const CONFIG = join(book, 'generated/demo/ha-lab.json');

function lab(...args: readonly string[]): CliRun {
  return runCli(args, book);
}

function succeed(...args: readonly string[]): string {
  const run = lab(...args);
  expect(`${run.status} ${run.status === 0 ? '' : run.stderr}`).toBe('0 ');
  return run.stdout;
}

const status = (): StatusView => JSON.parse(succeed('status', '--json'));
const healthy = (view: StatusView): readonly InstanceObservation[] =>
  view.instances.filter((instance) => instance.target === 'healthy' && instance.lifecycle === 'InService');
const ids = (instances: readonly InstanceObservation[]): readonly string[] => instances.map(({ id }) => id).sort();

describe('from an empty folder to a healed outage', () => {
  let first: StatusView;

  beforeAll(() => {
    succeed('new', 'demo', '--yes', '--min-size', '2');
    const deployed = lab('deploy', '--project', 'generated/demo');
    expect(deployed).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Deployed demo in \d+m\d\d of the sandbox’s time:\n38 added/),
    });
    expect(deployed.stderr).toMatch(/Plan: 38 to add, 0 to change, 0 to destroy/);
    first = status();
  });

  test('two healthy targets in two zones', () => {
    expect(first).toMatchObject({ schemaVersion: 1, verdict: 'HEALTHY', project: 'demo', speed: 0 });
    expect(
      healthy(first)
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['us-east-1a', 'us-east-1b']);
  });

  test('a sandbox keeps the seed it began with', () => {
    expect(JSON.parse(succeed('sandbox', 'status', '--json'))).toMatchObject({ seed: 'ha-lab' });
    const run = lab('deploy', '--seed', 'another');
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/began with the seed "ha-lab"/);
    expect(run.stderr).toMatch(/ha-lab sandbox reset/);
  });

  test('between commands time stands still', () => {
    expect(status()).toEqual(first);
  });

  test('Docker stops on one; the balancer notices, the group replaces it; the other never leaves', () => {
    const drill = JSON.parse(succeed('break', 'stop-docker', '--json')).drill as { target: string };
    expect(ids(healthy(first))).toContain(drill.target);
    expect(succeed('sandbox', 'advance', '15m')).toMatch(/^t\+00:\d\d:\d\d → t\+00:\d\d:\d\d {3}\d+ things happened/);
    const text = succeed('status');
    expect(text).toContain(
      `Terminating ${drill.target.slice(0, 8)}: an instance was taken out of service in\n                 response to an ELB system health check failure`,
    );
    const after = status();
    const survivors = ids(healthy(first)).filter((id) => id !== drill.target);
    expect(healthy(after)).toHaveLength(2);
    expect(ids(healthy(after))).toEqual(expect.arrayContaining([...survivors]));
    expect(ids(healthy(after))).not.toContain(drill.target);
    expect(
      healthy(after)
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['us-east-1a', 'us-east-1b']);
    expect(after.drills).toMatchObject([{ target: drill.target }]);
  });

  test('healing finds that nothing is left to mend, and says so', () => {
    expect(succeed('heal')).toMatch(
      /^Undone: stop-docker on i-[0-9a-f]{17} [^\n]*\n {2}nothing to do: i-[0-9a-f]+ is gone/,
    );
    expect(succeed('heal')).toBe('No drill is open; nothing to undo.\n');
  });

  test('deploying again plans nothing and changes nothing', () => {
    const again = lab('deploy');
    expect(again).toMatchObject({ status: 0, stderr: expect.stringMatching(/^No changes/) });
    expect(again.stdout).toMatch(
      /^demo stands as the project says; nothing was changed\.\nAll targets are healthy\.\n/,
    );
    expect(JSON.parse(succeed('plan', '--json'))).toMatchObject({ schemaVersion: 1 });
    expect(succeed('plan')).toMatch(/^No changes/);
  });

  test('a changed number plans exactly that', () => {
    const config = JSON.parse(readFileSync(CONFIG, 'utf8'));
    writeFileSync(CONFIG, JSON.stringify({ ...config, group: { ...config.group, maxSize: 6 } }, null, 2));
    const plan = succeed('plan');
    expect(plan).toMatch(
      /^ACTION {2,}RESOURCE\n~ update {2}aws_autoscaling_group\.group\n {2}└ max_size[^\n]*4[^\n]*6\n\nPlan: 0 to add, 1 to change, 0 to destroy\.\n$/,
    );
    expect(lab('deploy')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/0 added, 1 changed, 0 destroyed/),
    });
    expect(status().group.maxSize).toBe(6);
    expect(succeed('plan')).toMatch(/^No changes/);
  });

  test('destroying needs a yes, removes everything and proves it; a second time there is nothing to do', () => {
    expect(lab('destroy')).toMatchObject({ status: 4, stderr: expect.stringMatching(/ha-lab destroy --yes/) });
    expect(status().instances).toHaveLength(2);
    expect(succeed('destroy', '--yes')).toBe('38 resources removed. Asked each API twice: 0 resources left.\n');
    expect(succeed('destroy', '--yes')).toBe('0 resources removed. Asked each API twice: 0 resources left.\n');
    expect(JSON.parse(succeed('destroy', '--yes', '--json'))).toEqual({
      schemaVersion: 1,
      removed: 0,
      left: [],
      failures: [],
    });
  });

  test('afterwards nothing is deployed, which is a state like any other', () => {
    expect(succeed('status')).toMatch(
      /NOT DEPLOYED\ncause {2}demo is not deployed yet\.\nnext {3}ha-lab deploy --project generated\/demo\n$/,
    );
    expect(JSON.parse(succeed('status', '--json'))).toMatchObject({
      verdict: 'NOT_DEPLOYED',
      project: 'demo',
      schemaVersion: 1,
    });
    expect(lab('status', '--check').status).toBe(3);
    expect(lab('break', 'stop-docker')).toMatchObject({ status: 2, stderr: expect.stringMatching(/not deployed yet/) });
  });
});
