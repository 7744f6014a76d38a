// The values of a stack: what Terraform's JSON can hold, plus "known after apply". Pure; knows no schema.

/** Stands where a value cannot be known before something else has been created. Never reaches an API call or a file. */
export const UNKNOWN: unique symbol = Symbol('known after apply');

export type Value = string | number | boolean | null | typeof UNKNOWN | readonly Value[] | ValueMap;
export interface ValueMap {
  readonly [name: string]: Value;
}

/** What plans say instead of an unknown value. */
export const KNOWN_AFTER_APPLY = '(known after apply)';

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Null, or what Terraform's providers treat alike when nothing was configured: "", 0, false, [] and {}. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (isList(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

/** Whether any part of it is known only after apply. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (isList(value)) return value.some(holdsUnknown);
  return isMap(value) && Object.values(value).some(holdsUnknown);
}

/** A copy in which unknown values are null: what a create call may read. */
export function withoutUnknown(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (isList(value)) return value.filter((item) => item !== UNKNOWN).map(withoutUnknown);
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutUnknown(item)]));
  return value;
}

/** Text with sorted keys: equal values have equal text. Unknown values are equal to nothing but are printed alike. */
export function canonical(value: Value): string {
  if (value === UNKNOWN) return KNOWN_AFTER_APPLY;
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`;
}

/** A copy for files and `--json`: unknown values become the words that stand for them. */
export function printable(value: Value): Value {
  if (value === UNKNOWN) return KNOWN_AFTER_APPLY;
  if (isList(value)) return value.map(printable);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, printable(item)]));
  return value;
}
