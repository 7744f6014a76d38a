// Somebody's own Terraform configuration on the served sandbox: it applies, the next plan is empty, a change is made in place, nothing stays.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sandbox } from '../../src/sandbox/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { findTerraform } from '../helpers/terraform.js';
import { ROOT } from '../tidy/sources.js';
import { type Served, served } from './helpers/served.js';
import { TerraformFolder, type TerraformRun } from './helpers/terraform-folder.js';

const found = findTerraform();
const missing = 'missing' in found ? found.missing : undefined;
const MINUTES = 60_000;
const SPEED = 120;
const QUIET = ['-no-color', '-input=false'];
/** Of `plan -detailed-exitcode`. */
const NOTHING_TO_DO = 0;

describe.skipIf(missing !== undefined)(
  `Terraform by hand${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const folder = scratchFolder();
    const sandbox = Sandbox.born({ seed: 'by-hand' });
    const runs: Record<string, TerraformRun> = {};
    let endpoint: Served;
    let terraform: TerraformFolder;

    beforeAll(async () => {
      if ('missing' in found) return;
      endpoint = await served(sandbox, SPEED);
      copyFileSync(join(ROOT, 'test/clients/programs/hand-written.tf'), join(folder, 'main.tf'));
      terraform = new TerraformFolder(found, folder, endpoint.url);
      await terraform.init();
      const changed = ['-var=evening=30 20 * * *', '-var=most_errors=7'];
      runs.apply = await terraform.run('apply', '-auto-approve', ...QUIET);
      runs.again = await terraform.run('plan', '-detailed-exitcode', ...QUIET);
      runs.change = await terraform.run('apply', '-auto-approve', ...QUIET, ...changed);
      runs.afterwards = await terraform.run('plan', '-detailed-exitcode', ...QUIET, ...changed);
      runs.destroy = await terraform.run('destroy', '-auto-approve', ...QUIET);
    }, 6 * MINUTES);
    afterAll(async () => {
      await terraform?.stop();
      await endpoint?.stop();
    });

    test('it applies, and nothing is refused', () => {
      expect(runs.apply?.output).toContain('Apply complete!');
      expect(endpoint.lines).toEqual([]);
    });

    test('the next plan is empty', () => {
      expect([runs.again?.status, runs.again?.output]).toEqual([NOTHING_TO_DO, expect.stringContaining('No changes.')]);
    });

    test('a schedule, a policy’s document and an alarm’s threshold are changed where they stand', () => {
      expect(runs.change?.output).toContain('Apply complete! Resources: 0 added, 3 changed, 0 destroyed.');
      expect([runs.afterwards?.status, runs.afterwards?.output]).toEqual([
        NOTHING_TO_DO,
        expect.stringContaining('No changes.'),
      ]);
    });

    test('nothing stays', () => {
      expect(runs.destroy?.output).toContain('Destroy complete!');
      const { autoscaling, cloudwatch, iam } = sandbox.world;
      const { alarms, composites, dashboards } = cloudwatch;
      const left = [autoscaling.groups, alarms, composites, dashboards, iam.policies].flatMap(Object.keys);
      expect(left).toEqual([]);
    });
  },
);
