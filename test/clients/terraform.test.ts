// The real Terraform and its AWS provider against the served sandbox, where a machine has them: one life of the generated stack.
// The provider waits by itself for more than a minute around a load balancer, so everything shares one apply and one destroy.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../src/applier/index.js';
import { type Config, type Overlay, overlayConfig, planProject, writeProject } from '../../src/generator/index.js';
import { planDeploy } from '../../src/lab/deploy.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { inventory } from '../../src/lab/inventory.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { findTerraform } from '../helpers/terraform.js';
import { type Served, served } from './helpers/served.js';
import { type Changes, changesOfOurs, changesOfTerraforms } from './helpers/terraform-changes.js';
import { TerraformFolder, type TerraformRun } from './helpers/terraform-folder.js';

const found = findTerraform();
const missing = 'missing' in found ? found.missing : undefined;
const MINUTES = 60_000;
/** Fast enough that the provider's own delays decide; slow enough for two busy processors. */
const SPEED = 120;

interface Edit {
  readonly name: string;
  readonly overlay: Overlay;
  readonly address: string;
}

/** Each touches a resource of its own, so that one plan of Terraform's shows them all. */
const EDITS: readonly Edit[] = [
  {
    name: 'health check interval',
    overlay: { targetGroup: { healthCheckIntervalSeconds: 10 } },
    address: 'aws_lb_target_group.target_group',
  },
  {
    name: 'limits of the capacity',
    overlay: { group: { minSize: 1, maxSize: 6 } },
    address: 'aws_autoscaling_group.group',
  },
  {
    name: 'threshold of the alarm',
    overlay: { alarms: { cpuHighThreshold: 55 } },
    address: 'aws_cloudwatch_metric_alarm.cpu_high',
  },
  {
    name: 'instance type',
    overlay: { launchTemplate: { instanceType: 't3.small' } },
    address: 'aws_launch_template.launch_template',
  },
];

/** A mistake in each of two ways: an operation and a parameter that the sandbox does not model. */
const REFUSED = {
  provider: { aws: [{}] },
  resource: {
    aws_ec2_managed_prefix_list: { unknown_operation: { name: 'x', address_family: 'IPv4', max_entries: 1 } },
    aws_vpc: { unknown_parameter: { cidr_block: '10.9.0.0/16', instance_tenancy: 'dedicated' } },
  },
};

describe.skipIf(missing !== undefined)(`Terraform${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const folder = scratchFolder();
  const project = join(folder, 'tf-stack');
  /** The same project again: two syntheses of one at the same time would write the same files. */
  const copy = join(folder, 'copy');
  const runs: Record<string, TerraformRun> = {};
  let endpoint: Served;
  let terraform: TerraformFolder;
  let mistaken: TerraformFolder;
  let config: Config;
  let edited: Config;
  let planned: Changes;
  /** Name of the edit → what our applier plans for it. */
  const ours: Record<string, Changes> = {};

  beforeAll(async () => {
    if ('missing' in found) return;
    const plan = await planProject({ name: 'tf-stack' });
    config = overlayConfig(plan.config, { group: { minSize: 2 } });
    edited = EDITS.reduce((before, { overlay }) => overlayConfig(before, overlay), config);
    for (const place of [project, copy]) writeProject(plan.files, place);
    const { file } = await synthesise(project, { config });
    endpoint = await served(Sandbox.born({ seed: 'terraform' }), SPEED);
    terraform = new TerraformFolder(found, dirname(file), endpoint.url);
    mistaken = mistakenProject(join(folder, 'mistaken'), endpoint.url);
    await lifeOfTheStack();
  }, 12 * MINUTES);
  afterAll(async () => {
    await Promise.all([terraform?.stop(), mistaken?.stop()]);
    await endpoint?.stop();
  });

  function mistakenProject(place: string, url: string): TerraformFolder {
    if ('missing' in found) throw new Error(found.missing);
    mkdirSync(place);
    writeFileSync(join(place, 'main.tf.json'), JSON.stringify(REFUSED));
    return new TerraformFolder(found, place, url);
  }

  /** Every command once; what came of it is for the tests to judge. The mistakes are made, and our plans, while the provider waits for its load balancer. */
  async function lifeOfTheStack(): Promise<void> {
    const run = async (name: string, ...words: readonly string[]): Promise<void> => {
      runs[name] = await terraform.run(...words, '-no-color', '-input=false');
    };
    runs.init = await terraform.init();
    await Promise.all([run('apply', 'apply', '-auto-approve'), mistakes(), ourPlans()]);
    await run('plan', 'plan', '-detailed-exitcode');
    await synthesise(project, { config: edited });
    await run('edit', 'plan', '-detailed-exitcode', '-refresh=false', '-out=edited.plan');
    const shown = await terraform.run('show', '-json', 'edited.plan');
    planned = shown.status === 0 ? changesOfTerraforms(shown.output) : {};
    runs.update = await terraform.run('apply', '-no-color', 'edited.plan');
    await run('planAfterUpdate', 'plan', '-detailed-exitcode');
    await run('destroy', 'destroy', '-auto-approve');
  }

  async function mistakes(): Promise<void> {
    await mistaken.init();
    runs.mistakes = await mistaken.run('apply', '-auto-approve', '-no-color', '-input=false');
  }

  async function ourPlans(): Promise<void> {
    const { deployment } = await deployInMemory(copy, { seed: 'ours' }, config);
    const planOf = async (wanted: Config): Promise<Changes> =>
      changesOfOurs((await planDeploy(deployment, wanted)).plan);
    for (const { name, overlay } of EDITS) ours[name] = await planOf(overlayConfig(config, overlay));
    ours.all = await planOf(edited);
  }

  const succeeded = (name: string, status = 0): void => {
    const { status: real, output } = runs[name] ?? { output: 'was not run' };
    expect(real, `terraform ${name}:\n${output}`).toBe(status);
  };

  test('init finds the mirrored provider', () => succeeded('init'));

  test('apply makes the whole generated stack', () => {
    succeeded('apply');
    expect(runs.apply?.output).toMatch(/Apply complete! Resources: 3\d added, 0 changed, 0 destroyed/);
  });

  test('the plan that follows is empty', () => succeeded('plan', 0));

  test('an operation and a parameter that are not modelled are refused at once', () => {
    succeeded('mistakes', 1);
    expect(runs.mistakes?.output).toContain('InvalidAction');
    expect(runs.mistakes?.output).toContain('The sandbox does not model InstanceTenancy dedicated of CreateVpc.');
    const refusals = endpoint.lines.map(({ message }) => message);
    expect(refusals.filter((message) => message.includes('CreateManagedPrefixList'))).toHaveLength(1);
    expect(refusals.filter((message) => message.includes('CreateVpc'))).toHaveLength(1);
    expect(refusals).toHaveLength(2);
  });

  test.each(EDITS)('$name: Terraform plans what our applier plans', ({ name, address }) => {
    const alone = ours[name] ?? {};
    expect(Object.keys(alone)).toEqual([address]);
    expect(planned[address]).toEqual(alone[address]);
  });

  test('all edits together: nothing else is planned, by neither', () => {
    succeeded('edit', 2);
    expect(planned).toEqual(ours.all);
  });

  test('the edits are applied, and the plan that follows is empty', () => {
    succeeded('update');
    succeeded('planAfterUpdate', 0);
  });

  test('destroy leaves nothing', async () => {
    succeeded('destroy');
    expect(await inventory(endpoint.clients, 'tf-stack')).toEqual([]);
  });
});
