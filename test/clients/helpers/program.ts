// Runs other people's programs as children, and ends them with the test file if they still run.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../helpers/find-program.js';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param input for its standard input. @param timeoutMs after which it is killed, and its status is null. @param cwd where it runs */
export async function runProgram(
  file: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  {
    input = '',
    timeoutMs = 120_000,
    cwd,
  }: { readonly input?: string; readonly timeoutMs?: number; readonly cwd?: string } = {},
): Promise<Ended> {
  const child = spawn(file, [...words], {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

/** Full path of a Python with boto3, or nothing. */
export function pythonWithBoto3(): string | undefined {
  return findProgram('python3', ['-c', 'import boto3']);
}

/** Runs one of the Python programs beside these tests; answers the JSON it printed. Throws with its own words when it failed. */
export async function runPython(
  python: string,
  name: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<unknown> {
  const file = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  const ended = await runProgram(python, [file, ...words], env, { input });
  if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status}:\n${ended.stderr}`);
  return JSON.parse(ended.stdout);
}
