// Looking things up in the stores, which are plain objects keyed by ids that callers choose. Not a collection library.

/** The record's own entry; `constructor` and its kind are not ids. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
