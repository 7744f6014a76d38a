// What people get wrong, each as a command of its own: the place, the next step, the exit code, and nothing lost.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { workbooks } from '../helpers/workbook.js';

const books = workbooks(scratchFolder());

interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly ref?: string;
}

/** The same refusal twice: for people on stderr, and with --json as one object on stdout. */
function refusal(
  args: readonly string[],
  book: string,
): ShownError & { readonly status: number | null; readonly text: string } {
  const talk = runCli(args, book);
  const data = runCli([...args, '--json'], book);
  expect(data.status).toBe(talk.status);
  expect([talk.stdout, data.stderr]).toEqual(['', '']);
  expect(talk.stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
  const { schemaVersion, error } = JSON.parse(data.stdout) as { schemaVersion: number; error: ShownError };
  expect(schemaVersion).toBe(1);
  expect(error.suggestions.length).toBeGreaterThan(0);
  for (const line of error.suggestions) expect(talk.stderr).toContain(`  → ${line}`);
  return { ...error, status: talk.status, text: talk.stderr };
}

function edit(file: string, change: (text: string) => string): string {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  return after;
}

describe('a slip of the finger', () => {
  test.each<[readonly string[], string, readonly string[]]>([
    [
      ['break', 'stop-dokcer'],
      'There is no drill named stop-dokcer.',
      ['ha-lab break stop-docker   stops', 'ha-lab break   lists all drills'],
    ],
    [
      ['lesson', 'run', 'docker-die', '--yes'],
      'There is no lesson named docker-die.',
      ['ha-lab lesson run docker-dies   06 ', 'ha-lab lesson list   shows all lessons'],
    ],
    [['stauts'], 'There is no command named stauts.', ['ha-lab status', 'all of them: ha-lab --help']],
  ])('%s: what was meant, and where all of them are', (args, message, steps) => {
    const shown = refusal(args, books.written());
    expect(shown).toMatchObject({ status: 2, message });
    expect(shown.suggestions).toEqual(steps.map((step) => expect.stringContaining(step)));
  });

  test('flags alone are asked of the page that says where one is', () => {
    expect(JSON.parse(runCli(['--json'], books.empty()).stdout)).toMatchObject({ schemaVersion: 1, projects: [] });
    expect(refusal(['--jsn'], books.empty())).toMatchObject({ status: 2, message: 'Nonexistent flag: --jsn' });
    expect(runCli(['--version'], books.empty()).stdout).toMatch(/^ha-lab\//);
  });

  test('a flag is named as it is typed, without the parser’s words around it', () => {
    const book = books.written();
    expect(refusal(['sandbox', 'serve', '--speed', 'fast'], book).message).toBe('--speed: "fast" is no speed.');
    expect(refusal(['logs', '--tail', '-3'], book).message).toMatch(/^--tail: Expected an integer/);
    expect(refusal(['load', '--users', '1', '--rate', '1'], book).message).toMatch(
      /^--users=1 cannot also be provided/,
    );
    const drill = refusal(['break', 'lower-threshold', '--set', 'threshold=low', '--set', 'foo=1'], books.deployed());
    expect(drill.message.split('\n').slice(1)).toEqual([
      '  --set threshold: expected number, received string',
      '  --set foo: it has no such parameter',
    ]);
  });
});

describe('ha-lab.json', () => {
  const config = (book: string): string => join(book, 'generated/demo/ha-lab.json');

  test('that is no JSON: file, line, next step', () => {
    const book = books.written();
    const kept = edit(config(book), (text) => text.replace('"minSize": 2,', '"minSize": 2'));
    const shown = refusal(['deploy'], book);
    expect(shown).toMatchObject({ status: 2, code: 'INVALID_CONFIG' });
    expect(`${shown.message} ${shown.ref}`).toMatch(/ha-lab\.json:\d+/);
    expect(readFileSync(config(book), 'utf8')).toBe(kept);
  });

  test('with wrong values: all of them at once', () => {
    const book = books.written();
    edit(config(book), (text) =>
      text.replace('"minSize": 2', '"minSize": "two"').replace('"maxSize": 4', '"maxSize": -1'),
    );
    const { status, message } = refusal(['plan'], book);
    expect(status).toBe(2);
    expect(message).toMatch(/minSize[\s\S]*maxSize/);
  });

  test('with min above desired', () => {
    const book = books.written();
    edit(config(book), (text) => text.replace('"minSize": 2', '"minSize": 3'));
    expect(refusal(['deploy'], book)).toMatchObject({ status: 2, message: expect.stringMatching(/desiredCapacity/) });
  });
});

describe('the project’s own code', () => {
  const main = (book: string): string => join(book, 'generated/demo/main.ts');

  test('that does not compile: the file and the line of the learner', () => {
    const book = books.written();
    edit(main(book), (text) => `${text}\nconst broken = ;\n`);
    const shown = refusal(['deploy'], book);
    expect(shown).toMatchObject({ status: 2, code: 'SYNTHESIS_FAILED' });
    expect(`${shown.message} ${shown.ref}`).toMatch(/main\.ts:\d+/);
  });

  test('with a resource type that the applier does not know: refused by name', () => {
    const book = books.written();
    edit(main(book), (text) =>
      text
        .replace('import { App', "import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';\nimport { App")
        .replace('    const outputs', "    new SnsTopic(this, 'topic', { name: 'extra' });\n\n    const outputs"),
    );
    const shown = refusal(['plan'], book);
    expect(shown).toMatchObject({ status: 2, code: 'UNSUPPORTED_RESOURCE' });
    expect(shown.text).toMatch(/aws_sns_topic/);
  });

  test('with an expression that is no plain reference: refused with its place', () => {
    const book = books.written();
    edit(main(book), (text) => text.replace('vpc_id: network.vpc.id', ['vpc_id: `\\', '{upper("x")}`'].join('$')));
    const shown = refusal(['plan'], book);
    expect(shown).toMatchObject({ status: 2, code: 'UNSUPPORTED_EXPRESSION' });
    expect(shown.text).toMatch(/upper/);
  });
});

describe('the input log', () => {
  test('cut short by a crash: its last line was never answered; it is set aside, told once, and all goes on', () => {
    const book = books.deployed();
    const log = join(book, '.ha-lab/sandbox/inputs.log');
    const cut = edit(log, (text) => text.slice(0, -30));
    const { status, stderr } = runCli(['status'], book);
    expect(status).toBe(0);
    const aside = /bytes lie in (\S+)/.exec(stderr.replace(/\n\s*/g, ' '))?.[1] ?? '';
    expect(stderr).toMatch(/cut short/);
    expect(cut.endsWith(readFileSync(join(aside, 'inputs.log'), 'utf8'))).toBe(true);
    expect(runCli(['status'], book)).toMatchObject({ status: 0, stderr: '' });
    // What was cut here is the clock's last move: the machines are a few minutes younger again.
    expect(runCli(['deploy'], book).status).toBe(0);
    expect(JSON.parse(runCli(['status', '--json'], book).stdout).verdict).toBe('HEALTHY');
  });

  test('altered: refused with file and line by every command; repaired without loss; then all goes on', () => {
    const book = books.deployed();
    const log = join(book, '.ha-lab/sandbox/inputs.log');
    const broken = edit(log, (text) => {
      const lines = text.split('\n');
      return [...lines.slice(0, -2), (lines.at(-2) ?? '').replace('"at"', '"AT"'), ''].join('\n');
    });
    for (const args of [['status'], ['sandbox', 'status']]) {
      const shown = refusal(args, book);
      expect(shown).toMatchObject({
        status: 2,
        code: 'INPUT_LOG_DAMAGED',
        ref: expect.stringMatching(/inputs\.log:\d+$/),
      });
      expect(shown.text).toMatch(/\n {2}at .*inputs\.log:\d+\n {2}→ ha-lab sandbox repair/);
    }
    expect(readFileSync(log, 'utf8')).toBe(broken);

    const { setAside, keptInputs } = JSON.parse(runCli(['sandbox', 'repair', '--json'], book).stdout);
    expect(keptInputs).toBeGreaterThan(30);
    expect(readFileSync(log, 'utf8') + readFileSync(join(setAside, 'inputs.log'), 'utf8')).toBe(broken);
    expect(runCli(['sandbox', 'repair'], book).stdout).toMatch(/whole; nothing to repair/);
    expect(runCli(['deploy'], book).status).toBe(0);
    expect(JSON.parse(runCli(['status', '--json'], book).stdout).verdict).toBe('HEALTHY');
  });

  test('reset: a new sandbox begins, the old one is kept whole', () => {
    const book = books.deployed();
    const log = readFileSync(join(book, '.ha-lab/sandbox/inputs.log'));
    const { kept } = JSON.parse(runCli(['sandbox', 'reset', '--json'], book).stdout);
    expect(kept).toEqual([join(book, '.ha-lab/sandbox.old-1'), join(book, '.ha-lab/state.old-1')]);
    expect(readFileSync(join(book, '.ha-lab/sandbox.old-1/inputs.log'))).toEqual(log);
    expect(JSON.parse(runCli(['status', '--json'], book).stdout).verdict).toBe('NOT_DEPLOYED');
    expect(runCli(['sandbox', 'reset'], books.empty()).stdout).toMatch(/no sandbox here yet/);
  });

  test('a damaged state file is named, and nothing is touched', () => {
    const book = books.deployed();
    edit(join(book, '.ha-lab/state/demo.sandbox.json'), (text) => text.slice(0, 200));
    expect(refusal(['status'], book)).toMatchObject({ status: 5, code: 'STATE_DAMAGED' });
    expect(runCli([], book)).toMatchObject({ status: 0, stdout: expect.stringMatching(/ha-lab status/) });
  });
});

describe('the project', () => {
  test('none', () => {
    expect(refusal(['deploy'], books.empty())).toMatchObject({
      status: 2,
      code: 'NO_PROJECT',
      suggestions: [expect.stringMatching(/^ha-lab new --yes/)],
    });
  });

  test('two: the choices, each ready to be typed', () => {
    const book = books.written();
    expect(runCli(['new', 'shop', '--yes'], book).status).toBe(0);
    expect(refusal(['status'], book)).toMatchObject({
      status: 2,
      code: 'NO_PROJECT',
      suggestions: ['ha-lab status --project generated/demo', 'ha-lab status --project generated/shop'],
    });
    expect(runCli(['status', '--project', 'generated/shop'], book).stdout).toMatch(/^shop /);
  });

  test('not deployed', () => {
    expect(refusal(['break', 'stop-docker'], books.written())).toMatchObject({
      status: 2,
      code: 'NOT_DEPLOYED',
      suggestions: ['ha-lab deploy --project generated/demo'],
    });
  });
});

describe('drills', () => {
  test('an unknown one: those there are', () => {
    const shown = refusal(['break', 'everything'], books.empty());
    expect(shown).toMatchObject({ status: 2, code: 'UNKNOWN_DRILL' });
    expect(shown.suggestions.join('\n')).toMatch(/ha-lab break stop-docker[\s\S]*ha-lab break terminate/);
  });

  test('wrong parameters: all problems at once, with what each parameter means', () => {
    const args = [
      'break',
      'spike-cpu',
      '--set',
      'seconds=-5',
      '--set',
      'threads=many',
      '--set',
      'colour=red',
      '--set',
      'bare',
    ];
    const { status, message, suggestions } = refusal(args, books.empty());
    expect(status).toBe(2);
    expect(message).toMatch(/(?=[\s\S]*seconds)(?=[\s\S]*threads)(?=[\s\S]*colour)(?=[\s\S]*bare)/);
    expect(suggestions).toEqual([
      expect.stringMatching(/^--on any {3}`all`/),
      expect.stringMatching(/^--set seconds=300 {3}how long/),
      expect.stringMatching(/^--set threads=2 {3}busy loops/),
    ]);
  });

  test('nobody to do it to', () => {
    const shown = refusal(['break', 'terminate', '--on', 'us-east-1f'], books.deployed());
    expect(shown).toMatchObject({ status: 2, code: 'UNKNOWN_TARGET' });
    expect(shown.text).toMatch(/--on: i-[0-9a-f]{17} \(us-east-1[ab], healthy\)/);
  });

  test('a dry run shows the act and its undo, and does nothing', () => {
    const book = books.deployed();
    const run = runCli(['break', 'stop-docker', '--dry-run'], book);
    expect(run).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^would {4}stop-docker on i-[\s\S]*\nundo {5}runs on i-\w{17}: systemctl start docker.service\n$/,
      ),
    });
    expect(runCli(['heal'], book).stdout).toMatch(/No drill is open/);
  });
});

describe('words that are no command, no flag, no time', () => {
  const empty = books.empty();
  test.each<[string, readonly string[], string, RegExp]>([
    ['no length', ['sandbox', 'advance', 'banana'], 'INVALID_CONFIG', /"banana" is not a length of time/],
    ['a bare number', ['sandbox', 'advance', '15'], 'INVALID_CONFIG', /15m/],
    ['a negative length', ['sandbox', 'advance', '--', '-5m'], 'INVALID_CONFIG', /"-5m"/],
    ['nothing at all', ['sandbox', 'advance'], 'USAGE', /length/],
    ['a flag that is none', ['status', '--wach'], 'USAGE', /--wach/],
    ['a file of what is watched', ['status', '--watch', '--save', 'f'], 'USAGE', /--watch.*cannot also be provided/],
    ['a file of what is not exported', ['load', '--output', 'f'], 'USAGE', /--output: --export/],
    ['too many words', ['status', 'now'], 'UNKNOWN_COMMAND', /ha-lab status --help/],
    ['a command that is none', ['satus'], 'UNKNOWN_COMMAND', /There is no command named satus[\s\S]*ha-lab status/],
    ['a sandbox command that is none', ['sandbox', 'pause'], 'UNKNOWN_COMMAND', /ha-lab sandbox status/],
    ['a speed that is none', ['sandbox', 'serve', '--speed', 'fast'], 'INVALID_CONFIG', /instant/],
    ['a speed below zero', ['sandbox', 'serve', '--speed', '-1'], 'INVALID_CONFIG', /speed/],
    ['an account id that is none', ['sandbox', 'serve', '--account', '12345'], 'INVALID_CONFIG', /Twelve digits/],
    ['a region that is none', ['sandbox', 'serve', '--region', 'Frankfurt'], 'INVALID_CONFIG', /--region eu-west-1/],
    ['nobody who serves', ['sandbox', 'serve', '--print-env'], 'NOT_SERVED', /ha-lab sandbox serve/],
  ])('%s', (_, args, code, text) => {
    const { status, stdout, stderr } = runCli(withJson(args), empty);
    expect([status, stderr]).toEqual([2, '']);
    const { schemaVersion, error } = JSON.parse(stdout) as {
      readonly schemaVersion: number;
      readonly error: ShownError;
    };
    expect([schemaVersion, error.code]).toEqual([1, code]);
    expect([error.message, ...error.suggestions].join('\n')).toMatch(text);
  });

  /** --json before a `--`, else at the end. */
  function withJson(args: readonly string[]): readonly string[] {
    const end = args.indexOf('--');
    return end < 0 ? [...args, '--json'] : [...args.slice(0, end), '--json', ...args.slice(end)];
  }
});
