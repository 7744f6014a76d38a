// `--users 10..100 --ramp 5m --hold 5m --path /`, or `--rate 10..200`, as a request for traffic; every problem is named at once.

import { LabError } from '../errors.js';
import type { LoadRequest } from '../lab/load.js';
import { parseLength } from './lengths.js';

export interface LoadFlags {
  readonly users: string;
  /** Requests per second, instead of users. */
  readonly rate?: string | undefined;
  readonly ramp?: string | undefined;
  readonly hold: string;
  readonly path: string;
}

/** The sandbox counts every request, and so many users is what one machine of ours can still compute with. */
const MOST = 5_000;
const DEFAULT_RAMP_SECONDS = 300;

/** Throws INVALID_CONFIG. */
export function loadRequest({ users, rate, ramp, hold, path }: LoadFlags): LoadRequest {
  const [flag, given] = rate === undefined ? ['--users', users] : ['--rate', rate];
  const [, first = '', last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(given) ?? [];
  const [from, to] = [Number(first), Number(last)];
  const one = rate === undefined ? 'one user' : 'one request per second';
  const problems = [
    ...(first === '' ? [`${flag} ${given}: write a number, or two with dots between them: 50, 10..100`] : []),
    ...(Math.max(from, to) > MOST ? [`${flag} ${given}: at most ${MOST}`] : []),
    ...(first !== '' && Math.max(from, to) === 0
      ? [`${flag} ${given}: at least ${one}; stop traffic with --stop`]
      : []),
    ...(isPath(path) ? [] : [`--path ${path}: a path begins with / and holds the characters of an address: /slow?s=5`]),
  ];
  if (problems.length > 0) {
    throw new LabError('INVALID_CONFIG', problems.join('\n'), {
      suggestions: [`ha-lab load ${flag} 10..100 --ramp 5m --hold 5m`],
      exitCode: 2,
    });
  }
  const rampSeconds = ramp === undefined ? (from === to ? 0 : DEFAULT_RAMP_SECONDS) : parseLength(ramp) / 1_000;
  const unit = rate === undefined ? {} : { unit: 'requests-per-second' as const };
  return { ...unit, from, to, rampSeconds, holdSeconds: parseLength(hold) / 1_000, path };
}

/** Without what a plan for another tool would have to quote: `$`, quotation marks, backslashes, white space. */
const isPath = (path: string): boolean => /^\/[\w\-.~:/?[\]@!&()*+,;=%]*$/.test(path);
