// Re-opening a sandbox that has lived: the deployed project under 100 users for so many virtual hours, with its snapshots and without
// (the log alone, replayed). CPU and wall time, and where they go. Run: npm run bench:storage (`-- 2` for two hours instead of eight)

import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { deployedOutputs, memoryState } from '../../src/lab/deploy.js';
import { redeploy } from '../../src/lab/in-memory.js';
import { sandboxClock, sandboxTraffic } from '../../src/lab/sandbox-lab.js';
import { handlerOf, localControl, openStored, PaceDial, pipelineOf } from '../../src/sandbox/index.js';
import { snapshotFiles } from '../../src/sandbox/snapshots.js';

const HOURS = Number(process.argv[2] ?? 8);
const MINUTE_MS = 60_000;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

function costOf(work: () => void): Cost {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - started };
}

function line(what: string, { cpuMs, wallMs }: Cost): void {
  console.log(`${what.padEnd(46)} ${cpuMs.toFixed(0).padStart(7)} ms CPU ${wallMs.toFixed(0).padStart(7)} ms wall`);
}

/** The best of a few: the first one pays for compiling, and a busy machine is not what is measured. */
function best(work: () => void, times = 3): Cost {
  return Array.from({ length: times }, () => costOf(work)).sort((a, b) => a.cpuMs - b.cpuMs)[0] ?? costOf(work);
}

async function live(folder: string): Promise<void> {
  const stored = openStored(folder, { seed: 'bench' });
  const { sandbox } = stored;
  const control = localControl(sandbox, new PaceDial(), () => stored.checkpoint());
  const clients = sandboxClients(sandbox.region, {
    kind: 'in-process',
    requestHandler: handlerOf(pipelineOf(sandbox, { changed: () => stored.checkpoint() })),
  });
  const deployment = {
    project: 'generated/ha-django',
    clients,
    clock: sandboxClock(control),
    state: memoryState(),
  };
  await redeploy(deployment, overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 } }));
  await sandboxTraffic(control, deployedOutputs(deployment)).start({ from: 100, to: 100, rampSeconds: 0 });
  const living = process.cpuUsage();
  for (let hour = 0; hour < HOURS; hour += 1) await control.advance(60 * MINUTE_MS);
  const { user, system } = process.cpuUsage(living);
  console.log(
    `${HOURS} virtual hours under 100 users, lived in ${((user + system) / 1e6).toFixed(1)} s CPU, snapshots included`,
  );
  stored.close();
}

const folder = mkdtempSync(join(tmpdir(), 'ha-lab-bench-'));
try {
  await live(folder);
  const snapshots = snapshotFiles(folder);
  const newest = readFileSync(snapshots.at(-1)?.path ?? '');
  const text = gunzipSync(newest).toString('utf8');
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `log ${megabytes(statSync(join(folder, 'inputs.log')).size)}, ${snapshots.length} snapshots; the newest ${megabytes(newest.length)}, unpacked ${megabytes(text.length)}`,
  );
  line(
    'opened with its snapshots',
    best(() => openStored(folder)),
  );
  line(
    '  of that: unpacking',
    best(() => gunzipSync(newest)),
  );
  line(
    '  of that: JSON.parse',
    best(() => JSON.parse(text)),
  );
  const world = JSON.parse(text);
  line(
    'writing one: JSON.stringify',
    best(() => JSON.stringify(world)),
  );
  for (const level of [1, 3, 6]) {
    const packed = gzipSync(text, { level });
    line(
      `writing one: gzip ${level} to ${megabytes(packed.length)}`,
      best(() => gzipSync(text, { level })),
    );
  }
  const bare = `${folder}-bare`;
  cpSync(folder, bare, { recursive: true });
  rmSync(join(bare, 'snapshots'), { recursive: true });
  line(
    'opened without any: the log replayed',
    costOf(() => openStored(bare)),
  );
  rmSync(bare, { recursive: true });
} finally {
  rmSync(folder, { recursive: true });
}
