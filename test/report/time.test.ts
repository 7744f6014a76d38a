// Lengths of time in prose: seconds while they are few, two units from a minute on.
import { expect, test } from 'vitest';
import { progressText } from '../../src/cli/plan-text.js';
import { eventLine, NO_WORK, workLines } from '../../src/report/terraform-text.js';
import { spanText, waitedText } from '../../src/report/time.js';

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_500, '1m00'],
  [1_823_000, '30m23'],
  [11_100_000, '3h05'],
])('%i ms: %s', (ms, text) => expect(spanText(ms)).toBe(text));

test.each([
  [4_230, '4.2 s'],
  [59_940, '59.9 s'],
  [59_960, '1m00'],
  [754_000, '12m34'],
])('waited for %i ms: %s', (ms, text) => expect(waitedText(ms)).toBe(text));

test('what a deploy says while it goes on', () => {
  expect(
    progressText({
      type: 'finished',
      action: 'create',
      address: 'aws_lb.front',
      elapsedSeconds: 185,
      durationSeconds: 150,
    }),
  ).toBe('  3m05  + aws_lb.front  (2m30)');
  expect(
    eventLine({ kind: 'finished', action: 'create', address: 'aws_lb.front', elapsedSeconds: 150 }, () => undefined),
  ).toBe('  2m30  + aws_lb.front');
  const running = [{ address: 'aws_lb.front', action: 'create', sinceMs: 0 }] as const;
  expect(workLines({ ...NO_WORK, running }, 'terraform apply', 130_000, () => undefined)[1]).toBe(
    '  2m10  + aws_lb.front',
  );
});
