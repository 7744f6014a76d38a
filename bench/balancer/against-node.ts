// The local load balancer against the usual Node proxies, all in front of a backend that costs next to nothing: nginx with a page in its memory.
// Those that are no dependency of ours are measured when they are there: npm install --no-save httpxy http-proxy-3 undici

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { openBalancer } from '../../test/sandbox/local/open-balancer.js';
import { answers, median } from './measure.js';
import { startNginx, withPage } from './nginx.js';
import { type WrkRun, wrk } from './wrk.js';

const TURNS = 3;
const SECONDS = 2;
const CONNECTIONS = [1, 32];
const BACKEND_PORT = 18_090;
const PAGE = 'x'.repeat(600);
const KINDS = ['node:http', 'httpxy', 'http-proxy-3', 'undici'];

export async function againstNode(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-lab-free-'));
  const backend = await startNginx(folder, BACKEND_PORT, withPage(PAGE, BACKEND_PORT));
  const config = overlayConfig(defaultConfig('ha-django'), {
    group: { minSize: 2 },
    alarms: { actionsEnabled: false },
  });
  const stack = await deployInMemory('generated/ha-django', { seed: 'bench' }, config);
  stack.sandbox.run(stack.sandbox.now + 300_000);
  const ours = await openBalancer(stack, 30, () => ({ host: '127.0.0.1', port: BACKEND_PORT }));
  const emptied = setInterval(() => ours.log.splice(0), 500);
  const peers: { kind: string; child: ChildProcess; url: string }[] = [];
  for (const [index, kind] of KINDS.entries()) {
    if (!isThere(kind)) {
      console.log(`Not measured: ${kind} (npm install --no-save ${kind})`);
      continue;
    }
    const port = BACKEND_PORT + 1 + index;
    const child = spawn(process.execPath, ['bench/balancer/peer.mjs', kind, String(port), String(BACKEND_PORT)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    await answers(url, child);
    peers.push({ kind, child, url });
  }
  const all = [{ kind: 'ours', url: ours.door.url }, ...peers];
  console.log(`a backend that costs nothing; medians of ${TURNS} turns of ${SECONDS} s each`);
  for (const connections of CONNECTIONS) {
    const runs = new Map<string, WrkRun[]>(all.map(({ kind }) => [kind, []]));
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const { kind, url } of all) runs.get(kind)?.push(await wrk(url, connections, SECONDS));
    }
    const of = (kind: string, what: keyof WrkRun): number => median((runs.get(kind) ?? []).map((run) => run[what]));
    for (const { kind } of all) {
      const figures = `${Math.round(of(kind, 'perSecond'))} requests/s  p99 ${of(kind, 'p99Ms').toFixed(2)} ms`;
      const ratio = (of('ours', 'perSecond') / of(kind, 'perSecond')).toFixed(2);
      console.log(
        `${connections} connections  ${kind.padEnd(12)}  ${figures}  failed ${of(kind, 'failed')}  ours / this: ${ratio}`,
      );
    }
  }
  clearInterval(emptied);
  for (const { child } of peers) child.kill('SIGTERM');
  await ours.stop();
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
}

function isThere(kind: string): boolean {
  try {
    createRequire(import.meta.url).resolve(kind);
    return true;
  } catch {
    return false;
  }
}
