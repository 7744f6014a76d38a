// Moments with what every traffic met, the ordinary users and those beside them. Pure.

import type { Moment } from '../../lesson/history.js';

/** The same moments where there was no other traffic. */
export function everybodys(moments: readonly Moment[]): readonly Moment[] {
  return moments.map((now, index) => withOthers(moments[index - 1], now));
}

/** As an error rate counts them: half a body, no answer, and a client that gave up are bad ends, too. */
const isGood = (status: string): boolean => /^[234]\d\d$/.test(status) && status !== '460';

function withOthers(before: Moment | undefined, now: Moment): Moment {
  let { requests, errors } = now;
  const byStatus: Record<string, number> = { ...now.byStatus };
  for (const [name, tally] of Object.entries(now.traffics ?? {})) {
    const was = before?.traffics?.[name];
    if (was === undefined) continue;
    for (const [status, count] of Object.entries(tally.byStatus)) {
      const ended = count - (was.byStatus[status] ?? 0);
      if (ended === 0) continue;
      requests += ended;
      errors += isGood(status) ? 0 : ended;
      byStatus[status] = (byStatus[status] ?? 0) + ended;
    }
  }
  return { ...now, requests, errors, byStatus };
}
