// What the sandbox costs: a virtual day of the idle stack, a half-hour drill at 100 users, memory at rest.
// Ratios against the same minutes of this machine's own clock. Run: npm run bench (or see the line in package.json).

import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';

const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;

function timed(work: () => void): { wallMs: number; cpuMs: number } {
  const cpu = process.cpuUsage();
  const started = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1_000 };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const config = overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 } });
const { fork } = await deployInMemory('generated/ha-django', { seed: 'bench' }, config);

const idle = fork();
const atRest = process.memoryUsage().rss;
const day = timed(() => idle.sandbox.run(idle.sandbox.now + DAY_MS));
console.log(
  `idle, a virtual day:        ${day.wallMs.toFixed(0)} ms (${day.cpuMs.toFixed(0)} ms CPU), ${Math.round(DAY_MS / day.wallMs)} times as fast as life`,
);

const busy = fork();
await busy.lab.traffic.start({ from: 100, to: 100, rampSeconds: 0 });
const from = busy.sandbox.now;
const drill = timed(() => busy.sandbox.run(from + HALF_HOUR_MS));
const requests = (await busy.lab.traffic.users(from, busy.sandbox.now))?.requests ?? 0;
console.log(
  `100 users, 30 virtual min:  ${drill.wallMs.toFixed(0)} ms (${drill.cpuMs.toFixed(0)} ms CPU), ${requests} requests, ${Math.round(HALF_HOUR_MS / drill.wallMs)} times as fast as life`,
);
console.log(`memory at rest:             ${megabytes(atRest)} (this process; Node alone takes about 45 MB)`);
