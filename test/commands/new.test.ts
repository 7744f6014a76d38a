// `ha-lab new` from outside: in a pipe, in CI, and in a pseudo-terminal driven by keys. Exit codes, streams, and what is left on disk.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratchFolder();
const workbook = (): string => mkdtempSync(join(folder, 'book-'));

describe('without a terminal', () => {
  test('--yes writes a project; data on stdout, talk on stderr', () => {
    const book = workbook();
    const run = runCli(['new', 'shop', '--yes', '--min-size', '2'], book);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/^Written: generated\/shop\n[\s\S]*ha-lab deploy --project generated\/shop\n/);
    expect(run.stderr).toMatch(/Price on AWS while idle[\s\S]*ha-lab new shop --yes --min-size 2\n$/);
    const config = JSON.parse(readFileSync(join(book, 'generated/shop/ha-lab.json'), 'utf8'));
    expect(config).toMatchObject({ name: 'shop', group: { minSize: 2, desiredCapacity: 2 } });
    expect(readdirSync(join(book, 'generated'))).toEqual(['shop']);
  });

  test('--json is one object and no talk', () => {
    const run = runCli(['new', '--yes', '--json'], workbook());
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      schemaVersion: 1,
      project: 'ha-django',
      directory: 'generated/ha-django',
      command: 'ha-lab new ha-django --yes',
      prices: { perHour: 0.1609 },
      warnings: [{ rule: 'zone-cover' }],
    });
  });

  test('--yes writes generated/ha-django of this repository, byte for byte', () => {
    const book = workbook();
    expect(runCli(['new', '--yes'], book).status).toBe(0);
    const files = readdirSync(join(book, 'generated/ha-django'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
      .map((entry) => join(entry.parentPath, entry.name).slice(book.length + 1));
    expect(files.length).toBe(16);
    for (const path of files) expect(readFileSync(join(book, path)), path).toEqual(readFileSync(join(ROOT, path)));
  });

  test('flag before variable before file', () => {
    const book = workbook();
    writeFileSync(
      join(book, 'mine.json'),
      JSON.stringify({ name: 'shop', minSize: 2, maxSize: 6, desiredCapacity: 3 }),
    );
    const run = runCli(
      ['new', '--yes', '--answers', 'mine.json', '--max-size', '8', '--no-detailed-monitoring', '--json'],
      book,
      { HA_LAB_MAX_SIZE: '7', HA_LAB_DESIRED_CAPACITY: '4' },
    );
    expect(JSON.parse(run.stdout).config).toMatchObject({
      name: 'shop',
      group: { minSize: 2, desiredCapacity: 4, maxSize: 8 },
      launchTemplate: { detailedMonitoring: false },
    });
  });

  test('--dry-run writes nothing at all', () => {
    const book = workbook();
    const run = runCli(['new', 'shop', '--yes', '--dry-run'], book);
    expect(run.status).toBe(0);
    expect(run.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        '16 files would be written; nothing was.',
        'generated/shop/ha-lab.json',
        'generated/shop/README.md',
      ]),
    );
    expect(readdirSync(book)).toEqual([]);
  });

  test('the last answers can be used again under another name', () => {
    const book = workbook();
    runCli(['new', 'one', '--yes', '--policy-type', 'simple', '--workers', '3'], book);
    const again = runCli(['new', 'two', '--setup', 'reuse', '--json'], book);
    expect(JSON.parse(again.stdout).config).toMatchObject({
      name: 'two',
      scaling: { policyType: 'simple' },
      app: { workers: 3 },
    });
    expect(runCli(['new', 'two', '--setup', 'reuse'], workbook())).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/no last answers/),
    });
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['a pipe', [], {}],
    ['--no-input', ['--no-input'], {}],
    ['CI', [], { CI: 'true' }],
  ])('%s: exit 4 names every missing flag in one command that works', (_, args, settings) => {
    const book = workbook();
    const run = runCli(['new', '--min-size', '2', '--json', ...args], book, settings);
    expect([run.status, run.stderr]).toEqual([4, '']);
    const { error } = JSON.parse(run.stdout);
    expect(error).toMatchObject({
      code: 'INPUT_NEEDED',
      message: expect.stringMatching(/^28 answers are missing .*: <name> --region .* --deregistration-delay$/),
    });
    const ready: string = error.suggestions[1].replace(/^.*?: ha-lab /, '');
    expect(ready).toContain(' --min-size 2 ');
    expect(runCli(ready.split(' '), book, settings).status).toBe(0);
    expect(readdirSync(join(book, 'generated'))).toEqual(['ha-django']);
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'min > desired',
      ['shop', '--min-size', '3', '--desired-capacity', '2'],
      /desiredCapacity 2 is less than minSize 3: set desiredCapacity to at least 3/,
    ],
    ['a name illegal for AWS', ['Shop_1'], /--name must begin with a lower-case letter/],
    ['a name too long for a load balancer', ['s'.repeat(29)], /--name is 29 characters long; at most 28 fit/],
    ['no number', ['shop', '--max-size', 'many'], /--max-size must be a number; it is "many"/],
    ['an unknown flag', ['shop', '--colour', 'red'], /--colour/],
    ['an unknown setup', ['shop', '--setup', 'magic'], /--setup/],
    [
      'an answers file that is not there',
      ['shop', '--answers', 'nowhere.json'],
      /answers file nowhere\.json does not exist/,
    ],
  ])('refused with exit 2: %s', (_, args, expected) => {
    const book = workbook();
    const run = runCli(['new', '--yes', ...args], book);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(expected);
    expect(run.stderr).toContain('→');
    expect(run.stderr).not.toMatch(/\n\s+at /);
    const json = runCli(['new', '--yes', '--json', ...args], book);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout).error).toMatchObject({
      code: expect.any(String),
      message: expect.stringMatching(expected),
      suggestions: expect.any(Array),
    });
    expect(readdirSync(book)).toEqual([]);
  });

  test('an occupied folder is refused and left alone', () => {
    const book = workbook();
    mkdirSync(join(book, 'generated/shop'), { recursive: true });
    writeFileSync(join(book, 'generated/shop/mine.txt'), 'mine');
    const run = runCli(['new', 'shop', '--yes'], book);
    expect(run).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/generated\/shop holds 1 entry \(mine\.txt\)/),
    });
    expect(readdirSync(join(book, 'generated/shop'))).toEqual(['mine.txt']);
    expect(runCli(['new', 'shop', '--yes', '--output', 'elsewhere'], book).status).toBe(0);
    expect(readdirSync(join(book, 'elsewhere'))).toContain('ha-lab.json');
  });
});

describe('in a terminal', () => {
  test('Recommended asks for the name, shows the review, and writes', async () => {
    const book = workbook();
    const terminal = openTerminal(['new'], book);
    await terminal.see('How shall the stack be set up?');
    expect(terminal.screen()).not.toContain('Reuse last answers');
    terminal.press(KEYS.enter);
    await terminal.see('What is the project called?');
    terminal.press(KEYS.clearLine, 'Shop', KEYS.enter);
    await terminal.see('must begin with a lower-case letter');
    terminal.press(KEYS.clearLine, 'shop', KEYS.enter);
    await terminal.see('Write the project?');
    expect(terminal.screen()).toMatch(/together +\$0\.1609/);
    terminal.press(KEYS.enter);
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen()).toContain('Written: generated/shop');
    expect(JSON.parse(readFileSync(join(book, 'generated/shop/ha-lab.json'), 'utf8')).name).toBe('shop');
  });

  test('a name whose folder is taken is not proposed, and is refused while another can be typed; help stays beside the frame', async () => {
    const book = workbook();
    expect(runCli(['new', '--yes'], book).status).toBe(0);
    const terminal = openTerminal(['new'], book, {}, { cols: 80, rows: 40 });
    await terminal.see('How shall the stack be set up?');
    terminal.press(KEYS.enter);
    await terminal.see(/│ {2}and hyphens\n│ {2}ha-django-2/);
    terminal.press(KEYS.clearLine, 'ha-django', KEYS.enter);
    await terminal.see('generated/ha-django is there already');
    terminal.press('-3', KEYS.enter);
    await terminal.see('Write the project?');
    terminal.press(KEYS.enter);
    expect(await terminal.ended()).toBe(0);
    expect(readdirSync(join(book, 'generated'))).toEqual(['ha-django', 'ha-django-3']);
  });

  test('with a name, Recommended asks nothing else', async () => {
    const terminal = openTerminal(['new', 'shop'], workbook());
    await terminal.see('How shall the stack be set up?');
    terminal.press(KEYS.enter);
    await terminal.see('Write the project?');
    expect(terminal.screen()).not.toContain('What is the project called?');
    terminal.press('n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen()).toContain('Nothing was written.');
  });

  test('Customise asks what is open, in order; a choice decides what is asked next', async () => {
    const book = workbook();
    const terminal = openTerminal(['new', 'shop', '--region', 'eu-west-1', '--cidr-block', '10.9.0.0/16'], book);
    await terminal.see('How shall the stack be set up?');
    terminal.press(KEYS.down, KEYS.enter);
    const step = async (question: string, ...keys: readonly string[]): Promise<void> => {
      await terminal.see(question);
      terminal.press(...keys, KEYS.enter);
    };
    await step('Which availability zones?');
    await step('How many NAT gateways?', KEYS.down);
    await step('Which container image?');
    await step('Which port does the container listen on?');
    await step('How many worker processes per machine?');
    await step('Seconds from launch to the first answer');
    await step('Which operating system?');
    await step('Which instance type?');
    await step('Detailed monitoring?');
    await step('Smallest size of the group?', KEYS.clearLine, 'two');
    await terminal.see('must be a number');
    terminal.press(KEYS.clearLine, '2', KEYS.enter);
    await step('Largest size of the group?');
    await step('How many machines at the start?');
    await step('Which kind of scaling policy?', KEYS.down);
    await step('Scale out above which average CPU percentage?');
    await step('… for how many minutes in a row?');
    await step('Scale in below which average CPU percentage?');
    await terminal.see('All of them must be below');
    terminal.press(KEYS.enter);
    await step('Cooldown after an action, in seconds?', KEYS.clearLine, '120');
    expect(terminal.screen()).not.toContain('Warm-up of a new machine');
    await step('Which path does the health check ask for?', KEYS.clearLine, '/healthz');
    await step('Which HTTP codes count as healthy?');
    await step('Seconds between two checks?');
    await step('Seconds until a check without an answer has failed?');
    await step('Passed checks in a row until healthy?');
    await step('Failed checks in a row until unhealthy?');
    await step('Grace period of a new machine, in seconds?');
    await step('Seconds a leaving machine may finish its requests?');
    await step('Write the project?');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen()).toContain(
      'ha-lab new shop --yes --region eu-west-1 --cidr-block 10.9.0.0/16 --nat-gateways single',
    );
    expect(JSON.parse(readFileSync(join(book, 'generated/shop/ha-lab.json'), 'utf8'))).toMatchObject({
      region: 'eu-west-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      vpc: { natGateways: 'single', privateSubnetCidrs: ['10.9.128.0/24', '10.9.129.0/24'] },
      group: { minSize: 2, desiredCapacity: 2, defaultCooldown: 120 },
      scaling: { policyType: 'simple' },
      targetGroup: { healthCheckPath: '/healthz' },
    });
  });

  const SETTLED =
    '--region eu-west-1 --availability-zones eu-west-1a,eu-west-1b --cidr-block 10.9.0.0/16 --nat-gateways single --image django --container-port 8000 --workers 2 --bootstrap-seconds 150 --ami al2023 --instance-type t3.micro --detailed-monitoring --desired-capacity 2 --policy-type target-tracking --target-value 50 --default-instance-warmup 200 --health-check-path / --matcher 200 --healthy-threshold 2 --unhealthy-threshold 2 --health-check-grace-period 600 --deregistration-delay 60';

  test('answers that contradict each other: all of it is said at once, only they are asked again, and nothing else is lost', async () => {
    const book = workbook();
    const terminal = openTerminal(['new', 'shop', '--setup', 'customise', ...SETTLED.split(' ')], book);
    const answer = async (question: string | RegExp, text: string): Promise<void> => {
      await terminal.see(question);
      terminal.press(KEYS.clearLine, text, KEYS.enter);
    };
    await answer('Smallest size of the group?', '3');
    await answer('Largest size of the group?', '2');
    await answer('Seconds between two checks?', '20');
    await answer('Seconds until a check without an answer has failed?', '40');
    await terminal.see(/for 2 reasons:\n {2}minSize 3 is greater than maxSize 2[\s\S]*timeout 40 s is not less than/);
    await terminal.see(/Every other answer is kept[\s\S]*Smallest size[\s\S]*│ {2}3/);
    terminal.press(KEYS.enter);
    await answer(/kept[\s\S]*Largest size/, '4');
    await answer(/kept[\s\S]*How many machines at the start\?[\s\S]*│ {2}2/, '3');
    await terminal.see(/kept[\s\S]*Seconds between two checks\?[\s\S]*│ {2}20/);
    terminal.press(KEYS.enter);
    await answer(/kept[\s\S]*without an answer has failed\?[\s\S]*│ {2}40/, '19');
    await terminal.see('Write the project?');
    terminal.press(KEYS.enter);
    expect(await terminal.ended()).toBe(0);
    expect(JSON.parse(readFileSync(join(book, 'generated/shop/ha-lab.json'), 'utf8'))).toMatchObject({
      vpc: { cidrBlock: '10.9.0.0/16', natGateways: 'single' },
      group: { minSize: 3, maxSize: 4, desiredCapacity: 3 },
      targetGroup: { healthCheckIntervalSeconds: 20, healthCheckTimeoutSeconds: 19 },
    });
  });

  test('Ctrl-C leaves where answers are asked again', async () => {
    const book = workbook();
    const args = ['new', 'shop', '--setup', 'recommended', '--min-size', '5', '--max-size', '3'];
    const terminal = openTerminal(args, book);
    await terminal.see(/greater than maxSize 3[\s\S]*Smallest size of the group\?/);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.ended()).toBe(130);
    expect(readdirSync(book)).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['the first question', 'How shall the stack be set up?', []],
    ['a text', 'What is the project called?', [KEYS.enter]],
    ['the last question', 'Write the project?', [KEYS.enter, KEYS.enter]],
  ])('Ctrl-C at %s: exit 130, nothing left', async (_, question, before) => {
    const book = workbook();
    const terminal = openTerminal(['new'], book);
    const questions = ['How shall the stack be set up?', 'What is the project called?'];
    for (const [index, key] of before.entries()) {
      await terminal.see(questions[index] ?? '');
      terminal.press(key);
    }
    await terminal.see(question);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.ended()).toBe(130);
    expect(terminal.screen()).toContain('Cancelled; nothing was changed.');
    expect(readdirSync(book)).toEqual([]);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['CI', [], { CI: '1' }],
    ['--no-input', ['--no-input'], {}],
  ])('%s: never asks, even in a terminal', async (_, args, settings) => {
    const terminal = openTerminal(['new', ...args], workbook(), settings);
    expect(await terminal.ended()).toBe(4);
    expect(terminal.screen()).toContain('nobody can be asked here');
  });
});
