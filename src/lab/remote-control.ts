// The control surface of a sandbox that another process holds, over its HTTP routes.

import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, type LabErrorCode } from '../errors.js';
import type { Rewound, SandboxControl, SandboxDetails, SandboxStatus } from '../sandbox/index.js';
import { holderGone } from './holder-gone.js';

/** Longest stretch of virtual time in one request: a busy world must not outlast what HTTP waits for an answer. */
const PIECE_MS = 10 * 60_000;
/** As much of the host's time, where the clock follows that. */
const REAL_PIECE_MS = 60_000;

/** A holder that computes answers reads within milliseconds, between two slices; a suspended one takes the connection and is silent. */
const READ_PATIENCE_MS = 4_000;

/** Between two attempts to say again that one is at work, after the connection that said it had broken. */
const AGAIN_MS = 1_000;

/** @param url of the endpoint, without the control prefix. */
export function remoteControl(url: string): SandboxControl {
  const get = <Answer>(route: string): Promise<Answer> =>
    ask<Answer>(`${url}/_ha-lab/${route}`, undefined, AbortSignal.timeout(READ_PATIENCE_MS));
  const post = <Answer>(route: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(`${url}/_ha-lab/${route}`, body, signal);
  const status = (): Promise<SandboxStatus> => get<SandboxStatus>('status');
  return {
    status,
    details: () => get<SandboxDetails>('details'),
    advance: async (ms, signal, until) => {
      const { now, realMachines, speed } = await status();
      const longest = realMachines ? REAL_PIECE_MS * speed : PIECE_MS;
      const end = now + ms;
      try {
        for (let at = end - ms; ; ) {
          // What is waited for may come between two pieces: only the holder sees it, therefore in one request.
          const piece = until === undefined ? Math.min(longest, end - at) : { until };
          const body = typeof piece === 'number' ? { ms: piece } : { ms: end - at, ...piece };
          at = (await post<{ now: number }>('advance', body, signal)).now;
          if (until !== undefined || at >= end) return at;
        }
      } catch (error) {
        if (signal?.aborted !== true) throw error;
        // The holder stops when the request goes away; where, only it knows.
        return (await status()).now;
      }
    },
    setSpeed: async (speed) => {
      await post('speed', { speed });
    },
    act: async (action) => {
      await post('act', action);
    },
    traffic: (from, to, trafficId) => {
      const one = trafficId === undefined ? '' : `&trafficId=${encodeURIComponent(trafficId)}`;
      return get(`traffic?from=${from}&to=${to}${one}`);
    },
    journal: (since) => get(`journal?since=${since}`),
    occupy: async (by, signal) => {
      // The request stays open as long as the work; should it break (an HTTP client gives up after some minutes), it is made again.
      while (!signal.aborted) {
        const answered = await post('occupy', { by }, signal).catch(() => undefined);
        if (answered !== undefined) return;
        await sleep(AGAIN_MS, undefined, { signal, ref: false }).catch(() => {});
      }
    },
    rewind: (request) => post<Rewound>('rewind', request),
  };
}

interface Refusal {
  readonly error?: string;
  readonly code?: LabErrorCode;
  readonly suggestions?: readonly string[];
}

async function ask<Answer>(url: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(url, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch(noAnswer);
  const answer = (await response.json().catch(noAnswer)) as Answer & Refusal;
  if (response.ok) return answer;
  throw new LabError(answer.code ?? 'WORKBOOK_BUSY', answer.error ?? `The sandbox refused: ${response.statusText}`, {
    suggestions: answer.suggestions ?? ['ha-lab sandbox status'],
    exitCode: response.status === 503 ? 5 : 2,
  });
}

/** Also when it dies in the middle of its answer. */
function noAnswer(error: Error): never {
  throw holderGone(error);
}
