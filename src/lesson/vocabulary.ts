// The vocabulary of expectations as CEL checks it: an expression can use no other word, and lint finds a wrong name.
// A value that nobody knows yet is absent, and an expression that needs it is neither true nor false.

import { Environment } from '@marcbachmann/cel-js';
import { ALARM_FIELDS, type Fields, type FieldType, ROLE_FIELDS, type Role, WORDS } from './words.js';

/** Names of expressions by the ends of AWS's names. */
export const ALARMS: Readonly<Record<string, string>> = { cpuHigh: 'cpu-high', cpuLow: 'cpu-low' };

/** Bound without being named by a drill: the first instance that was launched after it. */
export const NEWCOMER = 'newcomer';
/** Likewise: the oldest instance that served when the drill was done, and was not hit. */
export const BYSTANDER = 'bystander';
/** Likewise: the first instance that the group began to terminate after the drill. */
export const LEAVER = 'leaver';

const UNNAMED: readonly Role[] = [NEWCOMER, BYSTANDER, LEAVER].map((name) => ({ name, of: 'instance' }));

/** The roles of an act, with those that are always there. */
export const allRoles = (named: readonly Role[]): readonly Role[] => [
  ...new Map([...UNNAMED, ...named].map((role) => [role.name, role])).values(),
];

/** Names that an act cannot give, because they have a meaning already. */
export const isWord = (name: string): boolean => isFixed(name) || UNNAMED.some((role) => role.name === name);

const isFixed = (name: string): boolean => name in WORDS || name === 'alarms';

/** By the roles that are named beside the vocabulary: to declare it is the costly part of reading a lesson, and acts ask for the same few. */
const environments = new Map<string, Environment>();

/** A CEL environment that knows the vocabulary and these roles, and nothing else. Not to be changed by whoever gets it. */
export function environmentFor(roles: readonly Role[]): Environment {
  const key = JSON.stringify(allRoles(roles).map(({ name, of }) => [name, of]));
  const known = environments.get(key) ?? declare(roles);
  environments.set(key, known);
  return known;
}

function declare(roles: readonly Role[]): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const [name, fields] of Object.entries(WORDS)) environment.registerVariable({ name, schema: typesOf(fields) });
  const alarms = Object.fromEntries(Object.keys(ALARMS).map((name) => [name, typesOf(ALARM_FIELDS)]));
  environment.registerVariable({ name: 'alarms', schema: alarms });
  // A name that is taken already keeps its meaning: lint tells of it.
  for (const { name, of } of allRoles(roles).filter((role) => !isFixed(role.name))) {
    environment.registerVariable({ name, schema: typesOf(ROLE_FIELDS[of]) });
  }
  return environment;
}

const typesOf = (fields: Fields): Record<string, FieldType> =>
  Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, type]));

/** Every word that an expression may use, given the act's roles. */
export function wordsOf(roles: readonly Role[]): readonly string[] {
  const named = (name: string, fields: Fields): readonly string[] => Object.keys(fields).map((key) => `${name}.${key}`);
  return [
    ...Object.entries(WORDS).flatMap(([name, fields]) => named(name, fields)),
    ...Object.keys(ALARMS).flatMap((name) => named(`alarms.${name}`, ALARM_FIELDS)),
    ...allRoles(roles).flatMap(({ name, of }) => named(name, ROLE_FIELDS[of])),
  ];
}

/** The vocabulary as rows, for people: name, type, meaning. */
export function vocabularyRows(): readonly (readonly [string, string, string])[] {
  const rows = (prefix: string, fields: Fields): readonly (readonly [string, string, string])[] =>
    Object.entries(fields).map(([name, [type, meaning]]) => [`${prefix}.${name}`, type, meaning]);
  return [
    ...Object.entries(WORDS).flatMap(([name, fields]) => rows(name, fields)),
    ...Object.keys(ALARMS).flatMap((name) => rows(`alarms.${name}`, ALARM_FIELDS)),
    ...Object.entries(ROLE_FIELDS).flatMap(([kind, fields]) => rows(`<${kind}>`, fields)),
  ];
}
