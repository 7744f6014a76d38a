// What Terraform would propose for a resource, and how that differs from what is there. Pure rules over schema and values.

import type { Attribute, Block, Schema } from './schema.js';
import {
  canonical,
  holdsUnknown,
  isEmpty,
  isList,
  isMap,
  UNKNOWN,
  type Value,
  type ValueMap,
  withoutUnknown,
} from './value.js';

/**
 * The planned value of every attribute: the configured one, else the provider's default, else (computed) what is there or will
 * be known after apply, else nothing. `prior` is undefined for a new object.
 */
export function propose(schema: Schema, config: ValueMap, prior: ValueMap | undefined): ValueMap {
  const entries = Object.entries(schema).map(([name, described]) => {
    const proposed =
      described.nesting === 'attribute'
        ? proposeAttribute(described, config[name], prior?.[name], prior === undefined)
        : proposeBlock(described, config[name], prior?.[name], prior === undefined);
    return [name, proposed] as const;
  });
  return Object.fromEntries(entries);
}

function proposeAttribute(
  described: Attribute,
  config: Value | undefined,
  prior: Value | undefined,
  isNew: boolean,
): Value {
  if (config !== undefined) return config;
  if (described.default !== undefined) return described.default as Value;
  if (!described.computed) return null;
  return isNew ? UNKNOWN : (prior ?? null);
}

function proposeBlock(described: Block, config: Value | undefined, prior: Value | undefined, isNew: boolean): Value {
  if (!isList(config) || config.length === 0) {
    if (!described.computed) return [];
    return isNew ? UNKNOWN : (prior ?? []);
  }
  return config.map((element, index) => {
    const before = isList(prior) && described.nesting !== 'set' ? prior[index] : undefined;
    return propose(described.fields, isMap(element) ? element : {}, isMap(before) ? before : undefined);
  });
}

/** What a create or update call works with: whatever AWS decides is null, an undecided block is no block. */
export function decided(schema: Schema, values: ValueMap): ValueMap {
  const entries = Object.entries(schema).map(([name, described]) => {
    const value = values[name];
    if (described.nesting === 'attribute') return [name, withoutUnknown(value ?? null)] as const;
    const elements = isList(value) ? value : [];
    return [name, elements.map((element) => (isMap(element) ? decided(described.fields, element) : element))] as const;
  });
  return Object.fromEntries(entries);
}

/** `tags_all`: the provider's default tags under the resource's own. */
export function mergeTags(defaultTags: Readonly<Record<string, string>>, tags: Value | undefined): Value {
  if (tags === UNKNOWN) return UNKNOWN;
  return { ...defaultTags, ...(isMap(tags) ? tags : {}) };
}

/** What `tags` is for an object whose tags are now `all`: those known as its own, and those that somebody added or changed. */
export function ownTags(all: ValueMap, known: ValueMap): Value {
  const own = isMap(known.tags) ? known.tags : {};
  const before = isMap(known.tags_all) ? known.tags_all : {};
  return Object.fromEntries(
    Object.entries(all).filter(([key, value]) => own[key] !== undefined || before[key] !== value),
  );
}

/** Names of the attributes that differ. An unknown value differs from everything. */
export function changedNames(schema: Schema, before: ValueMap, after: ValueMap): ReadonlySet<string> {
  return new Set(Object.keys(schema).filter((name) => !sameValue(schema[name], before[name], after[name])));
}

/** Names among `changed` that ask for a new object. */
export function replacingNames(
  schema: Schema,
  changed: ReadonlySet<string>,
  before: ValueMap,
  after: ValueMap,
): readonly string[] {
  return [...changed].filter((name) => {
    const described = schema[name];
    if (described === undefined) return false;
    if (described.replaces) return true;
    return described.nesting !== 'attribute' && blockReplaces(described, before[name], after[name]);
  });
}

export function blockReplaces(described: Block, before: Value | undefined, after: Value | undefined): boolean {
  const olds = isList(before) ? before : [];
  const news = isList(after) ? after : [];
  return news.some((element, index) => {
    const old = olds[index];
    if (!isMap(element) || !isMap(old)) return false;
    return replacingNames(described.fields, changedNames(described.fields, old, element), old, element).length > 0;
  });
}

export function sameValue(
  described: Attribute | Block | undefined,
  before: Value | undefined,
  after: Value | undefined,
): boolean {
  if (described === undefined) return true;
  if (after === UNKNOWN || holdsUnknown(after)) return false;
  if (isEmpty(before) && isEmpty(after)) return true;
  if (described.nesting === 'attribute') return sameAttribute(described, before ?? null, after ?? null);
  const olds = asComparable(described, before);
  const news = asComparable(described, after);
  return olds.length === news.length && olds.every((old, index) => old === news[index]);
}

function sameAttribute(described: Attribute, before: Value, after: Value): boolean {
  if (described.kind === 'set' && isList(before) && isList(after)) {
    return canonical([...new Set(before)].sort()) === canonical([...new Set(after)].sort());
  }
  if (described.kind === 'policy' && typeof before === 'string' && typeof after === 'string') {
    return policyMeaning(before) === policyMeaning(after);
  }
  return canonical(before) === canonical(after);
}

/** Elements of a block as text, without what is empty; sorted where order means nothing. */
function asComparable(described: Block, value: Value | undefined): readonly string[] {
  const elements = (isList(value) ? value : []).map((element) => comparableFields(described.fields, element));
  return described.nesting === 'set' ? elements.sort() : elements;
}

function comparableFields(fields: Schema, element: Value): string {
  if (!isMap(element)) return canonical(element);
  const parts = Object.entries(fields).flatMap(([name, described]) => {
    const value = element[name];
    if (isEmpty(value)) return [];
    if (described.nesting !== 'attribute') return [`${name}=${asComparable(described, value).join(';')}`];
    if (described.kind === 'set' && isList(value)) return [`${name}=${canonical([...value].sort())}`];
    return [`${name}=${canonical(value ?? null)}`];
  });
  return parts.sort().join(' ');
}

/** IAM treats a list of one and its only element alike. */
function policyMeaning(document: string): string {
  const simplify = (value: Value): Value => {
    if (isList(value)) return value.length === 1 && value[0] !== undefined ? simplify(value[0]) : value.map(simplify);
    if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, simplify(item)]));
    return value;
  };
  try {
    return canonical(simplify(JSON.parse(document) as Value));
  } catch {
    return document;
  }
}
