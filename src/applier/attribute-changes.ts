// The differences of one resource in detail, for people: `health_check.interval: 30 → 10`. Pure.

import { blockReplaces, sameValue } from './difference.js';
import type { Attribute, Block, Schema } from './schema.js';
import { isEmpty, isList, isMap, printable, type Value, type ValueMap } from './value.js';

export interface AttributeChange {
  /** `tags.Name`, `health_check.interval`, `tag[1].value`. */
  readonly path: string;
  readonly before: Value;
  /** "(known after apply)" where AWS decides. */
  readonly after: Value;
  readonly forcesReplacement: boolean;
}

/** One entry for each place that differs, in the order of the names given. */
export function attributeChanges(
  schema: Schema,
  names: readonly string[],
  before: ValueMap,
  after: ValueMap,
): readonly AttributeChange[] {
  return names.flatMap((name) => {
    const described = schema[name];
    // `tags_all` repeats what `tags` says, unless only the provider's default tags changed.
    if (described === undefined || (name === 'tags_all' && names.includes('tags'))) return [];
    return placesIn(name, described, before[name] ?? null, after[name] ?? null);
  });
}

function placesIn(path: string, described: Attribute | Block, before: Value, after: Value): readonly AttributeChange[] {
  if (described.nesting === 'attribute') {
    if (described.kind === 'map' && isMap(before) && isMap(after)) return keysIn(path, described, before, after);
    return [{ path, before: printable(before), after: printable(after), forcesReplacement: described.replaces }];
  }
  const [olds, news] = [isList(before) ? before : [], isList(after) ? after : []];
  const forcesReplacement = described.replaces || blockReplaces(described, before, after);
  if (described.nesting === 'set' || olds.length !== news.length || !isList(after)) {
    return [{ path, before: printable(before), after: printable(after), forcesReplacement }];
  }
  return news.flatMap((element, index) => {
    const at = described.nesting === 'single' ? path : `${path}[${index}]`;
    return fieldsIn(at, described, olds[index] ?? null, element);
  });
}

function fieldsIn(path: string, { fields }: Block, before: Value, after: Value): readonly AttributeChange[] {
  const [old, next] = [isMap(before) ? before : {}, isMap(after) ? after : {}];
  return Object.entries(fields).flatMap(([name, described]) =>
    sameValue(described, old[name], next[name])
      ? []
      : placesIn(`${path}.${name}`, described, old[name] ?? null, next[name] ?? null),
  );
}

function keysIn(path: string, { replaces }: Attribute, before: ValueMap, after: ValueMap): readonly AttributeChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((key) => before[key] !== after[key] && !(isEmpty(before[key]) && isEmpty(after[key])))
    .map((key) => ({
      path: `${path}.${key}`,
      before: printable(before[key] ?? null),
      after: printable(after[key] ?? null),
      forcesReplacement: replaces,
    }));
}
