// A load test in words: a line per beat for a pipe, a few live lines for a terminal, and the table at its end. Pure.

import type { TrafficRequest } from '../lab/lab.js';
import type { LoadBeat, LoadRequest, LoadResult } from '../lab/load.js';
import { shortIds } from './status-words.js';
import { numberText, percentText, tableText, UNKNOWN } from './table.js';
import { clockText, spanText } from './time.js';

/** `10 → 100 users in 5m00, then 5m00   GET /`. */
export function loadTitle({ unit, from, to, rampSeconds, holdSeconds, path = '/' }: TrafficRequest): string {
  const what = unit === 'requests-per-second' ? 'requests per second' : 'users';
  const ramps = from !== to && rampSeconds > 0;
  const users = ramps ? `${from} → ${to} ${what} in ${spanText(rampSeconds * 1_000)}` : `${to} ${what}`;
  const length = holdSeconds === undefined ? undefined : spanText((holdSeconds + (ramps ? 0 : rampSeconds)) * 1_000);
  const hold = length === undefined ? 'until stopped' : `${ramps ? 'then' : 'for'} ${length}`;
  return `${users}, ${hold}   GET ${path}`;
}

const percentiles = ({ users }: LoadBeat): string =>
  `p50 ${numberText(users?.p50Ms)} ms  p95 ${numberText(users?.p95Ms)} ms  p99 ${numberText(users?.p99Ms)} ms`;

/** The answers, most frequent first: `200 24310  502 17`. */
export function codesText({ users }: LoadBeat): string {
  const codes = Object.entries(users?.byStatus ?? {}).sort(([, a], [, b]) => b - a);
  return codes.map(([code, count]) => `${code} ${count}`).join('  ') || UNKNOWN;
}

interface Share {
  readonly id: string;
  readonly requests: number;
  readonly share: number;
}

/** What each machine answered, the busiest first; what no machine answered is left out. */
export function shares({ users, perInstance }: LoadBeat): readonly Share[] {
  const all = users?.requests ?? 0;
  return Object.entries(perInstance)
    .filter(([id]) => id !== '')
    .map(([id, requests]) => ({ id, requests, share: all === 0 ? 0 : requests / all }))
    .sort((a, b) => b.requests - a.requests || (a.id < b.id ? -1 : 1));
}

function sharesText(beat: LoadBeat): string {
  const list = shares(beat);
  const short = shortIds(list.map(({ id }) => id));
  return list.map(({ id, share }) => `${short(id)} ${percentText(share)}`).join('  ');
}

/** In a pipe, as JMeter's own summary lines: `00:01:10  + 193 in 10 s = 19.3/s  …`. */
export function beatLine(beat: LoadBeat, startedAt: number): string {
  const { users, from, to } = beat;
  const rate = `+ ${users?.requests ?? 0} in ${spanText(to - from)} = ${numberText(users?.requestRate, 1)}/s`;
  const errors = `err ${percentText(users?.errorRate, 1)}`;
  return `${clockText(to - startedAt)}  ${rate}  ${percentiles(beat)}  ${errors}  ${whoText(beat)}  ${sharesText(beat)}`.trimEnd();
}

/** Users, or of an open loop the rate and what has no answer yet. */
function whoText({ users }: LoadBeat): string {
  if (users?.wantedRate === undefined) return `users ${users?.active ?? 0}`;
  return `rate ${users.wantedRate.toFixed(0)}/s  open ${users.open ?? 0}`;
}

const BAR = 40;

/** On a terminal: who is there, how far, what they get. */
export function liveLoad(beat: LoadBeat, request: LoadRequest, startedAt: number): readonly string[] {
  const total = (request.rampSeconds + request.holdSeconds) * 1_000;
  const passed = beat.to - startedAt;
  const done = Math.round((BAR * passed) / total);
  const open = request.unit === 'requests-per-second';
  const number = open ? (beat.users?.wantedRate ?? 0).toFixed(0) : String(beat.users?.active ?? 0);
  const active = number.padStart(String(request.to).length);
  return [
    ` ${open ? 'rate ' : 'users'}  ${active} / ${request.to}  ${'━'.repeat(done)}${'─'.repeat(BAR - done)}  ${clockText(passed)} / ${clockText(total)}`,
    ` req/s  ${numberText(beat.users?.requestRate, 1).padStart(6)}   ${percentiles(beat)}`,
    ` codes  ${codesText(beat)}   ${sharesText(beat)}${open ? `   open ${beat.users?.open ?? 0}` : ''}`,
  ];
}

export function summaryText(result: LoadResult, request: LoadRequest): string {
  const { users, from, to, peakRate } = result;
  const length = result.interrupted ? `stopped after ${spanText(to - from)}` : spanText(to - from);
  const rows = shares(result).map(({ id, requests, share }) => [id, String(requests), percentText(share, 1)]);
  return [
    `LOAD      ${loadTitle(request)}   (${length})`,
    `REQUESTS  ${users?.requests ?? 0}   ${numberText(users?.requestRate, 1)}/s, at most ${peakRate.toFixed(1)}/s   errors ${percentText(users?.errorRate, 2)}`,
    `LATENCY   ${percentiles(result)}`,
    `CODES     ${codesText(result)}`,
    ...(rows.length === 0
      ? []
      : [
          '',
          tableText(
            [{ title: 'INSTANCE' }, { title: 'REQUESTS', align: 'right' }, { title: 'SHARE', align: 'right' }],
            rows,
          ),
        ]),
  ].join('\n');
}
