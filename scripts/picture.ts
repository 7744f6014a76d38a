// `npm run picture`: the README's picture, docs/picture.svg: a real run of the built command line in a pseudo-terminal of 80 columns.
// Seed, size and clock are fixed, so it is the same on every machine; a test makes it again and compares.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { terminalSvg } from './terminal-svg.js';

const BIN = resolve('bin/ha-lab.js');
const COLUMNS = 80;
const ROWS = 60;

/** Before the picture begins: a stack that has stood for a while, and users who notice. */
const BEFORE = [
  ['new', 'shop', '--yes', '--min-size', '2'],
  ['deploy', '--seed', 'ha-lab'],
  ['load', '--users', '20', '--background'],
  ['sandbox', 'advance', '8m'],
];

/** What is seen. */
const SHOWN = [['break', 'stop-docker'], ['sandbox', 'advance', '65s'], ['status']];

const ALT =
  'A terminal. ha-lab break stop-docker; a minute later ha-lab status says DEGRADED: one of two targets is unhealthy, with its cause, both instances, both alarms and the events.';

/** No settings of whoever runs it: colours as on any terminal. */
function environment(): Record<string, string> {
  const foreign = /^(CI|HA_LAB_.*|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|COLUMNS|LINES|VITEST.*)$/;
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return { ...Object.fromEntries(own), TERM: 'xterm-256color', COLORTERM: '' };
}

/** Runs one command in a pseudo-terminal; what it wrote. Throws where it did not end with 0. */
function played(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cols: COLUMNS,
      rows: ROWS,
      cwd,
      name: 'xterm-256color',
      env: environment(),
    });
    let written = '';
    child.onData((data) => {
      written += data;
    });
    child.onExit(({ exitCode }) => {
      if (exitCode === 0) done(written);
      else failed(new Error(`ha-lab ${args.join(' ')} ended with ${exitCode}:\n${written}`));
    });
  });
}

/** The picture, as SVG text. */
export async function picture(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-lab-picture-'));
  try {
    for (const args of BEFORE) {
      execFileSync(process.execPath, [BIN, ...args], {
        cwd: folder,
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    }
    const screen = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 0, allowProposedApi: true });
    for (const [index, args] of SHOWN.entries()) {
      const prompt = `${index === 0 ? '' : '\r\n'}\u001b[2m$\u001b[0m \u001b[1mha-lab ${args.join(' ')}\u001b[0m\r\n`;
      const written = `${prompt}${await played(args, folder)}`;
      await new Promise<void>((drawn) => screen.write(written, drawn));
    }
    return terminalSvg(screen.buffer.active, COLUMNS, ALT);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('script.mjs') === true) {
  const svg = await picture();
  writeFileSync('docs/picture.svg', svg);
  process.stdout.write(`docs/picture.svg: ${svg.length} bytes\n`);
}
