// How many virtual requests per second of host CPU time (user and system) the fleet's core makes, and how far its means lie from exact analysis.
// Run: npm run bench:fleet

import { trafficReport } from '../../src/sandbox/fleet/simulated/index.js';
import { closedMeans } from '../../src/sandbox/fleet/simulated/mva.js';
import { Harness, plan } from '../../test/sandbox/fleet/harness.js';

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

const CASES = [
  { users: 100, targets: 2, minutes: 180 },
  { users: 1_000, targets: 20, minutes: 20 },
];

for (const { users, targets, minutes } of CASES) {
  const world = Harness.fresh({ roundTripMs: 0 });
  const ids = Array.from({ length: targets }, (_, index) => `i-${index}`);
  world.serving(ids, { WEB_CONCURRENCY: 2 });
  world.around.keepOutcomes = false;
  world.perform({ kind: 'start-traffic', plan: plan(users) });
  world.runFor(120_000);
  const from = world.kernel.now;
  const before = process.cpuUsage();
  world.runFor(minutes * 60_000);
  const seconds = cpuSeconds(before);
  const { total } = trafficReport(world.state, { from, to: world.kernel.now });
  const exact = closedMeans({ users, thinkMs: 1_000, serviceMs: 16.5, targets, cores: 2, workers: 2 });
  const perSecond = Math.round(total.finished / seconds).toLocaleString('en');
  const ratio = (total.requestsPerSecond / exact.requestsPerSecond).toFixed(4);
  console.log(`${users} users, ${targets} machines: ${perSecond} requests per CPU second; rate / exact = ${ratio}`);
}

const idle = Harness.fresh();
idle.serving(['i-1', 'i-2']);
const before = process.cpuUsage();
const DAY_MS = 86_400_000;
const INTERVAL_MS = 30_000;
for (let elapsed = 0, probe = 0; elapsed < DAY_MS; elapsed += INTERVAL_MS) {
  for (const instanceId of ['i-1', 'i-2']) {
    for (const nodeZone of ['us-east-1a', 'us-east-1b']) {
      probe += 1;
      const common = { probeId: `p-${probe}`, instanceId, port: 80, path: '/', timeoutMs: 5_000, nodeZone };
      idle.perform({ kind: 'probe', probe: { ...common, loadBalancerArn: 'lb' } });
    }
    if (elapsed % 60_000 === 0) idle.perform({ kind: 'sample', instanceId });
  }
  idle.runFor(INTERVAL_MS);
}
const idleSeconds = cpuSeconds(before);
console.log(`a day of two idle machines with health checks and samples: ${idleSeconds.toFixed(3)} s`);
