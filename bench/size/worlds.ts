// Worlds of chosen sizes for the benchmarks: the generated project, its group set to so many instances, so many users.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory, type InMemoryLab } from '../../src/lab/in-memory.js';
import { ENGINE_VERSION, type Sandbox } from '../../src/sandbox/index.js';
import { packSnapshot, SNAPSHOT_FORMAT } from '../../src/sandbox/snapshot.js';

const MINUTE_MS = 60_000;

/** Subnets that hold more than a thousand machines each; those of the project hold 251. */
const WIDE = { privateSubnetCidrs: ['10.0.32.0/20', '10.0.48.0/20'] };

let deployed: Promise<InMemoryLab> | undefined;

/** The deployed project with a group of this many instances, all healthy, and this many users, who ask about once a second. */
export async function worldOf(instances: number, users: number): Promise<Sandbox> {
  const config = overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 }, vpc: WIDE });
  deployed ??= deployInMemory('generated/ha-django', { seed: 'bench' }, config);
  const lab = (await deployed).fork();
  const { sandbox } = lab;
  const [groupName = ''] = Object.keys(sandbox.world.autoscaling.groups);
  sandbox.call('cloudwatch', 'DisableAlarmActions', { AlarmNames: Object.keys(sandbox.world.cloudwatch.alarms) });
  sandbox.call('autoscaling', 'UpdateAutoScalingGroup', {
    AutoScalingGroupName: groupName,
    MinSize: Math.min(2, instances),
    MaxSize: instances,
    DesiredCapacity: instances,
  });
  sandbox.run(sandbox.now + 10 * MINUTE_MS);
  if (inService(sandbox) !== instances)
    throw new Error(`${inService(sandbox)} of ${instances} instances are in service`);
  if (users > 0) {
    const [dnsName = ''] = Object.keys(sandbox.world.elbv2.loadBalancerArnsByDnsName);
    sandbox.act({
      kind: 'start-traffic',
      plan: {
        trafficId: 'bench',
        dnsName,
        port: 80,
        path: '/',
        users: [{ atMs: 0, count: users }],
        thinkMs: { low: 500, high: 1_500 },
        clientTimeoutMs: 60_000,
      },
    });
    sandbox.run(sandbox.now + MINUTE_MS);
  }
  return sandbox;
}

function inService(sandbox: Sandbox): number {
  const groups = Object.values(sandbox.world.autoscaling.groups);
  return groups
    .flatMap(({ instances }) => Object.values(instances))
    .filter(({ lifecycleState }) => lifecycleState === 'InService').length;
}

/** CPU seconds (user and system) that the work took: what else the machine does is not counted. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return secondsSince(before);
}

/** CPU seconds since an earlier `process.cpuUsage()`. */
export function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The size of a part of the world as JSON. */
export function megabytes(part: object): string {
  return (JSON.stringify(part).length / 1e6).toFixed(2);
}

/** The world as it is kept on disk. */
export function snapshotMegabytes({ world }: Sandbox): string {
  const snapshot = { format: SNAPSHOT_FORMAT, engine: ENGINE_VERSION, inputCount: 0, inputHash: '', world };
  return (packSnapshot(snapshot).length / 1e6).toFixed(2);
}

/** What is in use after a full collection. */
export function heapMegabytes(): string {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return (process.memoryUsage().heapUsed / 1e6).toFixed(1);
}
