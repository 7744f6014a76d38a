// A fleet is its state: saved at any instant, through JSON, it goes on byte for byte as if nothing had happened.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FleetCommand } from '../../../src/sandbox/fleet/fleet.js';
import { BALANCER, GROUP, Harness, plan, sampleScript } from './harness.js';

type Move = { readonly after: number; readonly command: FleetCommand };

const IDS = ['i-1', 'i-2', 'i-3'];
const id = fc.constantFrom(...IDS);

const lines = fc.constantFrom(
  ['docker stop django'],
  ['docker start django'],
  ['docker pause django'],
  ['docker unpause django'],
  ["timeout 90 sh -c 'while :; do :; done' &"],
  ['n=0; until curl -sf -m 2 http://localhost/; do n=$((n+1)); sleep 3; [ $n -gt 5 ] && exit 1; done; echo "$n"'],
  ['pkill -9 gunicorn'],
  ['systemctl stop docker.socket docker.service', 'sleep 20', 'systemctl start docker'],
);

const command: fc.Arbitrary<FleetCommand> = fc.oneof(
  fc.record({ instanceId: id, lines, commandId: fc.uuid() }).map((parts) => ({
    kind: 'run-command' as const,
    timeoutMs: 60_000,
    ...parts,
  })),
  fc.record({ instanceId: id, path: fc.constantFrom('/', '/healthz', '/slow?s=3') }).map(({ instanceId, path }) => ({
    kind: 'probe' as const,
    probe: {
      probeId: 'p',
      instanceId,
      path,
      port: 80,
      timeoutMs: 5_000,
      loadBalancerArn: BALANCER,
      nodeZone: 'us-east-1a',
    },
  })),
  id.map((instanceId) => ({ kind: 'sample' as const, instanceId })),
  id.map((instanceId) => ({ kind: 'restart' as const, instanceId })),
  id.map((instanceId) => ({ kind: 'reboot' as const, instanceId })),
  id.map((instanceId) => ({ kind: 'cut-connections' as const, instanceId, targetGroupArn: GROUP })),
  fc.record({ instanceId: id, how: fc.constantFrom('stop' as const, 'power-loss' as const) }).map((parts) => ({
    kind: 'halt' as const,
    ...parts,
  })),
  fc.record({ instanceId: id, threads: fc.integer({ min: 1, max: 3 }) }).map(({ instanceId, threads }) => ({
    kind: 'impair' as const,
    instanceId,
    impairment: { kind: 'busy-loop' as const, threads },
  })),
  id.map((instanceId) => ({ kind: 'mend' as const, instanceId, impairment: 'busy-loop' as const })),
  fc
    .record({ users: fc.integer({ min: 1, max: 60 }), path: fc.constantFrom('/', '/slow?s=8&beat=1') })
    .map((parts) => ({
      kind: 'start-traffic' as const,
      plan: plan(
        [
          { atMs: 0, count: 1 },
          { atMs: 30_000, count: parts.users },
        ],
        { path: parts.path, clientTimeoutMs: 20_000 },
      ),
    })),
  fc.constant({ kind: 'stop-traffic' as const, trafficId: 'load' }),
  fc.constant({ kind: 'network-changed' as const }),
);

const move: fc.Arbitrary<Move> = fc.record({ after: fc.integer({ min: 0, max: 40_000 }), command });

function born(): Harness {
  const world = Harness.fresh();
  for (const instanceId of IDS) {
    world.boot(instanceId, sampleScript(), { creditMode: instanceId === 'i-3' ? 'standard' : 'unlimited' });
  }
  world.around.targets = ['i-1', 'i-2', 'i-3'];
  world.perform({ kind: 'start-traffic', plan: plan(20, { clientTimeoutMs: 30_000 }) });
  return world;
}

const bytes = (world: Harness): string => JSON.stringify(world.saved);

test('saved and loaded between any two moves, at boot or under load, the world goes on byte for byte', () => {
  fc.assert(
    fc.property(
      fc.array(move, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 300_000 }),
      (moves, start) => {
        const straight = born();
        let loaded = born();
        straight.runFor(start);
        loaded.runFor(start);
        for (const { after, command: next } of moves) {
          loaded = loaded.reloaded();
          straight.runFor(after);
          loaded.runFor(after);
          loaded = loaded.reloaded();
          straight.perform(next);
          loaded.perform(next);
        }
        straight.runFor(30_000);
        loaded.runFor(30_000);
        expect(bytes(loaded)).toBe(bytes(straight));
      },
    ),
    { numRuns: 40 },
  );
});

test('how the time is cut into slices changes nothing that happens', () => {
  const whole = born();
  const sliced = born();
  whole.runFor(400_000);
  for (let slice = 0; slice < 400; slice += 1) sliced.runFor(1_000);
  expect(sliced.kernel.journal).toEqual(whole.kernel.journal);
  expect(JSON.stringify(sliced.state)).toBe(JSON.stringify(whole.state));
  expect(sliced.around.outcomes).toEqual(whole.around.outcomes);
});
