// Recurrences of scheduled actions: five fields of cron, by the clock of a zone.

import { describe, expect, test } from 'vitest';
import { nextOccurrence, readCron } from '../../../../../src/sandbox/services/autoscaling/rules/cron.js';
import { isTimeZone } from '../../../../../src/sandbox/services/autoscaling/rules/time-zone.js';

function next(text: string, after: string, timeZone = 'UTC'): string | undefined {
  const cron = readCron(text);
  if (cron === undefined) throw new Error(`not a recurrence: ${text}`);
  const at = nextOccurrence(cron, Date.parse(after), timeZone);
  return at === undefined ? undefined : new Date(at).toISOString();
}

describe('ASG-91 the next occurrence', () => {
  // 5 January 2026 is a Monday.
  test.each([
    ['every hour, on the hour', '0 * * * *', '2026-01-05T12:00:00Z', '2026-01-05T13:00:00.000Z'],
    ['a second before counts', '0 12 * * *', '2026-01-05T11:59:59Z', '2026-01-05T12:00:00.000Z'],
    ['AWS’s example', '30 0 1 1,6,12 *', '2026-01-05T12:00:00Z', '2026-06-01T00:30:00.000Z'],
    ['days by number', '0 18 * * 1-5', '2026-01-09T18:00:00Z', '2026-01-12T18:00:00.000Z'],
    ['days by name', '0 18 * * MON-FRI', '2026-01-09T18:00:00Z', '2026-01-12T18:00:00.000Z'],
    ['0 and 7 are Sunday', '0 0 * * 7', '2026-01-05T12:00:00Z', '2026-01-11T00:00:00.000Z'],
    ['steps', '*/20 * * * *', '2026-01-05T12:41:00Z', '2026-01-05T13:00:00.000Z'],
    ['a step from a number on', '10/25 9 * * *', '2026-01-05T09:10:00Z', '2026-01-05T09:35:00.000Z'],
    ['both days given: either will do', '0 0 13 * fri', '2026-01-05T12:00:00Z', '2026-01-09T00:00:00.000Z'],
    ['a leap day', '0 0 29 2 *', '2026-01-05T12:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s', (_, text, after, expected) => expect(next(text, after)).toBe(expected));

  test.each([
    ['four fields', '0 18 * *'],
    ['six fields, as EventBridge has', '0 18 ? * MON-FRI *'],
    ['EventBridge’s question mark', '0 18 ? * MON-FRI'],
    ['its wrapper', 'cron(0 18 * * *)'],
    ['a minute that no hour has', '60 * * * *'],
    ['a range that runs backwards', '0 18-9 * * *'],
    ['a day that never comes', '0 0 30 2 *'],
    ['no step at all', '*/0 * * * *'],
  ])('%s is no recurrence', (_, text) => expect(readCron(text)).toBeUndefined());

  test.each([
    ['winter', '2026-01-05T12:00:00Z', '2026-01-05T23:00:00.000Z'],
    ['summer', '2026-07-06T12:00:00Z', '2026-07-06T22:00:00.000Z'],
  ])('a zone’s clock, in %s', (_, after, expected) =>
    expect(next('0 18 * * *', after, 'America/New_York')).toBe(expected),
  );

  test('what a spring skips comes after the gap, what an autumn repeats comes once', () => {
    expect(next('30 2 * * *', '2026-03-08T05:00:00Z', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
    const first = next('30 1 * * *', '2026-11-01T04:00:00Z', 'America/New_York');
    expect(first).toBe('2026-11-01T05:30:00.000Z');
    expect(next('30 1 * * *', first ?? '', 'America/New_York')).toBe('2026-11-02T06:30:00.000Z');
  });

  test('zones have names of places', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Etc/GMT+9'].filter(isTimeZone)).toHaveLength(4);
    expect(['+02:00', 'EST5EDT6', 'Berlin', 'Mars/Olympus', ''].filter(isTimeZone)).toEqual([]);
  });
});
