// What a run remembers: who is who, when things were done, and everything that was observed. Plain data; saved, it can be judged again.

import type { Creation } from '../applier/index.js';
import type { Observation, TrafficTally } from '../lab/observation.js';
import type { WaySeen } from '../lab/trace/look.js';
import type { Left } from './what-is-left.js';

/** One observation, with the users’ requests since the one before, from which any span can be summed. */
export interface Moment {
  readonly seen: Observation;
  readonly requests: number;
  readonly errors: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Only in acts that ask for it. */
  readonly left?: Left;
  /** By the instance that answered; absent where nobody counted. */
  readonly answered?: Readonly<Record<string, number>>;
  /** By the names that the act gives them; absent while an end does not exist. */
  readonly ways?: Readonly<Record<string, WaySeen>>;
  /** Traffics beside the ordinary users, by name, counted since each first began; then all else here is the ordinary users' alone. */
  readonly traffics?: Readonly<Record<string, TrafficTally>>;
}

export interface History {
  /** When the act's last drill was done, epoch milliseconds of the lab; the anchor of its expectations. */
  readonly drilledAt: number;
  /** Instance ids by the names that drills gave them. */
  readonly roles: Readonly<Record<string, string>>;
  readonly moments: readonly Moment[];
  /** When the remedy of the act's diagnosis was carried out; the anchor of the expectations that count from it. */
  readonly remediedAt?: number;
  /** How the stack was once built from nothing, where that was kept. */
  readonly creation?: Creation;
  /** No more moments will come. */
  readonly ended: boolean;
}
