// `ha-lab sandbox serve` as a process of its own, in an account's place, for as long as a test file runs.
import { spawn } from 'node:child_process';
import { environmentOf } from '../clients/helpers/served.js';
import { BIN, cliEnvironment, requireBuild } from './cli.js';

export interface Server {
  readonly url: string;
  /** What sends AWS clients there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it as Ctrl-C does; answers its exit code. */
  stop(): Promise<number | null>;
}

/** Met only where nothing comes any more. */
const LIMIT_MS = 120_000;

/** @param book folder of a workbook @param speed virtual seconds per second */
export async function startServer(book: string, speed: number): Promise<Server> {
  requireBuild();
  const child = spawn(process.execPath, [BIN, 'sandbox', 'serve', '--speed', String(speed)], {
    cwd: book,
    env: cliEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the sandbox is not served')), LIMIT_MS);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      text += data;
      const [, found] = /Serving at (http:\S+),/.exec(text) ?? [];
      if (found === undefined) return;
      clearTimeout(limit);
      resolve(found);
    });
  });
  const named = Object.entries(environmentOf(url, 'us-east-1'));
  return {
    url,
    environment: Object.fromEntries(
      named.flatMap(([name, value]) => (name.startsWith('AWS_') && value !== undefined ? [[name, value]] : [])),
    ),
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
