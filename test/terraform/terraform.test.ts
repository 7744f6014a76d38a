// One stack's commands against a stand-in binary: when it initialises, whose files it leaves alone, and what an interrupt does.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentFor, findTerraform, Terraform, type TerraformEvent } from '../../src/terraform/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { mirror, stackFolder, standIn } from './helpers/stand-in.js';

const root = scratchFolder();
let count = 0;

interface Place {
  readonly terraform: Terraform;
  readonly stack: string;
  readonly keep: string;
  calls(): readonly string[];
}

/** @param behaviour of the stand-in after `init`, which always makes a lock file. */
async function place(behaviour: string, mirrored: readonly string[] = ['6.25.0'], asked = '6.25.0'): Promise<Place> {
  count += 1;
  const folder = join(root, String(count));
  const init = "if (words[0] === 'init') { fs.writeFileSync('.terraform.lock.hcl', 'made'); end(0); }";
  const { folder: PATH, calls } = standIn(join(folder, 'bin'), 'terraform', '1.11.4', `${init}\n${behaviour}`);
  const stack = stackFolder(join(folder, 'stack'), asked);
  const keep = join(folder, 'keep');
  const configuration = join(folder, 'rc');
  const source = mirror(join(folder, 'mirror'), 'registry.terraform.io', mirrored);
  writeFileSync(configuration, `provider_installation { filesystem_mirror { path = "${source}" } }`);
  const env = { PATH, TF_CLI_CONFIG_FILE: configuration };
  const terraform = new Terraform({
    binary: await findTerraform(env),
    folder: stack,
    keep,
    env,
    override: { endpoint: 'http://127.0.0.1:1', sandboxKeys: true, stateFile: join(folder, 'state') },
    stateFile: join(folder, 'state'),
  });
  return { terraform, stack, keep, calls: () => calls().filter((call) => call !== 'version') };
}

const OVERRIDE = 'ha-lab_override.tf.json';
const APPLIED = JSON.stringify({
  type: 'apply_complete',
  hook: { resource: { addr: 'aws_vpc.vpc' }, action: 'create', elapsed_seconds: 1 },
});

describe('the folder of the stack', () => {
  test('holds the override only while Terraform runs; what the project says stays as it is', async () => {
    const copy = `fs.copyFileSync('${OVERRIDE}', process.env.TF_DATA_DIR + '.json'); say(${JSON.stringify(APPLIED)}); end(0);`;
    const { terraform, stack, keep } = await place(copy);
    const before = readFileSync(join(stack, 'cdk.tf.json'), 'utf8');
    const events: TerraformEvent[] = [];
    const { done } = await terraform.apply({ onEvent: (event) => events.push(event) });
    expect(done).toEqual([{ address: 'aws_vpc.vpc', action: 'create' }]);
    expect(events).toHaveLength(1);
    const seen = JSON.parse(readFileSync(join(keep, 'data.json'), 'utf8'));
    expect(seen.provider.aws[0]).toMatchObject({
      access_key: 'HALABSANDBOX',
      endpoints: [{ ec2: 'http://127.0.0.1:1', elbv2: 'http://127.0.0.1:1', sts: 'http://127.0.0.1:1' }],
    });
    expect(seen.terraform).toEqual({ backend: { local: { path: expect.stringMatching(/state$/) } } });
    expect(readdirSync(stack).sort()).toEqual(['.terraform.lock.hcl', 'cdk.tf.json']);
    expect(readFileSync(join(stack, 'cdk.tf.json'), 'utf8')).toBe(before);
  });

  test('another version in the mirror: named in the override, and the learner’s own lock file comes back', async () => {
    const copy = `fs.copyFileSync('${OVERRIDE}', process.env.TF_DATA_DIR + '.json'); end(0);`;
    const { terraform, stack, keep } = await place(copy, ['5.99.0', '5.100.0']);
    writeFileSync(join(stack, '.terraform.lock.hcl'), 'theirs');
    await terraform.apply();
    const seen = JSON.parse(readFileSync(join(keep, 'data.json'), 'utf8'));
    expect(seen.terraform.required_providers.aws).toEqual({ source: 'hashicorp/aws', version: '5.100.0' });
    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8')).toBe('theirs');
  });

  test('what a killed run left is put back by the next one', async () => {
    const { terraform, stack, keep } = await place('end(0);', ['5.100.0']);
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(stack, OVERRIDE), '{}');
    writeFileSync(join(stack, '.terraform.lock.hcl'), 'ours');
    writeFileSync(join(keep, 'theirs.lock.hcl'), 'theirs');
    writeFileSync(join(keep, 'swapped'), 'theirs');
    await terraform.apply();
    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8')).toBe('theirs');
    expect(existsSync(join(stack, OVERRIDE))).toBe(false);
  });
});

describe('init', () => {
  test('once for the same settings; again when the project asks for another provider', async () => {
    const { terraform, stack, calls } = await place('end(0);', ['6.25.0', '6.26.0']);
    await terraform.apply();
    await terraform.destroy();
    stackFolder(stack, '6.26.0');
    await terraform.apply();
    expect(calls().map((call) => call.split(' ')[0])).toEqual(['init', 'apply', 'destroy', 'init', 'apply']);
  });

  test('a lock file of another version is renewed', async () => {
    const other = standIn(join(root, 'locked'), 'terraform', '1.11.4', LOCKED);
    const again = new Terraform({
      binary: await findTerraform({ PATH: other.folder }),
      folder: stackFolder(join(root, 'locked-stack'), '6.25.0'),
      keep: join(root, 'locked-keep'),
      env: {},
      override: {},
    });
    expect((await again.apply()).failure).toBeUndefined();
    expect(other.calls().filter((call) => call.startsWith('init'))).toEqual([
      'init -no-color -input=false -reconfigure',
      'init -no-color -input=false -reconfigure -upgrade',
    ]);
  });

  test('nothing to be had: said with what to do', async () => {
    const offline = standIn(join(root, 'offline'), 'terraform', '1.11.4', OFFLINE);
    const terraform = new Terraform({
      binary: await findTerraform({ PATH: offline.folder }),
      folder: stackFolder(join(root, 'offline-stack'), '6.25.0'),
      keep: join(root, 'offline-keep'),
      env: {},
      override: {},
    });
    await expect(terraform.apply()).rejects.toMatchObject({
      code: 'ENVIRONMENT',
      message: expect.stringContaining('Failed to query available provider packages'),
      suggestions: [
        expect.stringContaining('providers mirror'),
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ],
    });
  });
});

const LOCKED = `
if (words[0] === 'init' && !words.includes('-upgrade')) { say('Error: must use terraform init -upgrade to allow'); end(1); }
if (words[0] === 'init') fs.writeFileSync('.terraform.lock.hcl', 'made');
end(0);`;
const OFFLINE = `say('Error: Failed to query available provider packages'); end(1);`;

/** Waits to be interrupted; then ends after a while as the real one does, or at once at the second interrupt. */
const PATIENT = `
let times = 0;
say(${JSON.stringify(JSON.stringify({ type: 'apply_start', hook: { resource: { addr: 'a.b' }, action: 'create' } }))});
process.on('SIGINT', () => {
  times += 1;
  if (times === 2) end(9);
  setTimeout(() => { say(${JSON.stringify(APPLIED)}); end(1); }, SLOW);
});
setInterval(() => {}, 1000);`;

test('killed from outside: said so, and not with whatever it said last', async () => {
  const { terraform } = await place(`say(${JSON.stringify(APPLIED)}); process.kill(process.pid, 'SIGKILL');`);
  const { done, failure } = await terraform.apply();
  expect(done).toHaveLength(1);
  expect(failure?.message).toBe('terraform apply was ended from outside (SIGKILL) before it was done.');
  expect(failure?.suggestions[0]).toContain('go on from here: ha-lab deploy');
});

test('what stands already is imported by its address and id', async () => {
  const { terraform, calls } = await place('end(0);');
  await terraform.adopt('aws_lb.lb', 'arn:x');
  expect(calls().at(-1)).toBe('import -no-color -input=false -lock-timeout=20s aws_lb.lb arn:x');
});

describe('an interrupt', () => {
  const whenStarted = (work: () => void) => (event: TerraformEvent) => {
    if (event.kind === 'started') work();
  };

  test('is passed on once, and the end waited for', async () => {
    const { terraform } = await place(PATIENT.replace('SLOW', '300'));
    const stop = new AbortController();
    const end = await terraform.apply({ signal: stop.signal, onEvent: whenStarted(() => stop.abort()) });
    expect(end).toMatchObject({ interrupted: true, done: [{ address: 'aws_vpc.vpc' }] });
    expect(end.failure?.message).toMatch(/^terraform apply stopped:/);
  });

  test('a second one, from the keyboard, makes it give up; its note of the lock does not stay', async () => {
    const note = join(root, String(count + 1), '.state.lock.info');
    const written = `fs.writeFileSync(${JSON.stringify(note)}, JSON.stringify({ Created: new Date().toISOString() }));`;
    const { terraform } = await place(`${written}\n${PATIENT.replace('SLOW', '60000')}`);
    const stop = new AbortController();
    const twice = (): void => {
      stop.abort();
      setTimeout(() => process.emit('SIGINT'), 200);
    };
    const began = performance.now();
    const end = await terraform.apply({ signal: stop.signal, onEvent: whenStarted(twice) });
    expect(end.interrupted).toBe(true);
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(existsSync(note)).toBe(false);
  });
});

describe('the environment of a run', () => {
  const shell = {
    PATH: '/bin',
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL_EC2: 'http://x',
    AWS_CA_BUNDLE: '/ca',
    TF_WORKSPACE: 'other',
    TF_CLI_ARGS_plan: '-x',
    TF_CLI_CONFIG_FILE: '/rc',
    TF_LOG: 'debug',
  };

  test('for the sandbox: nothing of an account, no files with keys', () => {
    const env = environmentFor('sandbox', shell);
    expect(
      Object.keys(env)
        .filter((name) => /^(?:AWS|TF)_/.test(name))
        .sort(),
    ).toEqual(['AWS_CA_BUNDLE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'TF_CLI_CONFIG_FILE', 'TF_LOG']);
    expect(env.AWS_CONFIG_FILE).not.toContain('.aws');
  });

  test('for an account: the learner’s own, without what would bend Terraform', () => {
    expect(environmentFor('aws', shell)).toMatchObject({ AWS_PROFILE: 'work', AWS_ENDPOINT_URL_EC2: 'http://x' });
    expect(environmentFor('aws', shell)).not.toHaveProperty('TF_WORKSPACE');
  });
});
