// Lengths of time as people type them: `90s`, `15m`, `2h`, `1h30m`. One meaning everywhere.

import { LabError } from '../errors.js';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. Throws INVALID_CONFIG for anything else than numbers with s, m, h or d. */
export function parseLength(text: string): number {
  if (!/^(\d+[smhd])+$/.test(text)) {
    throw new LabError('INVALID_CONFIG', `"${text}" is not a length of time.`, {
      suggestions: ['Write seconds, minutes, hours or days: 90s, 15m, 2h, 1h30m'],
      exitCode: 2,
    });
  }
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (UNITS_MS[unit] ?? 0),
    0,
  );
}
