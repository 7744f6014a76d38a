// Looking things up in the stores, which are plain objects keyed by ids that callers choose. Not a collection library.

/** The record's own entry; `constructor` and its kind are not ids. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The first entry, in the order of the record, that is wanted. Walks the record itself: no list of thousands for one of them. */
export function firstWhere<Value>(
  record: Readonly<Record<string, Value>>,
  wanted: (value: Value) => boolean,
): Value | undefined {
  for (const key in record) {
    const value = record[key] as Value;
    if (wanted(value)) return value;
  }
  return undefined;
}
