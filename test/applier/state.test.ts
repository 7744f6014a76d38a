// The state file: whole at every moment, refused when damaged, tokens that hang on it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadState, newState, saveState } from '../../src/applier/index.js';
import { idempotencyToken } from '../../src/applier/operation.js';
import { withDeposed, withoutDeposed, withResource } from '../../src/applier/state.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ha-lab-state-'));
  file = join(folder, 'deep', 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vpc = {
  type: 'aws_vpc',
  id: 'vpc-1',
  attributes: { cidr_block: '10.0.0.0/16', tags: { a: 'b' } },
  dependencies: [],
};

describe('the file', () => {
  test('what was saved is loaded again, nothing else is left behind', () => {
    const state = withResource(newState('demo', 7), 'aws_vpc.v', vpc);
    saveState(file, state);
    expect(loadState(file)).toEqual(state);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });

  test('the one before stays as .backup', () => {
    const first = newState('demo', 7);
    saveState(file, first);
    saveState(file, withResource(first, 'aws_vpc.v', vpc));
    expect(JSON.parse(readFileSync(`${file}.backup`, 'utf8'))).toEqual(first);
  });

  test('there is none before the first apply', () => {
    expect(loadState(file)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ['truncated', (text: string) => text.slice(0, 40), /is not JSON/],
    ['altered', (text: string) => text.replace('"serial": 1', '"serial": "one"'), /serial/],
    ['another format', () => '{"version":1,"format":"terraform"}', /format/],
    ['of a newer version', (text: string) => text.replace('"version": 1', '"version": 9'), /newer ha-lab/],
  ])('a state that is %s is refused with the next step', (_, damage, words) => {
    saveState(file, withResource(newState('demo', 7), 'aws_vpc.v', vpc));
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect(() => loadState(file)).toThrowError(
      expect.objectContaining({ code: 'STATE_DAMAGED', ref: file, exitCode: 5 }),
    );
    expect(() => loadState(file)).toThrowError(words);
  });
});

test('every change has the next serial', () => {
  const state = withResource(withResource(newState('demo', 7), 'aws_vpc.v', vpc), 'aws_vpc.v', undefined);
  expect(state.serial).toBe(2);
  expect(state.resources).toEqual({});
});

test('a deposed object is remembered until it is gone', () => {
  const deposed = withDeposed(withResource(newState('demo', 7), 'aws_vpc.v', vpc), 'aws_vpc.v');
  expect(deposed.resources).toEqual({});
  expect(deposed.deposed).toEqual({ 'aws_vpc.v': [vpc] });
  expect(withoutDeposed(deposed, 'aws_vpc.v', 'vpc-1').deposed).toEqual({});
});

test('idempotency tokens are the same for the same life, address, serial and purpose, and differ otherwise', () => {
  const state = newState('demo', 7);
  const token = idempotencyToken(state, 'aws_nat_gateway.a', 'Create');
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect(idempotencyToken(newState('demo', 7), 'aws_nat_gateway.a', 'Create')).toBe(token);
  const others = [
    idempotencyToken(state, 'aws_nat_gateway.b', 'Create'),
    idempotencyToken(state, 'aws_nat_gateway.a', 'Other'),
    idempotencyToken({ ...state, serial: 1 }, 'aws_nat_gateway.a', 'Create'),
    idempotencyToken(newState('demo', 8), 'aws_nat_gateway.a', 'Create'),
  ];
  expect(new Set([token, ...others]).size).toBe(5);
});
