// Refusing by name what the sandbox does not model. A parameter is never accepted and then ignored.

import { ServiceError } from '../../../errors.js';

/**
 * Throws `UnsupportedOperation` for the first member that is set and not in `known`.
 * Unset members, `false`, empty texts and lists and records of nothing else ask for nothing, so they pass.
 */
export function onlyModelled<Input extends object>(
  operation: string,
  input: Input,
  known: readonly (keyof Input & string)[],
): void {
  const names: readonly string[] = known;
  for (const [name, value] of Object.entries(input)) {
    if (asksForNothing(value) || names.includes(name)) continue;
    throw unsupported(`the parameter ${name} of ${operation}`);
  }
}

function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && !(value instanceof Date) && Object.values(value).every(asksForNothing);
}

/** The error for something that AWS has and the sandbox has not; `what` completes "The sandbox does not model …". */
export function unsupported(what: string): ServiceError {
  return new ServiceError('UnsupportedOperation', `The sandbox does not model ${what}.`);
}
