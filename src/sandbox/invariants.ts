// What is true of every world between two tasks, whatever was done to it. Nobody acts on it: the storm test asks after every step,
// and whoever writes a service can read here what the others rely on. Pure reads; each part answers one line per breach.

import { autoScalingBreaches } from './invariants/autoscaling.js';
import { cloudWatchBreaches } from './invariants/cloudwatch.js';
import { fleetBreaches } from './invariants/fleet.js';
import { kernelBreaches } from './invariants/kernel.js';
import { loadBalancingBreaches } from './invariants/load-balancing.js';
import { machineBreaches } from './invariants/machines.js';
import { networkBreaches } from './invariants/network.js';
import type { World } from './world.js';

const PARTS: readonly ((world: World) => readonly string[])[] = [
  kernelBreaches,
  networkBreaches,
  machineBreaches,
  loadBalancingBreaches,
  autoScalingBreaches,
  cloudWatchBreaches,
  fleetBreaches,
];

/** One line per broken rule; empty: the world is sound. Costs about as much as reading the world once. */
export function brokenInvariants(world: World): readonly string[] {
  return PARTS.flatMap((part) => part(world));
}
