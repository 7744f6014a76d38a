// Runs the built command line in a pseudo-terminal and reads the screen back as text: what a person sees and types.
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { BIN, cliEnvironment, requireBuild } from './cli.js';

export const KEYS = {
  enter: '\r',
  down: '\x1b[B',
  escape: '\x1b',
  ctrlC: '\x03',
  clearLine: '\x15',
  backspace: '\x7f',
} as const;

export interface TerminalRun {
  /** Waits until the screen shows the text; fails with the screen if it does not within the limit. */
  see(text: string | RegExp): Promise<void>;
  press(...keys: readonly string[]): void;
  /** Lines of the screen, and of what has scrolled off it. */
  screen(): string;
  /** Every byte that the command wrote. */
  written(): string;
  /** Ends it at once, as `kill -9` does. */
  kill(): void;
  /** Waits for the end; the exit code. */
  ended(): Promise<number>;
}

/** Met only where nothing comes any more; a busy machine is given its time. */
const LIMIT_MS = 90_000;

export function openTerminal(
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
  size: { readonly cols: number; readonly rows: number } = { cols: 100, rows: 40 },
): TerminalRun {
  requireBuild();
  const screen = new xterm.Terminal({ ...size, scrollback: 5000, allowProposedApi: true });
  const child = spawn(process.execPath, [BIN, ...args], {
    ...size,
    name: 'xterm-256color',
    cwd,
    env: cliEnvironment(settings),
  });
  let written = '';
  child.onData((data) => {
    written += data;
    screen.write(data);
  });
  const exit = new Promise<number>((resolve) =>
    child.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode)),
  );

  const text = (): string => {
    const buffer = screen.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  };
  const within = async <Value>(what: string, attempt: () => Value | undefined): Promise<Value> => {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      const value = attempt();
      if (value !== undefined) return value;
      if (Date.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`${what} within ${LIMIT_MS / 1000} s; the screen:\n${text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  let code: number | undefined;
  void exit.then((value) => {
    code = value;
  });
  return {
    see: async (wanted) => {
      await within(
        `did not show ${String(wanted)}`,
        () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text())) || undefined,
      );
    },
    press: (...keys) => {
      for (const key of keys) child.write(key);
    },
    screen: text,
    written: () => written,
    kill: () => child.kill('SIGKILL'),
    ended: () => within('did not end', () => code),
  };
}
