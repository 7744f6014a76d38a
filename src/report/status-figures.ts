// The figures of a status on a few lines: what the users meet, all together and by the name of their traffic, and what the group was told. Pure.

import { sparkText } from './spark.js';
import type { Layout } from './status-text.js';
import type { StatusView } from './status-view.js';
import { LINE_WIDTH, numberText, percentText, UNKNOWN } from './table.js';

/** Groups of figures after a label; a group that the line cannot hold begins the next one. */
function figures(label: string, groups: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const group of groups) {
    const last = lines.at(-1);
    const longer = last === undefined ? `${label}${group}` : `${last}   ${group}`;
    if (last !== undefined && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(last === undefined ? longer : `${' '.repeat(label.length)}${group}`);
  }
  return lines;
}

export function usersLines({ users }: StatusView, { width }: Layout): readonly string[] {
  if (users === undefined) return [`USERS  ${UNKNOWN}  (no traffic of ours)`];
  const share = (digit: string): number =>
    Object.entries(users.byStatus).reduce((sum, [status, count]) => (status.startsWith(digit) ? sum + count : sum), 0) /
    Math.max(1, users.requests);
  return figures(
    'USERS  ',
    [
      `${users.wantedRate === undefined ? `${users.active} users` : `${users.wantedRate.toFixed(0)} per s wanted, ${users.open ?? 0} open`}  ${users.requestRate.toFixed(1)} req/s`,
      `2xx ${percentText(share('2'), 1)}  5xx ${percentText(share('5'), 1)}`,
      `p50 ${numberText(users.p50Ms)} ms  p95 ${numberText(users.p95Ms)} ms  p99 ${numberText(users.p99Ms)} ms`,
    ],
    width,
  );
}

/** One line for each traffic, where there are several, and something was asked lately or is still open. */
export function trafficLines({ traffics = [] }: StatusView, { width }: Layout): readonly string[] {
  const alive = traffics.filter(({ users, open }) => users !== undefined || open > 0);
  const longest = Math.max(0, ...alive.map(({ name }) => name.length));
  return alive.flatMap(({ name, users, open, completed, failed, cut }) => {
    const asks = users !== undefined && users.active > 0;
    const now = asks ? `${users.active} users` : open > 0 ? 'asks no more' : 'ended';
    const rate = asks ? [`${users.requestRate.toFixed(1)} req/s`] : [];
    const lost = failed === 0 ? 'none failed' : `${failed} failed${cut === 0 ? '' : `, ${cut} of them cut off`}`;
    const groups = [[now, ...rate].join('  '), `${open} open`, `${completed} completed, ${lost}`];
    return figures(`       ${name.padEnd(longest)}  `, groups, width);
  });
}

const CODES: Readonly<Record<string, string>> = {
  'no-answer': 'no answer',
  unresolved: 'name not found',
  truncated: 'cut off',
  'not-sent': 'not sent',
};

/** What the users were answered in the window, and what share of it each machine answered. */
export function codesLines({ users, instances }: StatusView, { width, inShort }: Layout): readonly string[] {
  if (users === undefined) return [];
  const codes = Object.entries(users.byStatus)
    .filter(([, count]) => count > 0)
    .map(([code, count]) => `${CODES[code] ?? code} × ${count}`);
  const shares = instances
    .filter(({ share }) => share !== undefined)
    .map(({ id, share }) => `${inShort(id)} ${percentText(share)}`);
  return [
    ...figures('CODES  ', codes.length === 0 ? [UNKNOWN] : codes, width),
    ...(shares.length === 0 ? [] : figures('SHARE  ', shares, width)),
    `       (of the last ${users.windowSeconds} s)`,
  ];
}

const TREND_CELLS = 15;

export function groupLines({ group, cpuTrend = [] }: StatusView, { width }: Layout): readonly string[] {
  const { minSize, desiredCapacity, maxSize, inService, healthy, healthCheckType, healthCheckGracePeriod } = group;
  const cells = Math.min(TREND_CELLS, cpuTrend.length);
  const cpu = cpuTrend.at(-1);
  return figures(
    'GROUP  ',
    [
      `min ${minSize}  desired ${desiredCapacity}  max ${maxSize}`,
      `in service ${inService}  healthy ${healthy}`,
      `checks ${healthCheckType}  grace ${healthCheckGracePeriod} s`,
      ...(group.suspendedProcesses.length === 0 ? [] : [`suspended: ${group.suspendedProcesses.join(', ')}`]),
      // Beside the alarms that count it; where there is less room the metrics' own view has it.
      ...(width > LINE_WIDTH && cpu !== undefined
        ? [`CPU ${numberText(cpu)} % ${sparkText(cpuTrend, cells, 100)}`]
        : []),
    ],
    width,
  );
}
