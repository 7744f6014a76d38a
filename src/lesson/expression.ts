// Expressions of expectations: checked against the vocabulary when a lesson is read, evaluated against one moment when it is judged.

import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { environmentFor, wordsOf } from './vocabulary.js';
import type { Role } from './words.js';
import { didYouMean } from './yaml-part.js';

/** True, false, or nobody knows: a word that it needs has no value at that moment. */
export type Truth = boolean | 'unknown';

export interface Expression {
  readonly text: string;
  /** The words it uses, such as `victim.target`, in order of appearance. */
  readonly words: readonly string[];
  truth(scope: Readonly<Record<string, unknown>>): Truth;
}

export interface ExpressionProblem {
  readonly message: string;
  /** Characters from the expression's beginning. */
  readonly offset: number;
}

/** Why an expression cannot be used, or undefined. @param roles names given by the act's drills */
export function expressionProblem(text: string, roles: readonly Role[]): ExpressionProblem | undefined {
  const environment = environmentFor(roles);
  const checked = environment.check(text);
  if (checked.valid && checked.type === 'bool') return undefined;
  if (checked.valid)
    return { offset: 0, message: `"${text}" is a ${checked.type}, not a statement that is true or false` };
  const { error } = checked;
  const range = error?.range ?? { start: 0, end: 0 };
  const guess = error === undefined ? '' : suggestion(error.code, text, range, roles);
  return { offset: range.start, message: `${summaryOf(error)}${guess}` };
}

/** The library's words, where they do not say what to do with ours in their place. */
function summaryOf(error: { readonly code: string; readonly summary: string } | undefined): string {
  if (error === undefined) return 'not an expression';
  const kinds = /^no such overload: (.+)$/.exec(error.summary)?.[1];
  return kinds === undefined
    ? error.summary
    : `no such overload: ${kinds}; compare values of one type: text in quotes, 3.0 with what is measured, 3 with what is counted`;
}

/** Names what stands there in full, and the nearest word that exists. */
function suggestion(
  code: string,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  roles: readonly Role[],
): string {
  if (code !== 'no_such_key' && code !== 'unknown_variable') return '';
  const before = /[\w.]*$/.exec(text.slice(0, start))?.[0] ?? '';
  const wrong = `${before}${text.slice(start, end)}`;
  const depth = wrong.split('.').length;
  const heads = [...new Set(wordsOf(roles).map((word) => word.split('.').slice(0, depth).join('.')))];
  const siblings = heads.filter((word) => word.startsWith(before));
  return `: ${wrong}${didYouMean(wrong, siblings)}`;
}

const parsed = new WeakMap<Environment, Map<string, Expression>>();

/** @param environment of the act's roles; expressions are parsed once for each. */
export function expressionOf(environment: Environment, text: string): Expression {
  const known = parsed.get(environment) ?? new Map<string, Expression>();
  parsed.set(environment, known);
  const found = known.get(text);
  if (found !== undefined) return found;
  const run = environment.parse(text);
  const expression: Expression = {
    text,
    words: [...new Set(wordsIn(run.ast))],
    truth: (scope) => {
      try {
        const value: unknown = run(scope);
        return typeof value === 'boolean' ? value : 'unknown';
      } catch {
        return 'unknown';
      }
    },
  };
  known.set(text, expression);
  return expression;
}

function wordsIn(node: ASTNode): readonly string[] {
  const chain = chainOf(node);
  if (chain !== undefined) return [chain];
  return childrenOf(node.args).flatMap(wordsIn);
}

/** `victim.target` for an access chain of plain names. */
function chainOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const [of, name] = node.args;
  const head = chainOf(of);
  return head === undefined ? undefined : `${head}.${name}`;
}

function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === 'object' && args !== null && 'op' in args && 'args' in args ? [args as ASTNode] : [];
}

/** The value of a word in a scope; undefined: absent. */
export function wordValue(scope: Readonly<Record<string, unknown>>, word: string): string | number | undefined {
  const value = word
    .split('.')
    .reduce<unknown>(
      (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
      scope,
    );
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
