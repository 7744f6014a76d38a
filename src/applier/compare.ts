// One resource of the stack against the object in the world: what would be done to it, and why. Pure.

import { type AttributeChange, attributeChanges } from './attribute-changes.js';
import { changedNames, mergeTags, propose, replacingNames } from './difference.js';
import { evaluateBody, type Scope } from './evaluate.js';
import type { ResourceType } from './resource-type.js';
import type { StackResource } from './stack.js';
import type { ResourceState } from './state.js';
import { UNKNOWN, type Value, type ValueMap } from './value.js';

export type { AttributeChange };
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'no-op';

export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** Undefined for a new object. Attributes by name, `id` not among them. */
  readonly before: ValueMap | undefined;
  /** Undefined for a deletion. Unknown values are UNKNOWN. */
  readonly after: ValueMap | undefined;
  /** Names of the arguments and blocks that differ. */
  readonly changed: readonly string[];
  /** The same in detail, for people. */
  readonly changes: readonly AttributeChange[];
  /** Why a new object is needed: attribute names, or `tainted`. */
  readonly replacedBy: readonly string[];
  readonly createBeforeDestroy: boolean;
}

export interface CompareContext {
  readonly scope: Scope;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** One resource: its configuration in `scope` against the object as it is. Pure. */
export function compare(
  resource: StackResource,
  type: ResourceType,
  prior: ResourceState | undefined,
  context: CompareContext,
): PlannedChange {
  const before = prior?.attributes;
  const config = configOf(resource, type, before, context);
  const whole = (base: ValueMap | undefined): ValueMap =>
    withTags(type, propose(type.schema, config, base), context.defaultTags);
  if (before === undefined) return unchanged(resource, 'create', undefined, whole(undefined));
  const after = whole(before);
  const changed = changedNames(type.schema, before, after);
  const change = { before, after, changed };
  const replacedBy = [
    ...replacingNames(type.schema, changed, before, after),
    ...(type.replacedBy?.(change) ?? []),
  ].sort();
  if (prior?.tainted === true) replacedBy.push('tainted');
  if (replacedBy.length > 0) {
    const names = [...changed].sort();
    const changes = attributeChanges(type.schema, names, before, after);
    return { ...unchanged(resource, 'replace', before, whole(undefined)), changed: names, changes, replacedBy };
  }
  if (changed.size === 0) return unchanged(resource, 'no-op', before, before);
  const recomputed = type.recomputes?.(change) ?? [];
  const settled = { ...after, ...unknownOnes(recomputed) };
  const names = [...new Set([...changed, ...recomputed])].sort();
  const changes = attributeChanges(type.schema, names, before, settled);
  return { ...unchanged(resource, 'update', before, settled), changed: names, changes };
}

/** The configured values; ignored attributes keep what is there. */
function configOf(
  resource: StackResource,
  type: ResourceType,
  before: ValueMap | undefined,
  { scope }: CompareContext,
): ValueMap {
  const config = evaluateBody(resource.body, type.schema, scope);
  if (before === undefined) return config;
  const ignored = resource.ignoreChanges === 'all' ? Object.keys(type.schema) : resource.ignoreChanges;
  const kept = ignored.flatMap((name) =>
    type.schema[name] === undefined ? [] : [[name, before[name] ?? null] as const],
  );
  const merged = { ...config, ...Object.fromEntries(kept) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function withTags(type: ResourceType, proposed: ValueMap, defaultTags: Readonly<Record<string, string>>): ValueMap {
  return type.schema.tags_all === undefined
    ? proposed
    : { ...proposed, tags_all: mergeTags(defaultTags, proposed.tags) };
}

/** A change of which only the action is settled. */
export function unchanged(
  resource: StackResource,
  action: Action,
  before: ValueMap | undefined,
  after: ValueMap | undefined,
): PlannedChange {
  const { address, type, createBeforeDestroy } = resource;
  return { address, type, action, before, after, changed: [], changes: [], replacedBy: [], createBeforeDestroy };
}

function unknownOnes(names: readonly string[]): ValueMap {
  return Object.fromEntries(names.map((name): [string, Value] => [name, UNKNOWN]));
}
