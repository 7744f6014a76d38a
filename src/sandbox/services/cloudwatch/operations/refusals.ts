// CloudWatch's errors in its own codes and words, and what this sandbox refuses by name.

import { ServiceError } from '../../../../errors.js';
import { unsupported } from '../../shared/modelled.js';

/** A value that CloudWatch itself would refuse. */
export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}

export function invalidCombination(message: string): ServiceError {
  return new ServiceError('InvalidParameterCombination', message);
}

/** PutMetricAlarm's own code for what it checks itself. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

export function missing(parameter: string): ServiceError {
  return new ServiceError('MissingParameter', `The parameter ${parameter} is required.`);
}

/** Refuses the first of the named members that is there; `false` asks for nothing. */
export function refuseMembers(input: object, refusals: Readonly<Record<string, string>>): void {
  for (const [member, value] of Object.entries(input)) {
    const what = value === undefined || value === false ? undefined : refusals[member];
    if (what !== undefined) throw unsupported(`${what} (${member})`);
  }
}
