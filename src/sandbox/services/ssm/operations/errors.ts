// Systems Manager's errors in its own names, and what this sandbox refuses by name.

import { ServiceError } from '../../../../errors.js';
import { unsupported } from '../../shared/modelled.js';

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Refuses the first of the named members that is there. */
export function refuseMembers(input: object, refusals: Readonly<Record<string, string>>): void {
  for (const [member, value] of Object.entries(input)) {
    const what = value === undefined ? undefined : refusals[member];
    if (what !== undefined) throw unsupported(`${what} (${member})`);
  }
}

export function invalidInstances(accountId: string, instanceIds: readonly string[]): ServiceError {
  return new ServiceError(
    'InvalidInstanceId',
    `Instances [[${instanceIds.join(', ')}]] not in a valid state for account ${accountId}`,
  );
}

/** A page size within what the operation allows. */
export function pageSize(maxResults: number | undefined, low: number, high: number): number {
  const size = maxResults ?? high;
  if (size >= low && size <= high) return size;
  throw validation(
    `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value between ${low} and ${high}`,
  );
}
