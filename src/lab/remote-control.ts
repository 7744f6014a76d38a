// The control surface of a sandbox that another process holds, over its HTTP routes.

import { LabError } from '../errors.js';
import type { SandboxControl, SandboxStatus } from '../sandbox/index.js';

/** @param url of the endpoint, without the control prefix. */
export function remoteControl(url: string): SandboxControl {
  const get = <Answer>(route: string): Promise<Answer> => ask<Answer>(`${url}/_ha-lab/${route}`);
  const post = <Answer>(route: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(`${url}/_ha-lab/${route}`, body, signal);
  return {
    status: () => get<SandboxStatus>('status'),
    advance: async (ms, signal) => (await post<{ now: number }>('advance', { ms }, signal)).now,
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
