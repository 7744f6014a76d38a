// Where each answer comes from: flag, environment variable, answers file, then the default. A pure function; who may be asked
// for the rest is the caller's affair. All problems are collected.

import { nearest } from '../nearest.js';
import { type Answers, type AnswerValue, environmentName, parseAnswer, type Question } from './answers.js';
import { type Config, configSchema } from './config.js';
import { defaultConfig } from './defaults.js';
import { configValue } from './questions/index.js';

export type Source = 'flag' | 'environment' | 'answers file' | 'prompt' | 'default';

export interface Sources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Contents of the answers file, keys being question ids. */
  readonly file: Readonly<Record<string, unknown>>;
}

export interface Resolution {
  /** What was given, by id. */
  readonly given: Answers;
  readonly sources: Readonly<Record<string, Source>>;
  readonly problems: readonly string[];
}

/** Reads flags (by flag name), HA_LAB_* variables and the answers file, in this order of precedence. */
export function resolveGiven(questions: readonly Question[], from: Sources): Resolution {
  const given: Record<string, AnswerValue> = {};
  const sources: Record<string, Source> = {};
  const problems = unknownKeys(questions, from.file);
  for (const question of questions) {
    const found = firstSource(question, from);
    if (!found) continue;
    const parsed = parseAnswer(question, found.raw);
    if ('problem' in parsed) {
      problems.push(`${found.label} ${parsed.problem}; it is ${JSON.stringify(found.raw)}`);
    } else {
      given[question.id] = parsed.value;
      sources[question.id] = found.source;
    }
  }
  return { given, sources, problems };
}

function firstSource(question: Question, from: Sources): { raw: unknown; label: string; source: Source } | undefined {
  const flag = from.flags[question.flag];
  if (flag !== undefined) return { raw: flag, label: `--${question.flag}`, source: 'flag' };
  const variable = environmentName(question);
  const value = from.environment[variable];
  if (value !== undefined && value !== '') return { raw: value, label: variable, source: 'environment' };
  const answer = from.file[question.id];
  if (answer !== undefined)
    return { raw: answer, label: `"${question.id}" in the answers file`, source: 'answers file' };
  return undefined;
}

function unknownKeys(questions: readonly Question[], file: Readonly<Record<string, unknown>>): string[] {
  const ids = questions.map((question) => question.id);
  return Object.keys(file)
    .filter((key) => !ids.includes(key))
    .map((key) => {
      const guess = nearest(key, ids);
      return `"${key}" in the answers file is not a question${guess ? `; did you mean "${guess}"?` : ''}`;
    });
}

/** All answers: those given, the rest by default in the order of the table. Questions that do not apply are left out. */
export function withDefaults(questions: readonly Question[], given: Answers): Answers {
  const answers: Record<string, AnswerValue | undefined> = { ...given };
  for (const question of questions) {
    if (answers[question.id] === undefined) answers[question.id] = question.default(answers);
  }
  return answers;
}

/** Questions that mean something and that nobody has answered. */
export function unanswered(questions: readonly Question[], given: Answers): readonly Question[] {
  const all = withDefaults(questions, given);
  return questions.filter(
    (question) => question.asked && given[question.id] === undefined && (question.when?.(all) ?? true),
  );
}

/** ha-lab.json from complete answers. What is not a question keeps its default. Not yet checked against rules or schema. */
export function configFromAnswers(questions: readonly Question[], answers: Answers): Config {
  const config: Record<string, unknown> = structuredClone(defaultConfig());
  for (const question of questions) {
    if (question.path !== undefined) assign(config, question.path, configValue(question, answers[question.id]));
  }
  return config as Config;
}

function assign(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => node[key] as Record<string, unknown>, target);
  parent[last] = value;
}

export interface SchemaProblem {
  /** Place in ha-lab.json, as "group.minSize". */
  readonly path: string;
  /** With the flag that mends it. */
  readonly text: string;
}

/** Problems of a config that came from answers. */
export function schemaProblems(questions: readonly Question[], config: Config): readonly SchemaProblem[] {
  const result = configSchema.safeParse(config);
  if (result.success) return [];
  const issues = result.error.issues.map(({ path, message }) => ({
    path: path.filter((key) => typeof key === 'string').join('.'),
    message: humanIssue(message),
  }));
  // Zones have their region's name: of a region that is none, none can be right.
  const ofNoRegion = issues.some(({ path }) => path === 'region');
  const own = issues.filter(({ path }) => !(ofNoRegion && path === 'availabilityZones'));
  const problems = own.map(({ path, message }) => {
    const question = questions.find((candidate) => candidate.path === path);
    return { path, text: `${question ? `--${question.flag}` : path} ${message}` };
  });
  return problems.filter(({ text }, index) => problems.findIndex((other) => other.text === text) === index);
}

/** zod speaks of its types; a learner wants to know what would be right. */
export function humanIssue(message: string): string {
  return message
    .replace(/^Too small: expected (?:number|array|string) to be >=? ?(.+)$/, 'must be at least $1')
    .replace(/^Too big: expected (?:number|array|string) to be <=? ?(.+)$/, 'must be at most $1')
    .replace(
      /^Invalid option: expected one of (.+)$/,
      (_, options: string) => `must be one of: ${options.replaceAll('|', ', ')}`,
    )
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be a $1, not a $2');
}
