// What a call is refused with, as its caller would read it: code and words.

import { ServiceError } from '../../src/errors.js';

/** Throws when nothing was refused, and whatever else went wrong. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}
