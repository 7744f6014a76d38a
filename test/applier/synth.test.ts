// Synthesis of generated projects in a foreign folder, with nothing installed there: variants, overlays, and every way to fail.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../src/applier/synth.js';
import type { LabError } from '../../src/errors.js';
import { type Answers, defaultConfig, overlayConfig, planProject, writeProject } from '../../src/generator/index.js';
import { scratchFolder } from '../helpers/scratch.js';

const folder = scratchFolder();
let count = 0;

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
  readonly output: Readonly<Record<string, { readonly value: string }>>;
}

async function project(answers: Answers = {}): Promise<string> {
  const plan = await planProject({ name: 'shop', ...answers });
  return writeProject(plan.files, join(folder, `project-${count++}`)).directory;
}

async function stackOf(answers: Answers): Promise<Stack> {
  return (await synthesise(await project(answers))).json as unknown as Stack;
}

describe('a project in a foreign folder', () => {
  let directory: string;
  let before: readonly string[];
  let stack: Stack;

  beforeAll(async () => {
    directory = await project();
    before = readdirSync(directory).sort();
    const synthesis = await synthesise(directory);
    expect(synthesis.stackName).toBe('shop');
    expect(synthesis.file).toBe(join(directory, 'cdktf.out', 'stacks', 'shop', 'cdk.tf.json'));
    expect(JSON.parse(readFileSync(synthesis.file, 'utf8'))).toEqual(synthesis.json);
    stack = synthesis.json as unknown as Stack;
  });

  test('leaves its result and nothing else', () => {
    expect(readdirSync(directory).sort()).toEqual([...before, 'cdktf.out'].sort());
  });

  test('gives the same bytes each time, and no path of this machine', async () => {
    const file = join(directory, 'cdktf.out', 'stacks', 'shop', 'cdk.tf.json');
    const first = readFileSync(file, 'utf8');
    await synthesise(directory);
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(first).not.toContain(folder);
  });

  test('writes plain references only, but for the address', () => {
    const strings =
      JSON.stringify({ ...stack.resource, ...stack.output }).match(/"(?:[^"\\]|\\.)*\$\{(?:[^"\\]|\\.)*"/g) ?? [];
    const odd = strings.filter((text) => !/^"\$\{(data\.)?[a-z_]+\.[a-z_]+\.[a-z_]+\}"$/.test(text));
    expect(odd).toEqual([expect.stringMatching(/^"http:\/\/\$\{aws_lb\.load_balancer\.dns_name\}"$/)]);
    expect(strings.length).toBeGreaterThan(40);
  });

  test('two synthesises at once do not disturb each other', async () => {
    const results = await Promise.all([synthesise(directory), synthesise(directory)]);
    expect(results[0]?.json).toEqual(results[1]?.json);
    expect(existsSync(join(directory, '.ha-lab'))).toBe(false);
  });

  test('an overlay changes the stack and not the file', async () => {
    const text = readFileSync(join(directory, 'ha-lab.json'), 'utf8');
    const config = overlayConfig(defaultConfig('shop'), {
      group: { minSize: 2, healthCheckType: 'EC2' },
      alarms: { actionsEnabled: false },
    });
    const { resource } = (await synthesise(directory, { config })).json as unknown as Stack;
    expect(resource.aws_autoscaling_group?.group).toMatchObject({ min_size: 2, health_check_type: 'EC2' });
    expect(resource.aws_cloudwatch_metric_alarm?.cpu_low).toMatchObject({ actions_enabled: false });
    expect(readFileSync(join(directory, 'ha-lab.json'), 'utf8')).toBe(text);
  });
});

describe('variants', () => {
  test('step policies count machines that warm up', async () => {
    const { resource } = await stackOf({ defaultInstanceWarmup: 240 });
    expect(resource.aws_autoscaling_policy?.scale_out).toMatchObject({
      policy_type: 'StepScaling',
      step_adjustment: [{ metric_interval_lower_bound: '0', scaling_adjustment: 1 }],
    });
    expect(resource.aws_autoscaling_policy?.scale_in).toMatchObject({
      step_adjustment: [{ metric_interval_upper_bound: '0', scaling_adjustment: -1 }],
    });
    expect(resource.aws_autoscaling_group?.group).toMatchObject({ default_instance_warmup: 240 });
  });

  test('simple policies wait for a cooldown', async () => {
    const { resource } = await stackOf({ policyType: 'simple', defaultCooldown: 120 });
    expect(resource.aws_autoscaling_policy?.scale_out).toMatchObject({
      policy_type: 'SimpleScaling',
      scaling_adjustment: 1,
      cooldown: 120,
    });
    expect(resource.aws_autoscaling_policy?.scale_out).not.toHaveProperty('step_adjustment');
    expect(Object.keys(resource.aws_cloudwatch_metric_alarm ?? {})).toEqual(['cpu_high', 'cpu_low']);
  });

  test('target tracking has one policy and no alarms of ours', async () => {
    const { resource, output } = await stackOf({ policyType: 'target-tracking', targetValue: 45 });
    expect(resource.aws_autoscaling_policy).toEqual({
      track_cpu: expect.objectContaining({ policy_type: 'TargetTrackingScaling' }),
    });
    expect(JSON.stringify(resource.aws_autoscaling_policy)).toContain('"target_value":45');
    expect(resource).not.toHaveProperty('aws_cloudwatch_metric_alarm');
    expect(output).not.toHaveProperty('cpu_high_alarm');
  });

  test('VPC-20 each private subnet leaves through the NAT of its own zone', async () => {
    const { resource } = await stackOf({ availabilityZones: ['us-east-1a', 'us-east-1c', 'us-east-1d'] });
    expect(Object.keys(resource.aws_nat_gateway ?? {})).toEqual(['nat_a', 'nat_c', 'nat_d']);
    for (const letter of ['a', 'c', 'd']) {
      expect(resource.aws_route?.[`private_to_nat_${letter}`]?.nat_gateway_id).toBe(
        `\${aws_nat_gateway.nat_${letter}.id}`,
      );
      expect(resource.aws_nat_gateway?.[`nat_${letter}`]?.subnet_id).toBe(`\${aws_subnet.public_subnet_${letter}.id}`);
    }
  });

  test('with a single NAT all private subnets leave through the first zone', async () => {
    const { resource } = await stackOf({ natGateways: 'single' });
    expect(Object.keys(resource.aws_nat_gateway ?? {})).toEqual(['nat_a']);
    expect(Object.keys(resource.aws_eip ?? {})).toEqual(['nat_address_a']);
    expect(resource.aws_route?.private_to_nat_b?.nat_gateway_id).toMatch(/^\$\{aws_nat_gateway\.nat_a\.id\}$/);
  });
});

describe('failures', () => {
  async function failure(directory: string): Promise<LabError> {
    const error = await synthesise(directory).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'LabError', code: 'SYNTHESIS_FAILED', exitCode: 2 });
    expect((error as LabError).suggestions.length).toBeGreaterThan(0);
    expect(readdirSync(directory)).not.toContain('.ha-lab');
    return error as LabError;
  }

  async function broken(edit: (main: string) => string): Promise<LabError> {
    const directory = await project();
    const file = join(directory, 'main.ts');
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
    return failure(directory);
  }

  test('no project', async () => {
    expect((await failure(folder)).message).toMatch(/holds no main\.ts/);
  });

  test('a syntax error: file, line and column', async () => {
    const error = await broken((main) => main.replace('const network = createNetwork(this);', 'const network = ;'));
    expect(error.message).toMatch(/does not compile:\n {2}main\.ts:29:21 {2}Unexpected ";"/);
    expect(error.ref).toBe('main.ts:29');
  });

  test('a package that is not there', async () => {
    const error = await broken((main) => `import 'left-pad';\n${main}`);
    expect(error.message).toMatch(/main\.ts:1:8 {2}Could not resolve "left-pad"/);
    expect(error.suggestions.join()).toMatch(/npm install/);
  });

  test('an exception: message, and the place in the project', async () => {
    const error = await broken((main) =>
      main.replace(
        'const network = createNetwork(this);',
        "const network = createNetwork(this); throw new Error('boom');",
      ),
    );
    expect(error.message).toMatch(/^main\.ts failed: Error: boom\n {2}at main\.ts:29:\d+$/);
  });

  test('an exception deep in cdktf names the project line that led there', async () => {
    const error = await broken((main) =>
      main.replace(
        "new AwsProvider(this, 'aws', {",
        "new AwsProvider(this, 'aws');\n    new AwsProvider(this, 'aws', {",
      ),
    );
    expect(error.message).toMatch(/already a Construct with name 'aws'/);
    expect(error.ref).toMatch(/^main\.ts:17:\d+$/);
  });

  test('no stack', async () => {
    expect((await broken((main) => main.replace('app.synth();', ''))).message).toMatch(/ran, but defined no stack/);
    expect((await broken((main) => main.replace('new HighlyAvailableStack(app, config.name);', ''))).message).toMatch(
      /defined no stack/,
    );
  });

  test('two stacks', async () => {
    const error = await broken((main) =>
      main.replace('app.synth();', "new HighlyAvailableStack(app, 'other');\n  app.synth();"),
    );
    expect(error.message).toMatch(/defines 2 stacks \(other, shop\)/);
  });

  test('a broken ha-lab.json', async () => {
    const directory = await project();
    writeFileSync(join(directory, 'ha-lab.json'), '{ "name": "shop", }');
    expect((await failure(directory)).message).toMatch(/ha-lab\.json:1:\d+ {2}JSON does not support trailing commas/);
  });

  test('a name in user-data.sh that nothing fills in', async () => {
    const directory = await project();
    writeFileSync(join(directory, 'user-data.sh'), '#!/bin/bash\necho {{COLOUR}}\n');
    expect((await failure(directory)).message).toMatch(
      /user-data\.sh asks for \{\{COLOUR\}\}.*\n {2}at lib\/compute\.ts:\d+:\d+/,
    );
  });

  test('a policy type that does not exist', async () => {
    const directory = await project();
    const file = join(directory, 'ha-lab.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"step"', '"magic"'));
    expect((await failure(directory)).message).toMatch(
      /policyType is "magic"; use "step", "simple" or "target-tracking"/,
    );
  });

  test('a project that cannot be written to is the machine, not a bug: exit 5', async () => {
    const directory = await project();
    writeFileSync(join(directory, '.ha-lab'), 'a file where a folder must be');
    await expect(synthesise(directory)).rejects.toMatchObject({ code: 'ENVIRONMENT', exitCode: 5 });
  });

  test('after a failure the last good result still stands', async () => {
    const directory = await project();
    const { file } = await synthesise(directory);
    const good = readFileSync(file, 'utf8');
    writeFileSync(join(directory, 'lib', 'scaling.ts'), 'broken(');
    await failure(directory);
    expect(readFileSync(file, 'utf8')).toBe(good);
  });
});
