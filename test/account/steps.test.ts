// What is said last on an account: commands that go there when they are typed as they stand.

import { expect, test } from 'vitest';
import { stepsOnAccount } from '../../src/cli/account-steps.js';
import { offerText, standingLine } from '../../src/report/ledger-text.js';

const PLACE = '--target aws --project generated/shop';

test.each([
  ['Go on from here: ha-lab deploy', `Go on from here: ha-lab deploy ${PLACE}`],
  ['ha-lab status   shows more', `ha-lab status ${PLACE}   shows more`],
  [`ha-lab destroy ${PLACE} --confirm shop`, `ha-lab destroy ${PLACE} --confirm shop`],
  ['Everything that must be allowed: ha-lab doctor --iam', 'Everything that must be allowed: ha-lab doctor --iam'],
])('%s', (line, expected) => expect(stepsOnAccount([line], PLACE)).toEqual([expected]));

test('what only the sandbox has is no step on an account', () => {
  expect(stepsOnAccount(['The sandbox needs no provider: ha-lab deploy --engine applier'], PLACE)).toEqual([]);
});

test('where something stands in for the account, nothing is said to have been charged', () => {
  const standIn = { standIn: 'http://127.0.0.1:1' };
  const entry = { project: 'shop', folder: 'generated/shop', account: '1', region: 'us-east-1', perHour: 0.16 };
  const whole = { ...entry, began: 0, since: 0, spent: 0 };
  expect(standingLine(whole, 'ha-lab destroy')).toBe(
    '! shop goes on costing $0.16 per hour\n  done for today? ha-lab destroy',
  );
  expect(standingLine({ ...whole, ...standIn }, 'x')).toContain('on AWS it would cost $0.16 per hour');
  expect(offerText(whole, 0.5)).toBe(
    'shop has cost about $0.50 so far, and each hour costs $0.16 more. Remove it now?',
  );
  expect(offerText({ ...whole, ...standIn }, 0.5)).toContain('would have cost about $0.50');
});
