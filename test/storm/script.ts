// The script of a storm: steps as data, made from a seed alone. What a step names is found when it is played.

import type { ControlAction } from '../../src/sandbox/inputs.js';
import { anyCall } from './any-call.js';
import { type Call, deliberateCall } from './calls/index.js';
import { Dice } from './dice.js';

export type Step =
  | ({ readonly kind: 'call' } & Call)
  | { readonly kind: 'act'; readonly action: ControlAction }
  | { readonly kind: 'run'; readonly ms: number }
  /** Saves the world, loads it, and lets both go on for a while: nothing may tell them apart. */
  | { readonly kind: 'reload'; readonly ms: number };

export interface Script {
  readonly seed: string;
  /** Begins on the deployed project; otherwise in an empty account. */
  readonly deployed: boolean;
  readonly steps: readonly Step[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

export function scriptOf(seed: string): Script {
  const dice = new Dice(seed);
  const deployed = dice.chance(0.8);
  const length = dice.number(30, 90);
  return { seed, deployed, steps: Array.from({ length }, () => step(dice)) };
}

function step(dice: Dice): Step {
  return dice.weighed<() => Step>([
    [50, () => ({ kind: 'call', ...deliberateCall(dice) })],
    [8, () => ({ kind: 'call', ...anyCall(dice) })],
    [30, () => ({ kind: 'run', ms: jump(dice) })],
    [14, () => ({ kind: 'act', action: action(dice) })],
    [2, () => ({ kind: 'reload', ms: dice.number(1, 3 * MINUTE_MS) })],
  ])();
}

function jump(dice: Dice): number {
  return dice.weighed([
    [3, dice.number(0, 3)],
    [8, dice.number(1, 20) * SECOND_MS + dice.number(0, 999)],
    [6, dice.number(1, 5) * MINUTE_MS],
    [2, dice.number(6, 25) * MINUTE_MS],
    [0.2, dice.number(60, 240) * MINUTE_MS],
  ]);
}

function action(dice: Dice): ControlAction {
  return dice.weighed<() => ControlAction>([
    [4, () => ({ kind: 'start-traffic', plan: plan(dice) })],
    [2, () => ({ kind: 'stop-traffic', trafficId: dice.some('traffic') })],
    [3, () => ({ kind: 'zone-power', zone: dice.some('zone'), on: dice.chance(0.6) })],
    [
      4,
      () => ({
        kind: 'impair',
        instanceId: dice.some('running'),
        impairment: dice.one([
          { kind: 'busy-loop', threads: dice.number(1, 4) },
          { kind: 'hung-app' },
          { kind: 'slow-app', addedMs: dice.number(1, 5_000) },
          { kind: 'health-answer', statusCode: dice.one([404, 500, 503]) },
        ] as const),
      }),
    ],
    [
      2,
      () => ({
        kind: 'mend',
        instanceId: dice.some('running'),
        impairment: dice.one(['busy-loop', 'hung-app', 'slow-app', 'health-answer'] as const),
      }),
    ],
  ])();
}

function plan(dice: Dice): Extract<ControlAction, { kind: 'start-traffic' }>['plan'] {
  const users = [{ atMs: 0, count: dice.number(0, 12) }];
  if (dice.chance(0.4)) users.push({ atMs: dice.number(1, 300) * SECOND_MS, count: dice.number(0, 20) });
  return {
    trafficId: `t-${dice.number(1, 3)}`,
    dnsName: dice.some('dns'),
    port: dice.one([80, 80, 80, 8080]),
    path: dice.one(['/', '/', '/slow/', '/stream/', '/nowhere', '/health/']),
    users,
    thinkMs: { low: 200, high: dice.one([400, 2_000]) },
    clientTimeoutMs: dice.one([1_500, 10_000, 60_000]),
    ...(dice.chance(0.3) ? { durationMs: dice.number(1, 20) * MINUTE_MS } : {}),
  };
}
