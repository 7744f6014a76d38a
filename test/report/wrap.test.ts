import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlineText, proseText } from '../../src/report/prose-text.js';
import { hanging, middleCut, wrapText } from '../../src/report/wrap.js';

const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 60 });

describe('wrapping', () => {
  test('keeps every word, in order, and no line is wider than asked unless one word is', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 100 }), (list, width) => {
        const lines = wrapText(list.join(' '), width);
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(list);
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });

  test('a hanging paragraph lines up below its first word', () => {
    const lines = hanging('why: ', 'one two three four five six', 25).split('\n');
    expect(lines).toEqual(['why: one two three four', '     five six']);
  });
});

test('colours take no room', () => {
  const bold = (word: string): string => `\u001b[1m${word}\u001b[22m`;
  expect(wrapText(`${bold('one')} two ${bold('three')}`, 13)).toEqual([`${bold('one')} two ${bold('three')}`]);
});

test('a hint is written as words, its commands told apart by colour', () => {
  const paint = (kind: string, text: string): string => (kind === 'code' ? `<${text}>` : text);
  const hint = 'Look at the **TARGET** column of `ha-lab status`: who knows?';
  expect(inlineText(hint, { paint })).toBe('Look at the TARGET column of <ha-lab status>: who knows?');
  expect(inlineText(hint)).toBe('Look at the TARGET column of ha-lab status: who knows?');
});

test('prose fits an 80-column terminal', () => {
  const text = proseText(`${'A sentence of some length that goes on. '.repeat(12)}\n\n- ${'an item '.repeat(20)}`, {
    paint: (_kind, word) => word,
  });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([
  ['short enough', 20, 'short enough'],
  ['targets.healthy == 2 && targets.zones == 2', 36, 'targets.healthy … targets.zones == 2'],
  ['one two three four five six', 17, '… four five six'],
  ['a.state && b.state && c.state', 22, 'a.state && … c.state'],
  ['averyveryverylongword', 8, '…ongword'],
])('%s in %i columns', (text, width, cut) => {
  expect(middleCut(text, width)).toBe(cut);
  expect(cut.length).toBeLessThanOrEqual(width);
});
