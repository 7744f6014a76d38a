// Where answers come from: the order of sources, the types, the defaults that follow from other answers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  environmentName,
  judgeAnswers,
  parseAnswer,
  planProject,
  QUESTIONS,
  type Question,
  resolveGiven,
  unanswered,
  withDefaults,
} from '../../src/generator/index.js';

const none = { flags: {}, environment: {}, file: {} };

function question(id: string): Question {
  const found = QUESTIONS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}

describe('the order of sources', () => {
  const all = { flags: { 'min-size': '4' }, environment: { HA_LAB_MIN_SIZE: '3' }, file: { minSize: 2 } };

  test.each([
    [all, 4, 'flag'],
    [{ ...all, flags: {} }, 3, 'environment'],
    [{ ...all, flags: {}, environment: {} }, 2, 'answers file'],
    [{ ...all, flags: {}, environment: { HA_LAB_MIN_SIZE: '' } }, 2, 'answers file'],
    [none, undefined, undefined],
  ])('%j gives %s from %s', (sources, value, source) => {
    const { given, sources: from, problems } = resolveGiven(QUESTIONS, sources);
    expect([given.minSize, from.minSize, problems]).toEqual([value, source, []]);
  });

  test('a flag of false counts as given', () => {
    expect(resolveGiven(QUESTIONS, { ...none, flags: { 'detailed-monitoring': false } }).given.detailedMonitoring).toBe(
      false,
    );
  });
});

describe('problems', () => {
  test('all of them at once, each with its source', () => {
    const { problems } = resolveGiven(QUESTIONS, {
      flags: { 'min-size': 'two', 'policy-type': 'magic' },
      environment: { HA_LAB_MAX_SIZE: '2.5', HA_LAB_DETAILED_MONITORING: 'maybe' },
      file: { region: 7, minsize: 2, colour: 'red' },
    });
    expect(problems).toEqual([
      '"minsize" in the answers file is not a question; did you mean "minSize"?',
      '"colour" in the answers file is not a question',
      '"region" in the answers file must be a text; it is 7',
      'HA_LAB_DETAILED_MONITORING must be true or false; it is "maybe"',
      '--min-size must be a number; it is "two"',
      'HA_LAB_MAX_SIZE must be a whole number; it is "2.5"',
      '--policy-type must be one of: step, simple, target-tracking; it is "magic"',
    ]);
  });

  test('a value means the same from a flag, a variable and a file', () => {
    expect(parseAnswer(question('availabilityZones'), 'us-east-1a, us-east-1c')).toEqual({
      value: ['us-east-1a', 'us-east-1c'],
    });
    expect(parseAnswer(question('availabilityZones'), ['us-east-1a', 'us-east-1c'])).toEqual({
      value: ['us-east-1a', 'us-east-1c'],
    });
    expect(parseAnswer(question('workMs'), '16.5')).toEqual({ value: 16.5 });
    expect(parseAnswer(question('detailedMonitoring'), 'no')).toEqual({ value: false });
    for (const wrong of ['', ' ', [], null, {}, Number.NaN])
      expect(parseAnswer(question('minSize'), wrong)).toHaveProperty('problem');
  });
});

test('of a region that is none its zones are not told to be wrong, too', async () => {
  await expect(planProject({ name: 'shop', region: 'mars-1' })).rejects.toThrow(
    'This cannot be built: --region must be a region such as "us-east-1"',
  );
  const zones = { name: 'shop', availabilityZones: ['a', 'b'] };
  await expect(planProject(zones)).rejects.toThrow(
    /^This cannot be built: --availability-zones must be a zone such as "us-east-1a"$/,
  );
});

describe('defaults follow the answers', () => {
  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ region: 'eu-west-1' }, { availabilityZones: ['eu-west-1a', 'eu-west-1b'] }],
    [
      { cidrBlock: '172.16.0.0/20' },
      { publicSubnetCidrs: ['172.16.0.0/24', '172.16.1.0/24'], privateSubnetCidrs: ['172.16.8.0/24', '172.16.9.0/24'] },
    ],
    [
      { cidrBlock: '10.0.0.0/24' },
      { publicSubnetCidrs: ['10.0.0.0/27', '10.0.0.32/27'], privateSubnetCidrs: ['10.0.0.128/27', '10.0.0.160/27'] },
    ],
    [
      { availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
      { publicSubnetCidrs: ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'] },
    ],
    [{ minSize: 3 }, { desiredCapacity: 3, maxSize: 4 }],
    [{ maxSize: 1 }, { desiredCapacity: 1, minSize: 1 }],
    [{ desiredCapacity: 6 }, { maxSize: 6, minSize: 1 }],
    [{ bootstrapSeconds: 240 }, { healthCheckGracePeriod: 480 }],
    [{ healthCheckIntervalSeconds: 10, healthyThresholdCount: 2 }, { healthCheckGracePeriod: 270 }],
  ])('%j → %j', (given, expected) => {
    expect(withDefaults(QUESTIONS, given as never)).toMatchObject(expected);
  });
});

describe('the table itself', () => {
  test('every question has its own flag, variable and place', () => {
    for (const names of [
      QUESTIONS.map(({ flag }) => flag),
      QUESTIONS.map(environmentName),
      QUESTIONS.map(({ path }) => path),
    ]) {
      expect(new Set(names).size).toBe(QUESTIONS.length);
    }
  });

  test('questions that mean nothing are not asked', () => {
    const asked = (policyType: string) => unanswered(QUESTIONS, { policyType }).map(({ id }) => id);
    expect(asked('step')).toEqual(expect.arrayContaining(['defaultInstanceWarmup', 'cpuHighThreshold']));
    expect(asked('step')).not.toEqual(expect.arrayContaining(['defaultCooldown']));
    expect(asked('simple')).toEqual(expect.arrayContaining(['defaultCooldown']));
    expect(asked('target-tracking')).toEqual(expect.arrayContaining(['targetValue']));
    expect(asked('target-tracking')).not.toEqual(expect.arrayContaining(['cpuHighThreshold']));
  });

  test('nothing typed into a flag makes resolving throw', () => {
    const flags = fc.dictionary(
      fc.constantFrom(...QUESTIONS.map(({ flag }) => flag)),
      fc.oneof(fc.string(), fc.boolean(), fc.double(), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(flags, (values) => {
        const { given, problems } = resolveGiven(QUESTIONS, { ...none, flags: values });
        expect(Object.keys(given).length + problems.length).toBe(
          Object.values(values).filter((value) => value !== undefined).length,
        );
      }),
    );
  });
});

describe('which answers could mend what cannot be built', () => {
  test.each<[string, Readonly<Record<string, string | number | string[]>>, readonly (readonly string[])[]]>([
    ['sizes', { minSize: 5, maxSize: 3 }, [['minSize', 'maxSize']]],
    ['one of them by default', { minSize: 2, desiredCapacity: 1 }, [['minSize', 'desiredCapacity']]],
    ['a value that could not stand alone', { name: 'Shop!', minSize: 5, maxSize: 3 }, [['name']]],
    [
      'a zone of another region',
      { region: 'eu-west-1', availabilityZones: ['eu-west-1a', 'us-east-1b'] },
      [['region', 'availabilityZones']],
    ],
    [
      'ranges that follow from the VPC’s: the VPC’s is asked for',
      { cidrBlock: '10.0.0.0/25' },
      Array.from({ length: 2 }, () => ['cidrBlock']),
    ],
    [
      'a check',
      { healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 20 },
      [['healthCheckIntervalSeconds', 'healthCheckTimeoutSeconds']],
    ],
    ['nothing', {}, []],
  ])('%s', (_, given, expected) => {
    expect(judgeAnswers(QUESTIONS, given).objections.map(({ answers }) => answers)).toEqual(expected);
  });
});
