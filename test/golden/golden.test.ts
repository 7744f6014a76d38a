// generated/ha-django is what `new --yes` writes, byte for byte; and what it writes compiles, keeps its promises, and is Terraform.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../src/applier/synth.js';
import { type Answers, planProject, writeProject } from '../../src/generator/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { findTerraform, offlineEnvironment } from '../helpers/terraform.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GOLDEN = join(ROOT, 'generated', 'ha-django');
const folder = scratchFolder();

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !/^(node_modules|dist|cdktf\.out|\.ha-lab)\//.test(path))
    .sort();
}

describe('generated/ha-django', () => {
  test('is what the generator writes (after a change on purpose: npm run build && node scripts/golden.mjs)', async () => {
    const { files } = await planProject({ name: 'ha-django' });
    expect(filesUnder(GOLDEN)).toEqual(files.map(({ to }) => to).sort());
    for (const { to, content } of files) expect(readFileSync(join(GOLDEN, to), 'utf8'), to).toBe(content);
  });

  test('was made by the command it names', () => {
    expect(readFileSync(join(GOLDEN, 'README.md'), 'utf8')).toContain('\nha-lab new ha-django --yes\n');
  });
});

describe('a generated project', () => {
  let project: string;

  beforeAll(() => {
    project = join(folder, 'ha-django');
    cpSync(GOLDEN, project, { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  });

  const run = (command: string, args: readonly string[]) =>
    spawnSync(command, args, { cwd: project, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

  test('compiles, and its own test passes', () => {
    expect(run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc')])).toMatchObject({
      status: 0,
      stdout: '',
    });
    const own = run(process.execPath, ['--test', '--test-reporter=tap', join('dist', 'test', 'stack.test.js')]);
    expect(own.stdout).toMatch(/\n# pass 9\n# fail 0\n/);
    expect(own.status).toBe(0);
  });

  test('its own test notices a broken promise', () => {
    const file = join(project, 'lib', 'network.ts');
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace('mapPublicIpOnLaunch: false', 'mapPublicIpOnLaunch: true'));
    run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc')]);
    const own = run(process.execPath, ['--test', '--test-reporter=tap', join('dist', 'test', 'stack.test.js')]);
    writeFileSync(file, source);
    expect(own.stdout).toMatch(/not ok \d+ - instances live in private subnets and have no public address/);
  });

  test('is formatted', () => {
    const formatted = join(folder, 'formatted');
    mkdirSync(formatted);
    for (const path of filesUnder(project).filter((name) => /\.(ts|js|json)$/.test(name)))
      cpSync(join(project, path), join(formatted, path));
    const { formatter, javascript } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
    writeFileSync(join(formatted, 'biome.json'), JSON.stringify({ root: true, formatter, javascript }));
    const biome = spawnSync(join(ROOT, 'node_modules', '.bin', 'biome'), ['format', '--colors=off', '.'], {
      cwd: formatted,
      encoding: 'utf8',
    });
    const ours = biome.stderr.split('\n').filter((line) => / format ━/.test(line) && !line.includes('biome.json'));
    expect(ours).toEqual([]);
  });

  test('gives the same stack run by hand as by ha-lab', async () => {
    run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc')]);
    expect(run(process.execPath, [join('dist', 'main.js')])).toMatchObject({ status: 0 });
    const byHand = readFileSync(join(project, 'cdktf.out', 'stacks', 'ha-django', 'cdk.tf.json'), 'utf8');
    const { file } = await synthesise(project);
    expect(readFileSync(file, 'utf8')).toBe(byHand);
  });
});

const terraform = findTerraform();
const reason = 'missing' in terraform ? ` (skipped: ${terraform.missing})` : '';

describe.skipIf(reason !== '')(`the real Terraform accepts the stack${reason}`, () => {
  const variants: readonly (readonly [string, Answers])[] = [
    ['as recommended', {}],
    [
      'simple policies, three zones',
      { policyType: 'simple', availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
    ],
    ['target tracking, single NAT', { policyType: 'target-tracking', natGateways: 'single' }],
  ];

  test.each(variants)('%s', async (title, answers) => {
    if ('missing' in terraform) throw new Error(terraform.missing);
    const place = join(folder, title.replaceAll(/\W+/g, '-'));
    const { directory } = writeProject((await planProject(answers)).files, join(place, 'project'));
    const { file } = await synthesise(directory);
    const run = join(place, 'run');
    mkdirSync(run);
    cpSync(file, join(run, 'cdk.tf.json'));
    const required_providers = { aws: { source: 'hashicorp/aws', version: terraform.providerVersion } };
    writeFileSync(
      join(run, 'lab_override.tf.json'),
      JSON.stringify({ terraform: { backend: { local: { path: 'terraform.tfstate' } }, required_providers } }),
    );

    const env = offlineEnvironment(terraform, run);
    const call = (...args: string[]) => spawnSync(terraform.binary, args, { cwd: run, env, encoding: 'utf8' });
    const init = call('init', '-input=false', '-no-color');
    expect(init.status, init.stderr).toBe(0);
    const validate = call('validate', '-json');
    expect(JSON.parse(validate.stdout)).toMatchObject({ valid: true, error_count: 0, diagnostics: [] });
  });
});
