// What cannot be built of a set of answers, all of it at once, and which of the answers could mend it.
import type { Answers, Question } from './answers.js';
import type { Config } from './config.js';
import { configFromAnswers, schemaProblems, withDefaults } from './resolve.js';
import { checkConfig, type Finding } from './rules/index.js';

export interface Objection {
  /** What is wrong, and what to change. */
  readonly text: string;
  /** Ids of the answers that take part in it; of those that were given, none that was only derived from them. */
  readonly answers: readonly string[];
}

export interface Judgement {
  readonly config: Config;
  readonly objections: readonly Objection[];
  readonly warnings: readonly Finding[];
}

/** The schema first: rules are for values that could stand alone. @param given answers so far; the rest is taken by default */
export function judgeAnswers(questions: readonly Question[], given: Answers): Judgement {
  const config = configFromAnswers(questions, withDefaults(questions, given));
  const wrong = schemaProblems(questions, config);
  const findings = wrong.length > 0 ? [] : checkConfig(config);
  const answersAt = (paths: readonly string[]): readonly string[] =>
    questions.filter(({ id, path }) => path && paths.includes(path) && given[id] !== undefined).map(({ id }) => id);
  const errors = findings.filter(({ severity }) => severity === 'error');
  return {
    config,
    objections: [
      ...wrong.map(({ text, path }) => ({ text, answers: answersAt([path]) })),
      ...errors.map(({ message, fix, path, others = [] }) => ({
        text: `${message}: ${fix}`,
        answers: answersAt([path, ...others]),
      })),
    ],
    warnings: findings.filter(({ severity }) => severity === 'warning'),
  };
}

export function refusalText(objections: readonly Objection[]): string {
  const [only] = objections;
  return objections.length === 1
    ? `This cannot be built: ${only?.text}`
    : `This cannot be built, for ${objections.length} reasons:\n${objections.map(({ text }) => `  ${text}`).join('\n')}`;
}
