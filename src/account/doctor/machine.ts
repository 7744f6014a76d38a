// This machine as everything needs it: Node, a folder to write into, a port to listen on, and who holds the workbook.

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readHolder } from '../../lab/lock.js';
import type { Workbook } from '../../lab/workbook.js';
import { PACKAGE_ROOT } from '../../package-root.js';
import { compareVersions } from '../../terraform/index.js';
import type { Check } from './check.js';

export function nodeCheck(version: string = process.versions.node): Check {
  const { engines, version: own } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  const oldest = String(engines.node).replace(/^\D+/, '');
  const said = `${version}, for ha-lab ${own}`;
  return compareVersions(version, oldest) >= 0
    ? { name: 'node', state: 'ok', said }
    : { name: 'node', state: 'problem', said, todo: `Install Node ${oldest} or newer` };
}

export function workbookCheck({ folder, ours }: Workbook): Check {
  const name = 'workbook';
  const where = existsSync(ours) ? ours : folder;
  try {
    accessSync(where, constants.R_OK | constants.W_OK);
  } catch {
    return { name, state: 'problem', said: `${where} cannot be written to`, todo: `chmod u+rwx ${where}` };
  }
  const holder = readHolder(join(ours, 'lock.json'));
  if (holder === undefined) return { name, state: 'ok', said: `${folder}, held by nobody` };
  const at = holder.url === undefined ? '' : `, served at ${holder.url}`;
  return { name, state: 'ok', said: `${folder}, held by process ${holder.pid}${at}` };
}

/** Whether something may listen on loopback at all: a sandbox is served there whenever a command holds it. */
export function portCheck(): Promise<Check> {
  const name = 'loopback port';
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error) =>
      resolve({ name, state: 'problem', said: error.message, todo: 'Allow programs to listen on 127.0.0.1' }),
    );
    server.listen(0, '127.0.0.1', () =>
      server.close(() => resolve({ name, state: 'ok', said: '127.0.0.1 can be listened on' })),
    );
  });
}
