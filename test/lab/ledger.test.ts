// What is known to stand on an account, and what it has cost so far.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enterLedger, leaveLedger, ledgerOf, spentBy } from '../../src/lab/ledger.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { ledgerText } from '../../src/report/ledger-text.js';
import { scratchFolder } from '../helpers/scratch.js';

const HOUR = 3_600_000;
const book = workbookAt(mkdtempSync(join(scratchFolder(), 'ledger-')));
const shop = { project: 'shop', folder: 'generated/shop', account: '000000000042', region: 'eu-west-1' };

test('a stack costs from its deploy on, and another price later begins where the first one ended', () => {
  expect(ledgerOf(book)).toEqual([]);
  enterLedger(book, { ...shop, perHour: 0.2 }, 0);
  enterLedger(book, { ...shop, perHour: 0.5 }, 2 * HOUR);
  const [entry] = ledgerOf(book);
  if (entry === undefined) throw new Error('the stack is not in the ledger');
  expect(spentBy(entry, 3 * HOUR)).toBeCloseTo(0.9, 10);
  const line = ledgerText(entry, spentBy(entry, 3 * HOUR), 3 * HOUR);
  expect(line).toBe(
    '! shop stands on AWS account 000000000042 in eu-west-1, for 3 h 0 min: about\n  $0.90 so far, $0.50 per hour\n  remove it: ha-lab destroy --target aws --project generated/shop',
  );
});

test('a file that is no entry is nobody’s stack, and a clock that was set back costs nothing', () => {
  writeFileSync(join(book.ours, 'account', 'other.json'), '{"per');
  expect(ledgerOf(book).map(({ project }) => project)).toEqual(['shop']);
  const [entry] = ledgerOf(book);
  if (entry === undefined) throw new Error('the stack is not in the ledger');
  expect(spentBy(entry, HOUR)).toBeCloseTo(0.4, 10);
  leaveLedger(book, 'shop');
  expect(ledgerOf(book)).toEqual([]);
});
