// What a storm calls on purpose: operations that move a stack, with arguments that mostly fit and sometimes do not.

import type { Dice } from '../dice.js';
import { ALARMS } from './alarms.js';
import type { Call } from './arguments.js';
import { BALANCING } from './balancing.js';
import { MACHINES } from './machines.js';
import { NETWORK } from './network.js';
import { SCALING } from './scaling.js';

export type { Call } from './arguments.js';

const ALL = [NETWORK, MACHINES, BALANCING, [...SCALING, ...ALARMS]];
const WEIGHTS = [1, 1, 1.2, 2] as const;

export function deliberateCall(dice: Dice): Call {
  const table = dice.weighed(ALL.map((rows, place) => [WEIGHTS[place] ?? 1, rows] as const));
  const [, service, operation, input] = dice.weighed(table.map((row) => [row[0], row] as const));
  return { service, operation, input: input(dice) };
}
