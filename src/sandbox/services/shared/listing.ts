// The entries of a record that may hold thousands, as a list beside it. An engine walks an object with many keys twenty times slower than
// a list, and a large group is walked at each step of each of its instances. The list is no part of the world: it belongs to that very
// record, is made at the first question, and anew for a world that was loaded or rewound. Whoever writes into a listed record does it here.

export type Entry<Value> = readonly [key: string, value: Value];

const LISTS = new WeakMap<object, Entry<unknown>[]>();

/** In the record's own order. */
export function entriesOf<Value>(record: Readonly<Record<string, Value>>): readonly Entry<Value>[] {
  const known = LISTS.get(record) as Entry<Value>[] | undefined;
  if (known !== undefined) return known;
  const fresh = Object.entries(record);
  LISTS.set(record, fresh);
  return fresh;
}

/** `record[key] = value`. A list that is being walked grows by it. */
export function enlist<Value>(record: Record<string, Value>, key: string, value: Value): void {
  if (Object.hasOwn(record, key)) LISTS.delete(record);
  else LISTS.get(record)?.push([key, value]);
  record[key] = value;
}

/** `delete record[key]`. A list that is being walked stays as it was. */
export function strike<Value>(record: Record<string, Value>, key: string): void {
  const known = LISTS.get(record);
  if (known !== undefined)
    LISTS.set(
      record,
      known.filter(([listed]) => listed !== key),
    );
  delete record[key];
}

/** Has everybody who wrote into the record done it here? */
export function isListedAsItIs<Value>(record: Readonly<Record<string, Value>>): boolean {
  const known = LISTS.get(record);
  const keys = Object.keys(record);
  return (
    known === undefined ||
    (known.length === keys.length && known.every(([key, value], place) => key === keys[place] && value === record[key]))
  );
}
