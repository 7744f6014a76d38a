// Questions in plain lines, for whoever listens to them: no line is broken by the terminal, and only an answer ends a question.

import { createInterface } from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { numberedAsker } from '../../src/cli/lesson-askers.js';

const LONG = 'It begins to terminate the dead machine, and launches a new one a moment later than that';
const CHOICES = [
  { value: 'first', label: 'It waits' },
  { value: 'second', label: LONG },
];

/** What is asked, and what is said to these lines. */
async function asked(answers: string, ask: (asker: ReturnType<typeof numberedAsker>) => Promise<unknown>) {
  const [input, output, lines] = [new PassThrough(), new PassThrough(), [] as string[]];
  output.on('data', (data: Buffer) => lines.push(...String(data).split('\n')));
  const face = createInterface({ input, output });
  const answer = ask(numberedAsker(face, (line) => lines.push(...line.split('\n'))));
  for (const line of answers.split(',')) {
    input.write(`${line}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const given = await answer;
  face.close();
  return { given, lines };
}

test('a choice by number: long ones go on below their first word, and what is no number asks again', async () => {
  const { given, lines } = await asked('9,2', (asker) =>
    asker.choose({ id: 'x', message: `${LONG}, ${LONG}?` }, CHOICES),
  );
  expect(given).toBe('second');
  expect(lines).toContainEqual(expect.stringMatching(/^ {5}\S/));
  expect(lines.filter((line) => line.startsWith('Number from 1 to 2'))).toHaveLength(2);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('yes or no', async () => {
  const { given, lines } = await asked('perhaps,no', (asker) => asker.confirm({ id: 'x', message: LONG }));
  expect(given).toBe(false);
  expect(lines.filter((line) => line.includes('(yes or no):'))).toHaveLength(2);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});
