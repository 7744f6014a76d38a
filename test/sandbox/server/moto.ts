// Starts moto's server, where the machine has it, on a free port.

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param program full path of `moto_server`. Rejects if it does not answer within 30 s. */
export async function startMoto(program: string): Promise<MotoServer> {
  const port = await freePort();
  // A group of its own: the program may be a script that starts the server as its child.
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    endGroup(child);
    await exited;
  };
  for (let round = 0; round < 300; round += 1) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with exit code ${child.exitCode}`);
    const answers = await fetch(`${url}/moto-api/data.json`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { url, stop };
    await delay(100);
  }
  await stop();
  throw new Error('moto_server did not answer within 30 s');
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  process.kill(-child.pid, 'SIGTERM');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
