// What a load balancer or target group may be called.

import { validation } from '../errors.js';

const MAX_LENGTH = 32;

/** `kind` begins the message: `Load balancer`, `Target group`. Throws ValidationError. */
export function checkName(kind: string, name: string): void {
  if (name.length > MAX_LENGTH)
    throw validation(`${kind} name '${name}' cannot be longer than '${MAX_LENGTH}' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validation(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-'))
    throw validation(`${kind} name '${name}' cannot begin or end with '-'`);
}
