// Apache JMeter, where the machine has it (Debian: apt-get install jmeter jmeter-http, and a JDK); or the reason why there is none, for a
// test to skip by name.

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../tidy/sources.js';
import { findProgram } from './find-program.js';

export interface JmeterSummary {
  readonly requests: number;
  readonly errors: number;
  /** Of a whole sample, milliseconds. */
  readonly meanMs: number;
}

export type Jmeter =
  | {
      /** Runs a plan without a window; resolves with what it measured. */
      readonly run: (plan: string, settings: Readonly<Record<string, string | number>>) => Promise<JmeterSummary>;
    }
  | { readonly missing: string };

const HOMES = [process.env.JMETER_HOME, '/usr/share/jmeter'];

/** @param folder for what it writes. */
export function jmeter(folder: string): Jmeter {
  const home = HOMES.find((one) => one !== undefined && existsSync(join(one, 'bin/ApacheJMeter.jar')));
  const [java, javac] = ['java', 'javac'].map((name) => findProgram(name, ['-version']));
  if (home === undefined) return { missing: 'no JMeter in JMETER_HOME or /usr/share/jmeter' };
  if (java === undefined || javac === undefined) return { missing: 'JMeter needs java and javac on the PATH' };
  return {
    run: async (plan, settings) => {
      const jar = join(home, 'bin/ApacheJMeter.jar');
      const made = spawnSync(javac, ['-cp', jar, '-d', folder, join(ROOT, 'test/fixtures/jmeter/Launcher.java')]);
      if (made.status !== 0) throw new Error(made.stderr.toString());
      const results = join(folder, 'result.jtl');
      const named = Object.entries(settings).map(([name, value]) => `-J${name}=${value}`);
      const jvm = [`-Djmeter.home=${home}`, '-cp', `${jar}:${folder}`, 'Launcher'];
      const words = ['-n', '-t', plan, '-l', results, '-j', join(folder, 'jmeter.log'), ...named];
      const { stdout } = await promisify(execFile)(java, [...jvm, ...words], { cwd: folder, maxBuffer: 1e8 });
      return summaryOf(stdout, results);
    },
  };
}

/** The last such line is of the whole run: `summary =   1929 in   6.1s =  317.5/s Avg:     1 Min:     0 Max:    55 Err:     0 (0.00%)`. */
function summaryOf(stdout: string, results: string): JmeterSummary {
  const [, requests, errors] = [...stdout.matchAll(/^summary = +(\d+) in .*Err: +(\d+)/gm)].at(-1) ?? [];
  if (requests === undefined) throw new Error(`JMeter has no summary:\n${stdout}`);
  // The summary's mean is in whole milliseconds; each sample's line has its own time in the second column.
  const lines = readFileSync(results, 'utf8').trim().split('\n');
  const taken = lines.map((line) => Number(line.split(',')[1])).filter((ms) => !Number.isNaN(ms));
  const meanMs = taken.reduce((sum, ms) => sum + ms, 0) / taken.length;
  return { requests: Number(requests), errors: Number(errors), meanMs };
}
