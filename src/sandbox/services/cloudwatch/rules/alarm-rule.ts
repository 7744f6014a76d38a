// The rule of a composite alarm: `ALARM(cpu-high) AND NOT (OK("errors") OR FALSE)` (CW-45). Pure: text to a tree, states to a truth.

import type { AlarmState } from '../../../events.js';

export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarmName: string }
  | { readonly kind: 'not'; readonly operand: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly AlarmRule[] };

/** What is wrong with a rule's text. */
export class AlarmRuleProblem extends Error {}

/** Throws `AlarmRuleProblem`. NOT binds before AND, AND before OR. */
export function readAlarmRule(text: string): AlarmRule {
  const reader = new Reader(text);
  const rule = either(reader);
  if (!reader.atEnd) throw reader.unexpected();
  return rule;
}

/** The alarms that a rule asks about, each once, in the order in which it names them. */
export function alarmsNamed(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarmName];
    case 'not':
      return alarmsNamed(rule.operand);
    case 'and':
    case 'or':
      return [...new Set(rule.operands.flatMap(alarmsNamed))];
  }
}

/** An alarm that is gone is in no state: nothing that is said of it holds. */
export function holds(rule: AlarmRule, stateOf: (alarmName: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarmName) === rule.state;
    case 'not':
      return !holds(rule.operand, stateOf);
    case 'and':
      return rule.operands.every((operand) => holds(operand, stateOf));
    case 'or':
      return rule.operands.some((operand) => holds(operand, stateOf));
  }
}

/** A position in the text, and the words that stand there. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.skipSpace() === this.text.length;
  }

  /** Takes what the pattern, which is sticky, finds here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.skipSpace();
    const found = pattern.exec(this.text) ?? undefined;
    if (found !== undefined) this.at = pattern.lastIndex;
    return found;
  }

  demand(pattern: RegExp): RegExpExecArray {
    const found = this.take(pattern);
    if (found === undefined) throw this.unexpected();
    return found;
  }

  unexpected(): AlarmRuleProblem {
    const rest = this.text.slice(this.skipSpace(), this.at + 20);
    const what = rest === '' ? 'the end' : `'${rest}'`;
    return new AlarmRuleProblem(`unexpected ${what} at position ${this.at}`);
  }

  private skipSpace(): number {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
    return this.at;
  }
}

const FUNCTIONS = /(ALARM|OK|INSUFFICIENT_DATA)\s*\(/y;
const CONSTANT = /(TRUE|FALSE)\b/y;
/** In quotes, which a backslash may keep, or up to the bracket. */
const NAME = /"((?:[^"\\]|\\.)+)"|([^"()\s](?:[^")(]*[^"()\s])?)/y;
const OPEN = /\(/y;
const CLOSE = /\)/y;

const either = (reader: Reader): AlarmRule => joined(reader, 'or', /OR\b/y, both);
const both = (reader: Reader): AlarmRule => joined(reader, 'and', /AND\b/y, single);

function joined(reader: Reader, kind: 'and' | 'or', word: RegExp, operand: (from: Reader) => AlarmRule): AlarmRule {
  const first = operand(reader);
  const operands = [first];
  while (reader.take(word) !== undefined) operands.push(operand(reader));
  return operands.length === 1 ? first : { kind, operands };
}

function single(reader: Reader): AlarmRule {
  if (reader.take(/NOT\b/y) !== undefined) return { kind: 'not', operand: single(reader) };
  const constant = reader.take(CONSTANT);
  if (constant !== undefined) return { kind: 'constant', value: constant[1] === 'TRUE' };
  const state = reader.take(FUNCTIONS);
  if (state !== undefined) {
    const [, quoted, bare = ''] = reader.demand(NAME);
    reader.demand(CLOSE);
    const name = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
    return { kind: 'state', state: state[1] as AlarmState, alarmName: nameOf(name) };
  }
  reader.demand(OPEN);
  const inner = either(reader);
  reader.demand(CLOSE);
  return inner;
}

/** Alarms are named, or given by ARN. */
const nameOf = (nameOrArn: string): string =>
  /^arn:[\w-]+:cloudwatch:/.test(nameOrArn) ? nameOrArn.split(':').slice(6).join(':') : nameOrArn;
