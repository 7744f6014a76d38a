// How close the simulated fleet is to real processes on this computer: what the sample application costs, and the same ramp of users on both.
// Run: npm run bench:calibrate (three and a half minutes; needs Python). `-- --write profile.json` keeps the figures as timings of the fleet.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { DEFAULT_TIMINGS } from '../../src/sandbox/fleet/simulated/index.js';
import { pythonPrograms } from '../../src/sandbox/local/processes/python.js';
import { appCost } from './app.js';
import { type Met, real, simulated } from './ramp.js';

/** As many as two processors bear beside everything else: 40 requests a second of 17 ms. */
const RAMP = { from: 5, to: 40, rampSeconds: 30, holdSeconds: 125 };

const { values } = parseArgs({ options: { write: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'ha-lab-calibrate-'));
const cost = await appCost(await pythonPrograms(console.log), join(folder, 'app'));
for (const { path, workMs, requests, cpuMs, meanMs } of cost.pages) {
  console.log(
    `${path.padEnd(12)} WORK_MS ${String(workMs).padEnd(5)} ${cpuMs.toFixed(2)} ms of CPU, ${meanMs.toFixed(1)} ms for an answer (${requests})`,
  );
}
console.log(`start ${cost.startMs.toFixed(0)} ms; resident ${cost.memoryMb.toFixed(0)} MB in three processes`);
const [page, health] = cost.pages;
const profile = { cheapPageMs: rounded(Math.max(page?.cpuMs ?? 0, health?.cpuMs ?? 0)) };
console.log(
  `profile ${JSON.stringify(profile)}; the simulated fleet has ${JSON.stringify({ cheapPageMs: DEFAULT_TIMINGS.cheapPageMs })}`,
);
if (values.write !== undefined) writeFileSync(values.write, `${JSON.stringify(profile, null, 2)}\n`);

const config = overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 }, alarms: { actionsEnabled: false } });
const stack = await deployInMemory('generated/ha-django', { seed: 'calibrate' }, config);
stack.sandbox.run(stack.sandbox.now + 300_000);
const before = await simulated(stack.fork(), RAMP);
const after = await real(stack, RAMP, join(folder, 'local'));
const figures: readonly (readonly [string, keyof Met, number])[] = [
  ['requests a second', 'requestsPerSecond', 1],
  ['p50, ms', 'p50Ms', 1],
  ['p99, ms', 'p99Ms', 1],
  ['CPU, %', 'cpuPercent', 1],
  ['errors, %', 'errorRate', 100],
];
console.log(`${RAMP.from} to ${RAMP.to} users on two machines; the last minute`);
for (const [name, key, times] of figures) {
  const [one, other] = [before[key] * times, after[key] * times];
  const ratio = other === 0 ? '' : `  simulated / real ${(one / other).toFixed(2)}`;
  console.log(
    `${name.padEnd(18)} simulated ${one.toFixed(1).padStart(7)}  real ${other.toFixed(1).padStart(7)}${ratio}`,
  );
}
rmSync(folder, { recursive: true, force: true });

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
