// YAML inside a lesson: read against a schema, every problem with its place in the lesson's file.

import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearest } from '../generator/index.js';
import type { Part } from './document.js';
import type { Problem } from './problem.js';
import { jsonSchemaOf } from './schema.js';

export type Path = readonly PropertyKey[];

export interface YamlPart {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or its nearest ancestor that is there. `atKey`: where its key stands. */
  place(path: Path, options?: { readonly atKey?: boolean; readonly offset?: number }): Omit<Problem, 'message'>;
}

export function readYaml(file: string, part: Part): YamlPart {
  const lines = new LineCounter();
  const document = parseDocument(part.text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): Omit<Problem, 'message'> => {
    const { line, col } = lines.linePos(offset);
    return { file, line: line + part.line - 1, column: col };
  };
  return {
    value: document.errors.length === 0 ? document.toJS() : undefined,
    problems: document.errors.map((error) => ({ ...at(error.pos[0]), message: firstLine(error.message) })),
    place: (path, { atKey = false, offset = 0 } = {}) => at(offsetOf(document, path, atKey) + offset),
  };
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';

/** The value as the schema gives it back, with every problem; undefined when it is of no use. */
export function checkYaml<Schema extends z.ZodType>(
  yaml: YamlPart,
  schema: Schema,
  what: string,
): { readonly value?: z.output<Schema>; readonly problems: readonly Problem[] } {
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, schema, yaml, what));
  // Without the keys that nobody knows it may be sound: then what it says can be checked further, and all problems told at once.
  const repaired = schema.safeParse(withoutKeys(yaml.value, parsed.error.issues));
  return repaired.success ? { value: repaired.data, problems } : { problems };
}

function withoutKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value);
  const remove = (issue: z.core.$ZodIssue, above: Path): void => {
    const path = [...above, ...issue.path];
    if (issue.code === 'invalid_union') for (const inner of bestBranch(issue.errors) ?? []) remove(inner, path);
    if (issue.code !== 'unrecognized_keys') return;
    const owner = valueAt(copy, path);
    if (typeof owner !== 'object' || owner === null) return;
    for (const key of issue.keys) Reflect.deleteProperty(owner, key);
  };
  for (const issue of issues) remove(issue, []);
  return copy;
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, yaml: YamlPart, what: string): readonly Problem[] {
  const name = [what, ...issue.path.map(String)].join('.');
  if (issue.code === 'invalid_union') {
    const branch = bestBranch(issue.errors);
    if (branch === undefined) return [{ ...yaml.place(issue.path), message: `${name}: ${issue.message}` }];
    return branch.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, schema, yaml, what));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(jsonSchemaOf(schema), issue.path);
    return issue.keys.map((key) => ({
      ...yaml.place([...issue.path, key], { atKey: true }),
      message: `${name}: "${key}" is not known here${didYouMean(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_type' && valueAt(yaml.value, issue.path) === undefined) {
    return [{ ...yaml.place(issue.path), message: `${name} is missing` }];
  }
  return [{ ...yaml.place(issue.path), message: `${name}: ${issue.message}` }];
}

/** `; did you mean "within"?`, or the names there are. */
export function didYouMean(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  if (guess !== undefined) return `; did you mean "${guess}"?`;
  return known.length === 0 ? '' : `; known: ${known.join(', ')}`;
}

/** Of the branches of a union, the one that fits best: the author meant that. */
function bestBranch(errors: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const weight = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.path.length === 0 && issue.code === 'invalid_type' ? 10 : 1), 0);
  return [...errors].sort((a, b) => weight(a) - weight(b))[0];
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

function keysAt(node: SchemaNode, path: Path): readonly string[] {
  const [key, ...rest] = path;
  if (node.anyOf !== undefined) return node.anyOf.flatMap((branch) => keysAt(branch, path));
  if (key === undefined) return Object.keys(node.properties ?? {});
  const next = typeof key === 'number' ? node.items : node.properties?.[String(key)];
  return next === undefined ? [] : keysAt(next, rest);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    value,
  );
}

function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  if (atKey) {
    const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
