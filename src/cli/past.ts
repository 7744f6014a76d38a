// Past instants as people type them: `5m` (ago), `t+00:14:07`, or an ISO instant.

import { LabError } from '../errors.js';
import { parseLength } from './lengths.js';

export interface ClockFacts {
  readonly now: number;
  readonly startedAt: number;
}

/** Epoch ms on the sandbox's clock; whether it lies in the past is the sandbox's to say. Throws INVALID_CONFIG. */
export function parsePast(text: string, { now, startedAt }: ClockFacts): number {
  if (/^(\d+[smhd])+$/.test(text)) return now - parseLength(text);
  const clock = /^t\+(\d+):([0-5]\d):([0-5]\d)$/.exec(text);
  if (clock !== null) {
    const [, hours, minutes, seconds] = clock;
    return startedAt + (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  }
  const instant = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(instant)) return instant;
  throw new LabError('INVALID_CONFIG', `"${text}" is not an instant of the past.`, {
    suggestions: [
      'How long ago: 90s, 5m, 1h30m',
      'On the sandbox’s clock: t+00:14:07',
      'An instant: 2026-01-05T12:14:07Z',
    ],
    exitCode: 2,
  });
}
