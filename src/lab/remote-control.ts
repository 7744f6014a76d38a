// The control surface of a sandbox that another process holds, over its HTTP routes.

import { LabError } from '../errors.js';
import type { SandboxControl, SandboxStatus } from '../sandbox/index.js';

/** Longest stretch of virtual time in one request: a busy world must not outlast what HTTP waits for an answer. */
const PIECE_MS = 10 * 60_000;

/** A holder that computes answers reads within milliseconds, between two slices; a suspended one takes the connection and is silent. */
const READ_PATIENCE_MS = 4_000;

/** @param url of the endpoint, without the control prefix. */
export function remoteControl(url: string): SandboxControl {
  const get = <Answer>(route: string): Promise<Answer> =>
    ask<Answer>(`${url}/_ha-lab/${route}`, undefined, AbortSignal.timeout(READ_PATIENCE_MS));
  const post = <Answer>(route: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(`${url}/_ha-lab/${route}`, body, signal);
  return {
    status: () => get<SandboxStatus>('status'),
    advance: async (ms, signal) => {
      try {
        for (let left = ms; left > PIECE_MS; left -= PIECE_MS) await post('advance', { ms: PIECE_MS }, signal);
        const last = ms % PIECE_MS === 0 ? Math.min(ms, PIECE_MS) : ms % PIECE_MS;
        return (await post<{ now: number }>('advance', { ms: last }, signal)).now;
      } catch (error) {
        if (signal?.aborted !== true) throw error;
        // The holder stops when the request goes away; where, only it knows.
        return (await get<SandboxStatus>('status')).now;
      }
    },
    act: async (action) => {
      await post('act', action);
    },
    traffic: (from, to) => get(`traffic?from=${from}&to=${to}`),
    journal: (since) => get(`journal?since=${since}`),
  };
}

async function ask<Answer>(url: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: Error) => {
    throw new LabError('WORKBOOK_BUSY', `The process that serves this workbook does not answer: ${error.message}`, {
      suggestions: ['Look for another terminal with ha-lab running; end it there, then try again'],
      exitCode: 5,
    });
  });
  const answer = (await response.json()) as Answer & { readonly error?: string };
  if (response.ok) return answer;
  throw new LabError('WORKBOOK_BUSY', `The sandbox refused: ${answer.error ?? response.statusText}`, {
    suggestions: ['ha-lab sandbox status'],
    exitCode: 2,
  });
}
