// docs/rules.yaml is the register of AWS's behaviour: every done rule has a test that names it, and the page is made from it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coveragePage, readServed } from '../../scripts/coverage.js';
import { fidelityPage, readRules } from '../../scripts/fidelity.js';
import { ROOT, sourcesUnder } from '../tidy/sources.js';

const RULE_ID = /\b(?:ASG|ALB|CW|EC2|VPC|SSM|FIS)-\d+a?\b/g;

const rules = readRules(join(ROOT, 'docs/rules.yaml'));
const known = new Set(rules.map(({ id }) => id));

/** Ids in the names of tests: `test('ALB-12 a fresh target …')`, also inside describe and test.each. */
const tested = new Set(
  sourcesUnder('test').flatMap(({ text }) =>
    [...text.matchAll(/\b(?:test|it|describe)(?:\.each\([\s\S]*?\)|\.\w+)?\(\s*(['"`])([\s\S]*?)\1/g)].flatMap(
      ([, , name = '']) => name.match(RULE_ID) ?? [],
    ),
  ),
);

test('the register holds every rule once', () => {
  expect(rules.length).toBe(157);
  expect(known.size).toBe(rules.length);
});

describe('status', () => {
  test('a done rule has a test that names it', () => {
    expect(rules.filter(({ id, status }) => status === 'done' && !tested.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test('a rule that is not modelled says why', () => {
    expect(rules.filter(({ status, reason }) => status === 'not modelled' && !reason).map(({ id }) => id)).toEqual([]);
  });

  test('no test or source names a rule that does not exist', () => {
    const named = [...sourcesUnder('src'), ...sourcesUnder('test')].flatMap(({ path, text }) =>
      (text.match(RULE_ID) ?? []).filter((id) => !known.has(id)).map((id) => `${path}: ${id}`),
    );
    expect(named).toEqual([]);
  });
});

test('docs/FIDELITY.md is what the register and the timing tables give (npm run docs)', () => {
  expect(readFileSync(join(ROOT, 'docs/FIDELITY.md'), 'utf8')).toBe(fidelityPage(rules));
});

test('docs/COVERAGE.md is what the wire and the services give (npm run docs)', () => {
  const served = readServed(join(ROOT, 'scripts/served-operations.json'));
  expect(readFileSync(join(ROOT, 'docs/COVERAGE.md'), 'utf8')).toBe(coveragePage(served));
});
