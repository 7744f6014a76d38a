// Runs the built command line as a process, without a terminal: what a script, a pipe or CI sees.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/ha-lab.js', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/commands', import.meta.url));

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a test: no CI mark, no settings of the person who runs the tests, no colours. */
export function cliEnvironment(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  const foreign = /^(CI|HA_LAB_.*|FORCE_COLOR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|VITEST.*|COLUMNS)$/;
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return { ...Object.fromEntries(own), NO_COLOR: '1', ...settings };
}

export function requireBuild(): void {
  if (!existsSync(BUILT)) throw new Error('the command line is not built: npm run build');
}

/** A command that has not ended by then never will: it fails its test in place of holding up all that come after it. */
const LONGEST_RUN_MS = 600_000;

/** One run of `ha-lab`. Standard input is empty and no terminal. */
export function runCli(args: readonly string[], cwd: string, settings: Readonly<Record<string, string>> = {}): CliRun {
  requireBuild();
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    env: cliEnvironment(settings),
    encoding: 'utf8',
    input: '',
    timeout: LONGEST_RUN_MS,
    killSignal: 'SIGKILL',
  });
  return { status, stdout, stderr };
}
