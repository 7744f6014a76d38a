// The clock of an account: read from the `Date` of AWS's own answers, never from this machine. So a host whose clock is wrong misleads
// nobody, and a served sandbox whose clock goes faster is simply an account with a quicker clock.

import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { LabError } from '../errors.js';
import type { LabClock } from './clock.js';
import type { LabInstant } from './observation.js';

/** Before the pace is known. */
const SHORT_MS = 100;
/** The `Date` header counts whole seconds: a pace read from less than this is a guess. */
const TELLING_MS = 3_000;
/** So many readings tell the pace; older ones may be of another. */
const READINGS = 8;
const LONGEST_SLEEP_MS = 5_000;
const SHORTEST_SLEEP_MS = 10;
/** A clock that has not moved for so long will not move. */
const PATIENCE_MS = 15_000;

interface Reading {
  readonly at: LabInstant;
  readonly hostMs: number;
}

/** Asks who is calling, which everybody may, and reads the date of the answer. @param patienceMs of this machine's time */
export function accountClock(sts: STSClient, patienceMs = PATIENCE_MS): LabClock {
  const readings: Reading[] = [];
  const read = async (): Promise<Reading> => {
    const reading = { at: await dateOf(sts), hostMs: performance.now() };
    readings.push(reading);
    if (readings.length > READINGS) readings.shift();
    return reading;
  };
  return {
    now: async () => (await read()).at,
    pause: (everyMs, looks) => pauseOf(everyMs, looks, Math.random()),
    pass: async (ms) => {
      const from = await read();
      const end = from.at + ms;
      let [moved, last] = [from, from];
      while (last.at < end) {
        if (last.hostMs - moved.hostMs > patienceMs) throw standsStill();
        await sleep(sleepMs(end - last.at, readings[0] ?? from, last));
        last = await read();
        if (last.at > moved.at) moved = last;
      }
      return last.at;
    },
  };
}

/** An account's APIs are shared with everybody who works on it, and its limits are for all of them together. */
const GROWTH = 1.25;
const LONGEST_PAUSE_MS = 30_000;
const JITTER = 0.2;

/** Longer from look to look, and never in step with others who wait. Pure. @param chance uniform in [0, 1) */
export function pauseOf(everyMs: number, looks: number, chance: number): number {
  const grown = Math.min(Math.max(everyMs, LONGEST_PAUSE_MS), everyMs * GROWTH ** (looks - 1));
  return Math.round(grown * (1 - JITTER + 2 * JITTER * chance));
}

function sleepMs(left: number, first: Reading, last: Reading): number {
  const moved = last.at - first.at;
  const host = last.hostMs - first.hostMs;
  if (moved < TELLING_MS || host <= 0) return SHORT_MS;
  const pace = moved / host;
  return Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, left / pace));
}

/** Epoch milliseconds, in whole seconds. */
async function dateOf(sts: STSClient): Promise<LabInstant> {
  const command = new GetCallerIdentityCommand({});
  let date = '';
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      date = headers?.date ?? '';
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await sts.send(command).catch((error: unknown) => {
    throw unreachable(error);
  });
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw dateless();
  return at;
}

/** The first thing that is ever asked of an account: no keys, stale keys, or nobody there. */
function unreachable(error: unknown): LabError {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new LabError('ENVIRONMENT', `The account does not answer. ${why}`, {
    suggestions: [
      'Sign in (aws sso login, or aws configure), and see who you are: aws sts get-caller-identity',
      'A served sandbox as the account: eval "$(ha-lab sandbox serve --print-env)"',
    ],
    exitCode: 5,
  });
}

function standsStill(): LabError {
  return new LabError('ENVIRONMENT', 'The clock of the endpoint stands still; what is waited for cannot come.', {
    suggestions: ['Serve the sandbox with a clock that goes: ha-lab sandbox serve --speed 60'],
    exitCode: 5,
  });
}

function dateless(): LabError {
  return new LabError('ENVIRONMENT', 'The endpoint answers without a Date, so nobody can tell how late it is there.', {
    suggestions: ['Look at AWS_ENDPOINT_URL: is that an AWS endpoint, or a served sandbox?'],
    exitCode: 5,
  });
}
