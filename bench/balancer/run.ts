// The local load balancer against Node proxies with a backend that costs nothing; then against nginx in front of the same Django processes, in
// turns in one run: with pages that need no work, and with the lessons' own; and a scale-in under load, in which no ordinary request may fail.
// Run: npm run bench:balancer (needs nginx and wrk on the PATH)

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory, type InMemoryLab } from '../../src/lab/in-memory.js';
import { type RealFleet, startLocalFleet } from '../../src/sandbox/index.js';
import { loopbackOf } from '../../src/sandbox/local/addresses.js';
import { againstNode } from './against-node.js';
import { median } from './measure.js';
import { inFrontOf, startNginx } from './nginx.js';
import { type WrkRun, wrk } from './wrk.js';

const TURNS = 3;
const SECONDS = 4;
const CONNECTIONS = [1, 32];
const DRAIN_REQUESTS = 100_000;
const NGINX_PORT = 18_080;

interface Page {
  readonly name: string;
  readonly workMs: number;
  /** Virtual seconds per second: work shrinks with it as everything else does. */
  readonly factor: number;
}

const PAGES: readonly Page[] = [
  // Thirty times as quick as life: the scale-in's drain of 300 s takes ten.
  { name: 'bare page', workMs: 0, factor: 30 },
  { name: "the lessons' page", workMs: defaultConfig('ha-django').app.workMs, factor: 1 },
];

const missing = ['nginx', 'wrk'].filter((name) => spawnSync('which', [name]).status !== 0);
if (missing.length > 0) {
  console.log(`Not measured: ${missing.join(' and ')} not on the PATH.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'ha-lab-bench-'));
await againstNode();
try {
  for (const page of PAGES) {
    const { stack, fleet } = await stand(page);
    try {
      await againstNginx(stack, page);
      if (page.workMs === 0) await scaleIn(stack);
    } finally {
      await fleet.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Three machines; health checks with patience for a busy computer. */
async function stand({ workMs, factor }: Page): Promise<{ stack: InMemoryLab; fleet: RealFleet }> {
  const config = overlayConfig(defaultConfig('ha-django'), {
    group: { minSize: 2 },
    app: { workMs },
    alarms: { actionsEnabled: false },
    targetGroup: { healthCheckIntervalSeconds: 120, healthCheckTimeoutSeconds: 60, healthyThresholdCount: 2 },
  });
  const made = await deployInMemory('generated/ha-django', { seed: 'bench' }, config);
  await desire(made, 3);
  made.sandbox.run(made.sandbox.now + 900_000);
  const settings = { factor, folder: join(folder, 'local'), say: console.log, onLost: () => process.exit(1) };
  return { stack: made, fleet: await startLocalFleet(made.sandbox, settings) };
}

async function desire({ lab }: InMemoryLab, capacity: number): Promise<void> {
  const group = { AutoScalingGroupName: 'ha-django-asg', DesiredCapacity: capacity, HonorCooldown: false };
  await lab.clients.autoscaling.send(new SetDesiredCapacityCommand(group));
}

async function ours(stack: InMemoryLab): Promise<string> {
  for (;;) {
    const [door] = stack.sandbox.hosting?.doors() ?? [];
    if (door !== undefined) return door.url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function againstNginx(stack: InMemoryLab, { name, workMs }: Page): Promise<void> {
  const machines = Object.values(stack.sandbox.world.fleet.machines).filter(({ power }) => power === 'on');
  const targets = machines.map(({ spec }) => ({ host: loopbackOf(spec.privateIpAddress), port: 8000 }));
  const logs = join(folder, 'nginx');
  const nginx = await startNginx(logs, NGINX_PORT, inFrontOf(targets, NGINX_PORT, logs));
  const url = await ours(stack);
  console.log(
    `${name}, WORK_MS ${workMs}: ${targets.length} Django instances; medians of ${TURNS} turns of ${SECONDS} s each`,
  );
  for (const connections of CONNECTIONS) {
    const runs: { ours: WrkRun; nginx: WrkRun }[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      runs.push({ ours: await wrk(url, connections, SECONDS), nginx: await wrk(nginx.url, connections, SECONDS) });
    }
    const of = (who: 'ours' | 'nginx', what: keyof WrkRun): number => median(runs.map((run) => run[who][what]));
    const ratio = (what: keyof WrkRun): string => (of('ours', what) / of('nginx', what)).toFixed(2);
    for (const who of ['ours', 'nginx'] as const) {
      const figures = [`${Math.round(of(who, 'perSecond'))} requests/s`, `p50 ${of(who, 'p50Ms').toFixed(2)} ms`];
      console.log(
        `${connections} connections  ${who.padEnd(5)}  ${figures.join('  ')}  p99 ${of(who, 'p99Ms').toFixed(2)} ms  failed ${of(who, 'failed')}`,
      );
    }
    console.log(`${connections} connections  ours / nginx: throughput ${ratio('perSecond')}, p99 ${ratio('p99Ms')}`);
  }
  await nginx.stop();
}

/** A machine of three leaves under load. */
async function scaleIn(stack: InMemoryLab): Promise<void> {
  const url = await ours(stack);
  let requests = 0;
  let failed = 0;
  setTimeout(() => void desire(stack, 2), 2_000);
  while (requests < DRAIN_REQUESTS) {
    const run = await wrk(url, 16, 10);
    requests += run.requests;
    failed += run.failed;
  }
  const { instances } = await stack.lab.observe();
  const left = instances.filter(({ target }) => target === 'healthy').length;
  console.log(`scale-in under load: ${requests} requests, ${failed} failed; machines 3 → ${left}`);
}
