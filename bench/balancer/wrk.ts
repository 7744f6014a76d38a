// One run of wrk, read.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface WrkRun {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx, and connections that failed. */
  readonly failed: number;
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

export async function wrk(url: string, connections: number, seconds: number): Promise<WrkRun> {
  const words = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '--latency', url];
  const { stdout } = await promisify(execFile)('wrk', words);
  const number = (pattern: RegExp): number => Number(stdout.match(pattern)?.[1] ?? 0);
  const latency = (percent: string): number => {
    const [, value = '0', unit = 'ms'] = stdout.match(new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`)) ?? [];
    return Number(value) * (UNITS[unit] ?? 1);
  };
  const [, ...broken] = stdout.match(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/) ?? [];
  return {
    requests: number(/(\d+) requests in/),
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50Ms: latency('50'),
    p99Ms: latency('99'),
    failed: number(/Non-2xx or 3xx responses: (\d+)/) + broken.reduce((sum, one) => sum + Number(one), 0),
  };
}
