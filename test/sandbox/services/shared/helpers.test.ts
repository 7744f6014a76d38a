import { describe, expect, test } from 'vitest';
import { filtered, pattern } from '../../../../src/sandbox/services/shared/filters.js';
import { onlyModelled } from '../../../../src/sandbox/services/shared/modelled.js';
import { page } from '../../../../src/sandbox/services/shared/pages.js';
import { own } from '../../../../src/sandbox/services/shared/records.js';
import { checkTags, tagMembers, tagsFrom } from '../../../../src/sandbox/services/shared/tags.js';

describe('pattern', () => {
  const rows: readonly [string, string, boolean][] = [
    ['web', 'web', true],
    ['web', 'web2', false],
    ['al2023-ami-2023.*-x86_64', 'al2023-ami-2023.9.1-x86_64', true],
    ['al2023-ami-2023.*-x86_64', 'al2023-ami-2023x9-x86_64', false],
    ['gp?', 'gp3', true],
    ['gp?', 'gp', false],
    ['*', '', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a.b', 'axb', false],
    ['(*)', '(x)', true],
    ['a\\', 'a\\', true],
  ];
  test.each(rows)('%s on %s: %s', (value, text, expected) => {
    expect(pattern(value)(text)).toBe(expected);
  });
});

interface Thing {
  readonly id: string;
  readonly zones: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

describe('filtered', () => {
  const things: readonly Thing[] = [
    { id: 'a', zones: ['x', 'y'], tags: { env: 'lab' } },
    { id: 'b', zones: ['y'], tags: { env: 'prod', team: 'one' } },
    { id: 'c', zones: [], tags: {} },
  ];
  const table = {
    id: ({ id }: Thing) => id,
    zone: ({ zones }: Thing) => zones,
  };
  const ids = (...filters: { Name: string; Values: string[] }[]): string =>
    filtered(things, filters, table, ({ tags }) => tags)
      .map(({ id }) => id)
      .join('');

  const rows: readonly [string, { Name: string; Values: string[] }[], string][] = [
    ['no filter', [], 'abc'],
    ['values are alternatives', [{ Name: 'id', Values: ['a', 'c'] }], 'ac'],
    [
      'filters are all required',
      [
        { Name: 'id', Values: ['a', 'b'] },
        { Name: 'zone', Values: ['x'] },
      ],
      'a',
    ],
    ['a list matches by any', [{ Name: 'zone', Values: ['y'] }], 'ab'],
    ['a filter without values lets nothing pass', [{ Name: 'id', Values: [] }], ''],
    ['tag by key', [{ Name: 'tag:env', Values: ['prod'] }], 'b'],
    ['tag keys', [{ Name: 'tag-key', Values: ['te*'] }], 'b'],
    ['tag values', [{ Name: 'tag-value', Values: ['lab'] }], 'a'],
  ];
  test.each(rows)('%s', (_name, filters, expected) => {
    expect(ids(...filters)).toBe(expected);
  });

  test.each(['colour', 'constructor'])('an unknown name is refused: %s', (Name) => {
    expect(() => ids({ Name, Values: ['x'] })).toThrow(`The filter '${Name}' is invalid`);
  });
});

describe('page', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];

  test('all pages together are the list', () => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const answer = page(letters, { maxResults: 2, nextToken });
      seen.push(...answer.items);
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(letters);
  });

  test('a list that fits has no token', () => {
    expect(page(letters, { maxResults: 5 })).toEqual({ items: letters });
    expect(page(letters, {})).toEqual({ items: letters });
    expect(page(letters, { defaultSize: 4 }).nextToken).toBeDefined();
  });

  test.each(['x', btoa('position:-1'), btoa('position:1.5'), '%%'])('a foreign token is refused: %s', (nextToken) => {
    expect(() => page(letters, { nextToken })).toThrow('is invalid');
  });
});

describe('tags', () => {
  test('survive the way through the store', () => {
    const members = [
      { Key: 'b', Value: '2' },
      { Key: 'a', Value: '' },
    ];
    expect(tagMembers(tagsFrom(members))).toEqual(members);
  });

  const refused: readonly [string, { Key?: string; Value?: string }[]][] = [
    ['aws: as prefix', [{ Key: 'AWS:x' }]],
    ['no key', [{ Value: 'x' }]],
    ['a key twice', [{ Key: 'a' }, { Key: 'a' }]],
    ['a long key', [{ Key: 'k'.repeat(129) }]],
    ['a long value', [{ Key: 'k', Value: 'v'.repeat(257) }]],
    ['more than fifty', Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` }))],
  ];
  test.each(refused)('refused: %s', (_name, members) => {
    expect(() => checkTags(members)).toThrow();
  });

  test('those of AWS itself do not count', () => {
    const existing = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, '']));
    expect(() => checkTags([{ Key: 'one' }], { ...existing, 'aws:a': '', 'aws:b': '' })).not.toThrow();
    expect(() => checkTags([{ Key: 'one' }, { Key: 'two' }], existing)).toThrow('maximum number of Tags');
  });
});

test('a parameter that is not modelled is refused by name, one that asks for nothing is not', () => {
  const input: { A?: string; B?: boolean; C?: string[]; D?: object } = { A: 'x', B: false, C: [], D: { E: false } };
  expect(() => onlyModelled('Do', input, ['A'])).not.toThrow();
  expect(() => onlyModelled('Do', { ...input, D: { E: true } }, ['A'])).toThrow('the parameter D of Do');
  expect(() => onlyModelled('Do', { ...input, B: true }, ['A'])).toThrow(
    'The sandbox does not model the parameter B of Do.',
  );
});

test('own does not find what every object has', () => {
  expect(own({ a: 1 }, 'a')).toBe(1);
  expect(own<unknown>({}, 'constructor')).toBeUndefined();
  expect(own({ a: 1 }, undefined)).toBeUndefined();
});
