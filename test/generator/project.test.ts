// From answers to files: refusals, variants, prices, the command that recreates a project, writing whole or not at all.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answers,
  defaultConfig,
  overlayConfig,
  planProject,
  priceList,
  QUESTIONS,
  type RenderedFile,
  reviewText,
  writeProject,
} from '../../src/generator/index.js';
import { scratchFolder } from '../helpers/scratch.js';

const folder = scratchFolder();

function content(files: readonly RenderedFile[], path: string): string {
  const file = files.find(({ to }) => to === path);
  if (!file) throw new Error(`no ${path}`);
  return file.content;
}

/** What a shell would make of a printed command: words, quotes taken off. */
function words(command: string): string[] {
  const shell = spawnSync('sh', ['-c', `for word in ${command}; do printf '%s\\n' "$word"; done`], {
    encoding: 'utf8',
  });
  return shell.stdout.split('\n').slice(0, -1);
}

/** Answers back from the flags of a printed command. */
function answersOf(command: string): Answers {
  const [, , name, , ...rest] = words(command);
  const answers: Record<string, string | boolean | number | string[]> = { name: name ?? '' };
  for (let index = 0; index < rest.length; index++) {
    const flag = (rest[index] ?? '').slice(2);
    const question = QUESTIONS.find((each) => each.flag === flag.replace(/^no-/, ''));
    if (!question) throw new Error(`unknown flag ${flag}`);
    if (question.type === 'boolean') answers[question.id] = !flag.startsWith('no-');
    else {
      const value = rest[++index] ?? '';
      answers[question.id] =
        question.type === 'number' ? Number(value) : question.type === 'list' ? value.split(',') : value;
    }
  }
  return answers;
}

describe('planning', () => {
  test('all refusals at once, each with its flag or its fix', async () => {
    await expect(planProject({ name: 'Shop!', maxSize: 0, healthCheckPath: 'healthz' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      exitCode: 2,
      message:
        'This cannot be built, for 3 reasons:\n  --name must begin with a lower-case letter\n  --health-check-path must be a path that begins with "/"\n  --max-size must be at least 1',
    });
    await expect(planProject({ minSize: 3, desiredCapacity: 2 })).rejects.toThrow(
      /desiredCapacity 2 is less than minSize 3: set desiredCapacity to at least 3/,
    );
  });

  test('the printed command makes the same project', async () => {
    const answers = fc.record(
      {
        name: fc
          .stringMatching(/^[a-z]([a-z0-9]-?){0,9}[a-z0-9]$/)
          .filter((name) => !name.startsWith('sg-') && !name.startsWith('internal-')),
        region: fc.constantFrom('us-east-1', 'eu-west-1'),
        cidrBlock: fc.constantFrom('10.0.0.0/16', '192.168.0.0/20'),
        natGateways: fc.constantFrom('per-zone', 'single'),
        policyType: fc.constantFrom('step', 'simple', 'target-tracking'),
        detailedMonitoring: fc.boolean(),
        minSize: fc.integer({ min: 1, max: 3 }),
        bootstrapSeconds: fc.integer({ min: 0, max: 600 }),
        healthCheckPath: fc.constantFrom('/', "/it's?a=1&b=2", '/healthz'),
        workMs: fc.constantFrom(0, 16.5, 20),
        ami: fc.constantFrom('al2023', 'al2'),
      },
      { requiredKeys: ['name'] },
    );
    await fc.assert(
      fc.asyncProperty(answers, async (given) => {
        const plan = await planProject(given as Answers);
        expect((await planProject(answersOf(plan.command))).files).toEqual(plan.files);
      }),
      { numRuns: 25 },
    );
  });

  test('what follows from another answer is not said again', async () => {
    const { command } = await planProject({ name: 'shop', region: 'eu-west-1', minSize: 2 });
    expect(command).toBe('ha-lab new shop --yes --region eu-west-1 --min-size 2');
  });
});

describe('the files', () => {
  test('are the same sixteen for everyone', async () => {
    const { files } = await planProject({ name: 'shop' });
    expect(files.map(({ to }) => to)).toEqual([
      'ha-lab.json',
      'main.ts',
      'lib/network.ts',
      'lib/load-balancer.ts',
      'lib/compute.ts',
      'lib/scaling.ts',
      'user-data.sh',
      'test/stack.test.ts',
      'load/plan.jmx',
      'load/plan.k6.js',
      'iam-policy.json',
      'cdktf.json',
      'package.json',
      'tsconfig.json',
      '.gitignore',
      'README.md',
    ]);
  });

  test('the code holds no number of the stack: it is the same whatever was answered', async () => {
    const one = await planProject({ name: 'one' });
    const other = await planProject({
      name: 'other',
      minSize: 2,
      natGateways: 'single',
      policyType: 'simple',
      cidrBlock: '10.9.0.0/20',
      healthCheckPath: '/healthz',
      image: 'x/y:2',
    });
    for (const path of [
      'main.ts',
      'lib/network.ts',
      'lib/load-balancer.ts',
      'lib/compute.ts',
      'lib/scaling.ts',
      'user-data.sh',
      'test/stack.test.ts',
    ]) {
      expect(content(other.files, path)).toBe(content(one.files, path));
    }
  });

  test('Amazon Linux 2 has another package manager', async () => {
    expect(content((await planProject({ ami: 'al2' })).files, 'user-data.sh')).toContain('\nyum install -y docker\n');
    expect(content((await planProject({})).files, 'user-data.sh')).toContain('\ndnf install -y docker\n');
  });

  test('the user data is a shell script without a slip', async () => {
    const script = content((await planProject({})).files, 'user-data.sh').replace(/\{\{[A-Z_]+\}\}/g, '1');
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('the JMeter plan has users who are there at once and users who come', async () => {
    const plan = content((await planProject({})).files, 'load/plan.jmx');
    const groups = [
      ...plan.matchAll(
        /<ThreadGroup [^>]*testname="([^"]+)"[\s\S]*?num_threads">\$\{__P\(\w+,(\d+)\)\}[\s\S]*?ramp_time">(.*?)<[\s\S]*?scheduler">(\w+)<[\s\S]*?__P\(duration,(\d+)/g,
      ),
    ];
    expect(groups.map((match) => match.slice(1))).toEqual([
      ['base users', '10', '0', 'true', '600'],
      ['ramp users', '90', expect.stringContaining('P(ramp,300)'), 'true', '600'],
    ]);
    expect(plan).toContain('serialize_threadgroups">false');
    expect(plan.match(/<hashTree>/g)).toHaveLength((plan.match(/<\/hashTree>/g) ?? []).length);
  });

  test('the k6 plan is a module that parses', async () => {
    const { transform } = await import('esbuild');
    const plan = content((await planProject({})).files, 'load/plan.k6.js');
    expect((await transform(plan)).warnings).toEqual([]);
    expect(plan).toMatch(/startVUs: 10,[\s\S]*duration: '300s', target: 100/);
  });

  test.each<[Answers, RegExp[], RegExp[]]>([
    [{ natGateways: 'single' }, [/app_b -\.->\|"way out"\| nat_a/], [/nat_b/]],
    [{ policyType: 'target-tracking' }, [/`lib\/scaling.ts` \| scaling policies \|/], [/and alarms/]],
    [{ image: 'registry.example.org/app:3' }, [/k6/], [/\*\*The image\.\*\*/]],
  ])('README for %j', async (answers, present, absent) => {
    const readme = content((await planProject(answers)).files, 'README.md');
    for (const pattern of present) expect(readme).toMatch(pattern);
    for (const pattern of absent) expect(readme).not.toMatch(pattern);
  });
});

describe('prices', () => {
  test('the idle stack costs about 16 cents an hour, more than half of it for NAT', () => {
    const { lines, perHour, perDay, complete } = priceList(defaultConfig());
    expect(perHour).toBeCloseTo(0.1609, 4);
    expect(perDay).toBeCloseTo(3.86, 2);
    expect(complete).toBe(true);
    expect((lines.find(({ item }) => item === 'NAT gateway')?.perHour ?? 0) / perHour).toBeGreaterThan(0.55);
  });

  test('each line counts what the stack has', () => {
    const config = overlayConfig(defaultConfig(), {
      vpc: { natGateways: 'single' },
      group: { desiredCapacity: 3 },
      launchTemplate: { detailedMonitoring: false },
    });
    const counts = Object.fromEntries(priceList(config).lines.map(({ item, count }) => [item, count]));
    expect(counts).toEqual({
      'NAT gateway': 1,
      'load balancer': 1,
      't3.micro': 3,
      'public IPv4 address': 3,
      '8 GB disk': 3,
      alarm: 2,
    });
  });

  test('an unknown instance type makes the sum a lower bound, and the review says so', async () => {
    const plan = await planProject({ instanceType: 'm5.large' });
    expect(plan.prices.complete).toBe(false);
    const review = reviewText({ ...plan, directory: 'generated/x' });
    expect(review).toMatch(/2 × m5\.large +unknown/);
    expect(review).toMatch(/together .* at least \$/);
  });
});

test('the review fits 80 columns and holds everything asked for', async () => {
  const plan = await planProject({ natGateways: 'single', workers: 1, region: 'eu-central-1' });
  const review = reviewText({ ...plan, directory: 'generated/ha-django' });
  for (const heading of ['Files in', 'Network', 'Behaviour', 'Price on AWS', 'Worth knowing', 'Again'])
    expect(review).toContain(`${heading}`);
  const last = review.split('\n').at(-1);
  expect(review.split('\n').filter((line) => line.length > 80 && line !== last)).toEqual([]);
});

describe('writing', () => {
  const files: RenderedFile[] = [{ to: 'a/b.txt', content: 'b\n', mode: 0o640, about: '' }];

  test('contents and modes; git begins outside a repository only', () => {
    const outside = writeProject(files, join(folder, 'new', 'project'));
    expect(outside).toEqual({ directory: join(folder, 'new', 'project'), gitInitialised: true });
    expect(readFileSync(join(outside.directory, 'a/b.txt'), 'utf8')).toBe('b\n');
    expect(statSync(join(outside.directory, 'a/b.txt')).mode & 0o777).toBe(0o640);
    const inside = writeProject(files, join(outside.directory, 'inner'));
    expect(inside.gitInitialised).toBe(false);
    expect(readdirSync(inside.directory)).toEqual(['a']);
  });

  test('an occupied folder is refused and left alone', () => {
    const occupied = join(folder, 'occupied');
    mkdirSync(occupied);
    writeFileSync(join(occupied, 'mine.txt'), 'mine');
    expect(() => writeProject(files, occupied)).toThrow(
      expect.objectContaining({
        code: 'TARGET_NOT_EMPTY',
        exitCode: 2,
        message: expect.stringContaining('holds 1 entry (mine.txt)'),
      }),
    );
    expect(readdirSync(occupied)).toEqual(['mine.txt']);
    expect(() => writeProject(files, join(occupied, 'mine.txt'))).toThrow(/is a file/);
  });

  test('an empty folder is used', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    writeProject(files, empty);
    expect(readdirSync(empty).sort()).toEqual(['.git', 'a']);
  });

  test('a failure in the middle leaves nothing, not even folders made on the way', () => {
    const before = readdirSync(folder);
    const clash: RenderedFile[] = [...files, { to: 'a/b.txt/c.txt', content: '', mode: 0o644, about: '' }];
    expect(() => writeProject(clash, join(folder, 'deep', 'er', 'project'))).toThrow();
    expect(readdirSync(folder)).toEqual(before);
    const empty = join(folder, 'still-empty');
    mkdirSync(empty);
    expect(() => writeProject(clash, empty)).toThrow();
    expect(readdirSync(empty)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a place that cannot be written to is the machine, not a bug: exit 5', () => {
    writeFileSync(join(folder, 'file.txt'), '');
    expect(() => writeProject(files, join(folder, 'file.txt', 'below', 'project'))).toThrow(
      expect.objectContaining({
        code: 'ENVIRONMENT',
        exitCode: 5,
        message: expect.stringMatching(/a part of the path is a file/),
      }),
    );
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder that may not be written to (skipped for root, who may write everywhere)',
    () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o500);
      expect(() => writeProject(files, join(closed, 'project'))).toThrow(
        expect.objectContaining({ code: 'ENVIRONMENT', exitCode: 5 }),
      );
      expect(existsSync(join(closed, 'project'))).toBe(false);
    },
  );
});
