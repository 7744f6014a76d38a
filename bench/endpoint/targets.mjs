// What is measured: our sandbox and, where the machine has it, moto's server. Both in a process of their own.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** @param dist folder of the compiled sources */
export async function startOurs(dist) {
  const started = performance.now();
  const child = fork(fileURLToPath(new URL('./serve.mjs', import.meta.url)), [dist], { stdio: 'inherit' });
  const [{ url }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the sandbox did not start'))),
  ]);
  await answers(url);
  return {
    url,
    startMs: performance.now() - started,
    async memory() {
      child.send('memory');
      const [bytes] = await once(child, 'message');
      return bytes;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** @returns undefined if the machine has no moto_server */
export async function startMoto() {
  if (spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status !== 0) return undefined;
  const port = await freePort();
  const started = performance.now();
  // A group of its own: the program may be a script that starts the server as its child.
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const url = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit');
  for (let round = 0; round < 1_500; round += 1) {
    if (await answers(`${url}/moto-api/data.json`)) {
      return {
        url,
        startMs: performance.now() - started,
        memory: async () => memoryOfGroup(child.pid),
        async stop() {
          process.kill(-child.pid, 'SIGTERM');
          await exited;
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.kill(-child.pid, 'SIGTERM');
  throw new Error('moto_server did not answer within 30 s');
}

/** Resident bytes of a process group. */
function memoryOfGroup(group) {
  const lines = spawnSync('ps', ['-A', '-o', 'pgid=,rss='], { encoding: 'utf8' }).stdout.trim().split('\n');
  const kilobytes = lines.map((line) => line.trim().split(/\s+/).map(Number)).filter(([one]) => one === group);
  return kilobytes.reduce((sum, [, rss]) => sum + rss * 1_024, 0);
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
