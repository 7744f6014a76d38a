// Clocks on the wall of an IANA time zone, with its summer time. Pure; a wall clock's reading is written as if it were UTC.

import { DAY_MS, type Instant } from '../../../../kernel/index.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Canonical names of the database only: neither offsets (`+02:00`) nor abbreviations of no place. */
export function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && name !== 'GMT' && !/^[A-Za-z]+\/[\w+-]+(\/[\w+-]+)?$/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

export function toWallClock(at: Instant, timeZone: string): number {
  if (timeZone === 'UTC') return at;
  const parts = clockOf(timeZone).formatToParts(at);
  const [year = 0, month = 1, day, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((type) => Number(parts.find((part) => part.type === type)?.value));
  return Date.UTC(year, month - 1, day, hour, minute, second) + (at % 1_000);
}

/** The first instant at which the clock shows this; of a time that a spring skips, as far behind the gap as it would lie in it. */
export function toInstant(wall: number, timeZone: string): Instant {
  if (timeZone === 'UTC') return wall;
  const before = wall - offsetAt(wall - DAY_MS, timeZone);
  const after = wall - offsetAt(wall + DAY_MS, timeZone);
  const shown = [before, after].filter((at) => toWallClock(at, timeZone) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

const offsetAt = (at: Instant, timeZone: string): number => toWallClock(at, timeZone) - at;

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  clocks.set(timeZone, clock);
  return clock;
}
