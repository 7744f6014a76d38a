// `--users 10..100 --ramp 5m --hold 5m --path /` as a request for traffic; every problem is named at once.

import { LabError } from '../errors.js';
import type { LoadRequest } from '../lab/load.js';
import { parseLength } from './lengths.js';

export interface LoadFlags {
  readonly users: string;
  readonly ramp?: string | undefined;
  readonly hold: string;
  readonly path: string;
}

/** The sandbox counts every request, and so many users is what one machine of ours can still compute with. */
const MOST_USERS = 5_000;
const DEFAULT_RAMP_SECONDS = 300;

/** Throws INVALID_CONFIG. */
export function loadRequest({ users, ramp, hold, path }: LoadFlags): LoadRequest {
  const [, first = '', last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(users) ?? [];
  const [from, to] = [Number(first), Number(last)];
  const problems = [
    ...(first === '' ? [`--users ${users}: write a number, or two with dots between them: 50, 10..100`] : []),
    ...(Math.max(from, to) > MOST_USERS ? [`--users ${users}: at most ${MOST_USERS}`] : []),
    ...(first !== '' && Math.max(from, to) === 0
      ? [`--users ${users}: at least one user; stop traffic with --stop`]
      : []),
    ...(isPath(path) ? [] : [`--path ${path}: a path begins with / and holds the characters of an address: /slow?s=5`]),
  ];
  if (problems.length > 0) {
    throw new LabError('INVALID_CONFIG', problems.join('\n'), {
      suggestions: ['ha-lab load --users 10..100 --ramp 5m --hold 5m'],
      exitCode: 2,
    });
  }
  const rampSeconds = ramp === undefined ? (from === to ? 0 : DEFAULT_RAMP_SECONDS) : parseLength(ramp) / 1_000;
  return { from, to, rampSeconds, holdSeconds: parseLength(hold) / 1_000, path };
}

/** Without what a plan for another tool would have to quote: `$`, quotation marks, backslashes, white space. */
const isPath = (path: string): boolean => /^\/[\w\-.~:/?[\]@!&()*+,;=%]*$/.test(path);
