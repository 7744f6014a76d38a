// ha-lab.json as a learner may break it: every problem at once, each with file:line:column and what to do.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LabError } from '../../src/errors.js';
import { configSchema, defaultConfig, loadConfig, overlayConfig, parseConfig } from '../../src/generator/index.js';

const good = JSON.stringify(defaultConfig('shop'), null, 2);

async function problemsOf(text: string): Promise<readonly string[]> {
  const error = await parseConfig(text, 'ha-lab.json').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LabError);
  const { code, exitCode, message, suggestions } = error as LabError;
  expect([code, exitCode]).toEqual(['INVALID_CONFIG', 2]);
  expect(suggestions.length).toBeGreaterThan(0);
  return message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

/** "line:column" of the first occurrence of a text in the good file. */
function place(needle: string): string {
  const before = good.slice(0, good.indexOf(needle)).split('\n');
  return `ha-lab.json:${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

describe('loading', () => {
  test('a good file gives its configuration and its warnings', async () => {
    const { config, warnings } = await parseConfig(good, 'ha-lab.json');
    expect(config).toEqual(defaultConfig('shop'));
    expect(warnings.map(({ rule }) => rule)).toEqual(['zone-cover']);
  });

  test('a missing file says which and what next', async () => {
    await expect(loadConfig('/nowhere/ha-lab.json')).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'There is no /nowhere/ha-lab.json.',
      exitCode: 2,
    });
  });
});

describe('not JSON', () => {
  test.each([
    ['a missing comma', good.replace('"shop",', '"shop"'), /^ha-lab\.json:4:3 {2}Expected "," /],
    ['a trailing comma', '{ "schemaVersion": 1, }', /^ha-lab\.json:1:\d+ {2}JSON does not support trailing commas/],
    ['a comment', '{\n  // mine\n}', /^ha-lab\.json:2:3 {2}JSON does not support comments/],
    ['a cut-off file', good.slice(0, 200), /^ha-lab\.json:\d+:\d+ {2}/],
    ['an empty file', '', /^ha-lab\.json:1:1 {2}/],
  ])('%s', async (_, text, expected) => {
    expect((await problemsOf(text))[0]).toMatch(expected);
  });

  test('a key that stands there twice', async () => {
    const text = good.replace('"minSize": 1,', '"minSize": 1,\n    "minSize": 2,');
    expect(await problemsOf(text)).toEqual([
      expect.stringMatching(/^ha-lab\.json:\d+:\d+ {2}this key stands here a second time/),
    ]);
  });
});

describe('wrong values', () => {
  test('every problem at once, in the order of the file', async () => {
    const text = good
      .replace('"minSize"', '"minsize"')
      .replace('"t3.micro"', '17')
      .replace('"natGateways": "per-zone"', '"natGateways": "two"')
      .replace('"10.0.0.0/16"', '"10.0.0.1/16"');
    expect(await problemsOf(text)).toEqual([
      `${place('"10.0.0.0/16"')}  vpc.cidrBlock must be a network in CIDR notation such as "10.0.0.0/16", host bits zero`,
      `${place('"per-zone"')}  vpc.natGateways must be one of: "per-zone", "single"`,
      expect.stringMatching(/launchTemplate\.instanceType must be a string, not a number$/),
      expect.stringMatching(/group\.minSize is missing; recommended: "minSize": 1$/),
      expect.stringMatching(/group\.minsize is not a known setting; did you mean "minSize"\?$/),
    ]);
  });

  test.each([
    ['"minSize": 1', '"minSize": 3', /desiredCapacity 2 is less than minSize 3: set desiredCapacity to at least 3/],
    ['"maxSize": 4', '"maxSize": 1000', /group\.maxSize must be at most 100/],
    ['"name": "shop"', '"name": "My Shop"', /name must begin with a lower-case letter/],
    ['"name": "shop"', '"name": "internal-shop"', /must not begin with "internal-"/],
    ['"name": "shop"', `"name": "${'s'.repeat(29)}"`, /is 29 characters long; at most 28 fit/],
    ['"name": "shop"', '"name": "shop-"', /must not end with a hyphen/],
    ['"matcher": "200-299"', '"matcher": "abc"', /must name HTTP codes/],
    ['"image": "ha-lab.example/django-sample:1"', '"image": "$(reboot)"', /must be an image reference/],
    ['"schemaVersion": 1', '"schemaVersion": 2', /schemaVersion/],
  ])('%s → %s', async (from, to, expected) => {
    expect(good).toContain(from);
    const problems = await problemsOf(good.replace(from, to));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('a file that holds something else altogether', async () => {
    expect(await problemsOf('[]')).toHaveLength(1);
    expect((await problemsOf('{}')).length).toBe(Object.keys(defaultConfig()).length);
  });
});

describe('overlays', () => {
  test('change what they name and nothing else', () => {
    const config = overlayConfig(defaultConfig(), {
      group: { healthCheckType: 'EC2' },
      alarms: { actionsEnabled: false },
    });
    expect(config).toEqual({
      ...defaultConfig(),
      group: { ...defaultConfig().group, healthCheckType: 'EC2' },
      alarms: { ...defaultConfig().alarms, actionsEnabled: false },
    });
  });

  test('an unknown setting is refused by name', () => {
    expect(() => overlayConfig(defaultConfig(), { group: { minsize: 2 } } as never)).toThrow(
      /group\.minsize is not a known setting/,
    );
  });
});

test('every setting says what it is', () => {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as {
    properties: Record<string, { properties?: Record<string, { description?: string }>; description?: string }>;
  };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(defaultConfig()));
  for (const part of Object.values(schema.properties)) {
    const described = part.properties ? Object.values(part.properties) : [part];
    for (const setting of described) expect(setting.description).toBeTruthy();
  }
});
