// Who answers a lesson's questions: a person at prompts, a person who types numbers, or answers that were given beforehand.

import { readFileSync } from 'node:fs';
import type { Interface } from 'node:readline/promises';
import { z } from 'zod';
import { LabError } from '../errors.js';
import type { Ask, Asker, Choice } from '../lesson/screen.js';
import { indented, LINE_WIDTH, wrapWords } from '../report/table.js';
import { Cancelled, type Prompts } from '../terminal/prompts.js';

const wrapped = (text: string): string => wrapWords(text, LINE_WIDTH - 1).join('\n');

const SKIP: Choice = { value: '', label: 'Skip this question' };
const NUMBER = /^-?\d+([.,]\d+)?$/;
const numberOf = (text: string): number => Number(text.trim().replace(',', '.'));

export function promptAsker(prompts: Prompts): Asker {
  const select = ({ message }: Ask, choices: readonly Choice[]): Promise<string> =>
    prompts.select({ message, choices: [...choices], initial: choices[0]?.value ?? '' });
  return {
    choose: select,
    maybe: async (ask, choices) => (await select(ask, [...choices, SKIP])) || undefined,
    number: async ({ message }) =>
      numberOf(
        await prompts.text({
          message,
          initial: '',
          validate: (raw) => (NUMBER.test(raw.trim()) ? undefined : 'a number, please, such as 42'),
        }),
      ),
    confirm: ({ message }) => prompts.confirm({ message, initial: true }),
  };
}

/** Numbered choices and one line of input: nothing is redrawn, so that a screen reader can follow. */
export function numberedAsker(input: Interface, write: (line: string) => void): Asker {
  const line = async (prompt: string): Promise<string> => {
    try {
      return (await input.question(prompt)).trim();
    } catch {
      throw new Cancelled();
    }
  };
  const pick = async ({ message }: Ask, choices: readonly Choice[], optional: boolean): Promise<string | undefined> => {
    write(`\n${wrapped(message)}`);
    for (const [index, { label }] of choices.entries()) write(indented(`  ${index + 1}. `, label).join('\n'));
    for (;;) {
      const given = await line(`Number from 1 to ${choices.length}${optional ? ', or Enter to skip' : ''}: `);
      if (optional && given === '') return undefined;
      const choice = choices[Number(given) - 1];
      if (choice !== undefined) return choice.value;
    }
  };
  return {
    choose: async (ask, choices) => (await pick(ask, choices, false)) ?? '',
    maybe: (ask, choices) => pick(ask, choices, true),
    number: async ({ message }) => {
      write(`\n${wrapped(message)}`);
      for (;;) {
        const given = await line('A number: ');
        if (NUMBER.test(given)) return numberOf(given);
      }
    },
    confirm: async ({ message }) => {
      for (;;) {
        const given = (await line(`\n${wrapped(`${message} (yes or no):`)} `)).toLowerCase();
        if (/^(y|yes|n|no)$/.test(given)) return given.startsWith('y');
      }
    },
  };
}

/** By name of the question: `predict:who` → `elb`. */
export type Answers = Readonly<Record<string, string>>;

const answersFile = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** @param pairs `predict:who=elb`; they win over the file. Throws INPUT_NEEDED-like USAGE errors with what is wrong. */
export function readAnswers(file: string | undefined, pairs: readonly string[]): Answers {
  const fromFile = file === undefined ? {} : parsedFile(file);
  const given = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw badAnswer(`--answer ${pair} is no answer: write the question's name, =, and the answer`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { ...fromFile, ...Object.fromEntries(given) };
}

function parsedFile(file: string): Answers {
  try {
    const parsed = answersFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    throw badAnswer(`${file} holds no answers: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

const badAnswer = (message: string): LabError =>
  new LabError('INVALID_CONFIG', message, {
    suggestions: ['--answer predict:who=elb', 'a file: { "predict:who": "elb", "again:elb:0": 30 }'],
    exitCode: 2,
  });

/** Takes given answers; what is not among them is asked of `others`. */
export function givenAsker(answers: Answers, others: Asker): Asker {
  const valued = (ask: Ask, choices: readonly Choice[]): string | undefined => {
    const given = answers[ask.id];
    if (given === undefined) return undefined;
    const found = choices.find(
      ({ value, label }, index) => given === value || given === label || given === String(index + 1),
    );
    if (found !== undefined) return found.value;
    throw badAnswer(`${ask.id} has no answer "${given}"; there are: ${choices.map(({ value }) => value).join(', ')}`);
  };
  return {
    choose: async (ask, choices) => valued(ask, choices) ?? (await others.choose(ask, choices)),
    maybe: async (ask, choices) => {
      if (answers[ask.id] === '' || answers[ask.id] === 'skip') return undefined;
      return valued(ask, choices) ?? (await others.maybe(ask, choices));
    },
    number: async (ask) => {
      const given = answers[ask.id];
      if (given === undefined) return others.number(ask);
      if (!NUMBER.test(given.trim())) throw badAnswer(`${ask.id} wants a number, not "${given}"`);
      return numberOf(given);
    },
    confirm: async (ask) => {
      const given = answers[ask.id];
      return given === undefined ? others.confirm(ask) : /^(y|yes|true|1)$/i.test(given);
    },
  };
}

/** Nobody is there: questions that may be skipped are, and the start is taken as wanted. Anything else ends with the question and the way to answer it. */
export function nobody(lesson: string): Asker {
  const needed = ({ id, message }: Ask, lines: readonly string[], example: string): LabError =>
    new LabError('INPUT_NEEDED', [message, ...lines].join('\n'), {
      suggestions: [
        `ha-lab lesson run ${lesson} --answer ${id}=${example}`,
        `ha-lab lesson run ${lesson} --yes   asks nothing and plays it on a fresh stack`,
        'what was answered and watched before is kept; the lesson goes on from here',
      ],
      exitCode: 4,
    });
  return {
    choose: (ask, choices) =>
      Promise.reject(
        needed(
          ask,
          choices.map(({ value, label }) => `  ${value.padEnd(14)} ${label}`),
          choices[0]?.value ?? '',
        ),
      ),
    maybe: async () => undefined,
    number: (ask) => Promise.reject(needed(ask, [], '0')),
    confirm: async () => true,
  };
}
