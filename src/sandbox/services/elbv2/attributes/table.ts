// Attributes are texts under dotted keys: what each kind may hold is a table, this is how a table is read. Pure.

import { unsupported } from '../../shared/modelled.js';
import { invalidConfiguration, validation } from '../errors.js';

export interface AttributeRule {
  readonly initial: string;
  /** What is wrong with a value, completing "must be …"; undefined when nothing is. */
  readonly problem: (value: string) => string | undefined;
  /** A value that AWS takes and the sandbox cannot honour, with what it would need. */
  readonly beyond?: (value: string) => string | undefined;
}

export type AttributeTable = Readonly<Record<string, AttributeRule>>;

export interface AttributeMember {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export const flag = (initial: 'true' | 'false'): AttributeRule => oneOf(initial, ['true', 'false']);

export function oneOf(initial: string, allowed: readonly string[]): AttributeRule {
  return { initial, problem: (value) => (allowed.includes(value) ? undefined : `one of [${allowed.join(', ')}]`) };
}

/** A whole number in a range, or one of some words. */
export function integer(initial: string, low: number, high: number, words: readonly string[] = []): AttributeRule {
  return {
    initial,
    problem: (value) => {
      if (words.includes(value)) return undefined;
      const inside = /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
      return inside ? undefined : `between ${low} and ${high}${words.length === 0 ? '' : `, or ${words.join(', ')}`}`;
    },
  };
}

export function text(initial = ''): AttributeRule {
  return { initial, problem: () => undefined };
}

/** Only the initial value is modelled. */
export function fixed(rule: AttributeRule, feature: string): AttributeRule {
  return { ...rule, beyond: (value) => (value === rule.initial ? undefined : feature) };
}

/** What is set, over what the table says at first: all attributes, in the table's order. */
export function complete(table: AttributeTable, set: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [key, rule] of Object.entries(table)) all[key] = set[key] ?? rule.initial;
  return all;
}

/** The shape of Describe…Attributes. */
export function attributeMembers(all: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * The set attributes after a change. Throws InvalidConfigurationRequest for a key that AWS does not know for this kind (Terraform drops a key
 * only if the text says "is not recognized"), ValidationError for a bad value, UnsupportedOperation for what the sandbox does not model.
 */
export function changed(
  kind: string,
  table: AttributeTable,
  set: Readonly<Record<string, string>>,
  members: readonly AttributeMember[],
): Record<string, string> {
  const result = { ...set };
  for (const { Key = '', Value = '' } of members) {
    const rule = Object.hasOwn(table, Key) ? table[Key] : undefined;
    if (rule === undefined) throw invalidConfiguration(`${kind} attribute key '${Key}' is not recognized`);
    const problem = rule.problem(Value);
    if (problem !== undefined) throw validation(`${kind} attribute '${Key}' value '${Value}' must be ${problem}`);
    const feature = rule.beyond?.(Value);
    if (feature !== undefined) throw unsupported(`${feature} (${kind.toLowerCase()} attribute ${Key} = ${Value})`);
    result[Key] = Value;
  }
  return result;
}
