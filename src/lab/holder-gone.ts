// What a guest hears when the process that serves the workbook is not there any more, or is silent.

import { LabError } from '../errors.js';

const CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);

/** The connection failed, not the call: nobody answered, or the answer broke off. */
export function isConnectionFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return CODES.has(code ?? '') || /^(socket hang up|aborted|terminated)$/.test(error.message);
}

export function holderGone(error: Error): LabError {
  // `fetch` says only that it failed; why is what it names as the cause.
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return new LabError('WORKBOOK_BUSY', `The process that serves this workbook does not answer: ${why}`, {
    suggestions: [
      'It was ended, or it is suspended: look for another terminal with ha-lab running',
      'What was answered before is kept: run the same command again',
    ],
    exitCode: 5,
  });
}
