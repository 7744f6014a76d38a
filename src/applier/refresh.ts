// Looks at every object of the state as Terraform's Read does: what is gone leaves the state, what was changed by others is drift.

import type { AwsClients } from './clients.js';
import { changedNames, ownTags } from './difference.js';
import { readingOperation } from './operation.js';
import type { Operation, ResourceType } from './resource-type.js';
import type { Schema } from './schema.js';
import type { ResourceState, State } from './state.js';
import { isMap, printable, type Value, type ValueMap, withoutUnknown } from './value.js';

/** What somebody or something else did to an object since the last apply. */
export interface Drift {
  readonly address: string;
  readonly kind: 'changed' | 'gone';
  readonly attributes: readonly { readonly name: string; readonly before: Value; readonly after: Value }[];
}

export interface Refreshed {
  /** Address → object as it is now. */
  readonly resources: ReadonlyMap<string, ResourceState>;
  readonly drift: readonly Drift[];
}

export interface RefreshContext {
  readonly clients: AwsClients;
  readonly types: Readonly<Record<string, ResourceType>>;
  readonly nowMs: number;
}

export async function refresh(state: State, context: RefreshContext): Promise<Refreshed> {
  const resources = new Map<string, ResourceState>();
  const drift: Drift[] = [];
  for (const address of Object.keys(state.resources).sort()) {
    const known = state.resources[address];
    const type = known === undefined ? undefined : context.types[known.type];
    if (known === undefined || type === undefined) continue;
    const operation = readingOperation(address, context.clients, state, context.nowMs);
    const attributes = await readAttributes(operation, type, known.id, known.attributes);
    if (attributes === undefined) {
      drift.push({ address, kind: 'gone', attributes: [] });
      continue;
    }
    resources.set(address, { ...known, attributes });
    const changed = [...changedNames(argumentsOf(type.schema), known.attributes, attributes)].sort();
    if (changed.length > 0)
      drift.push({
        address,
        kind: 'changed',
        attributes: changed.map((name) => change(name, known.attributes, attributes)),
      });
  }
  return { resources, drift };
}

/** Only what can be configured drifts; that an address has found its NAT gateway is the course of things. */
function argumentsOf(schema: Schema): Schema {
  const settable = Object.entries(schema).filter(
    ([, described]) => described.nesting !== 'attribute' || described.settable,
  );
  return Object.fromEntries(settable);
}

function change(name: string, before: ValueMap, after: ValueMap): Drift['attributes'][number] {
  return { name, before: printable(before[name] ?? null), after: printable(after[name] ?? null) };
}

/** The attributes of one object, every name of the schema present, or undefined when it is gone. */
export async function readAttributes(
  operation: Operation,
  type: ResourceType,
  id: string,
  known: ValueMap,
): Promise<ValueMap | undefined> {
  const seen = await type.read(operation, id, known);
  if (seen === undefined) return undefined;
  const merged: Record<string, Value> = {};
  for (const name of Object.keys(type.schema)) {
    const value = seen[name] === undefined ? known[name] : seen[name];
    merged[name] = value === undefined ? null : withoutUnknown(value);
  }
  if (isMap(seen.tags_all)) merged.tags = ownTags(seen.tags_all, known);
  return merged;
}
