// An error on a terminal: wrapped between words, commands whole, what they do beside or below them; in a pipe no line is touched.

import { expect, test } from 'vitest';
import { errorText } from '../../src/report/error-text.js';

const error = {
  message:
    'This cannot be built, for 1 reason:\n  the range is smaller than the smallest that AWS allows for a load balancer in it',
  place: '/book/ha-lab.json:3',
  suggestions: [
    'ha-lab break hang   freezes the app on one instance: its port stays open',
    'ha-lab break x   does it',
    'ha-lab deploy --project generated/a-name-that-is-long --engine terraform',
    'ha-lab lesson run docker-dies --project generated/shop --yes   plays it once more',
    'With network, once: take it from where Terraform itself looks for it first',
  ],
};

test('as wide as the terminal', () => {
  expect(errorText(error, 60).split('\n')).toEqual([
    'This cannot be built, for 1 reason:',
    '  the range is smaller than the smallest that AWS allows for',
    '  a load balancer in it',
    '  at /book/ha-lab.json:3',
    '  → ha-lab break hang               freezes the app on one',
    '                                    instance: its port stays',
    '                                    open',
    '  → ha-lab break x                  does it',
    '  → ha-lab deploy --project generated/a-name-that-is-long --engine terraform',
    '  → ha-lab lesson run docker-dies --project generated/shop --yes',
    '      plays it once more',
    '  → With network, once: take it from where Terraform itself',
    '    looks for it first',
  ]);
});

test('in a pipe', () => {
  const lines = errorText(error).split('\n');
  expect(lines).toHaveLength(8);
  expect(lines[3]).toBe(`  → ${error.suggestions[0]}`);
});
