// A deployed stack whose applications really run, thirty times as quick as life; or the reason why that cannot be had here.

import { join } from 'node:path';
import { defaultConfig } from '../../../src/generator/index.js';
import type { InMemoryLab } from '../../../src/lab/in-memory.js';
import { type LocalDoor, type RealFleet, startLocalFleet } from '../../../src/sandbox/index.js';
import { deployedLab } from '../../helpers/deployed.js';

export const FACTOR = 30;
/** Met only where nothing comes any more. */
const PATIENCE_MS = 120_000;

export interface LocalStand {
  readonly stack: InMemoryLab;
  readonly fleet: RealFleet;
  readonly folder: string;
  /** The load balancer's listener on this computer. */
  door(): Promise<LocalDoor>;
}

/** Health checks as patient as a busy computer needs: one every two seconds here, with a second to answer. Nothing scales. */
export async function localStand(folder: string): Promise<LocalStand> {
  const { targetGroup } = defaultConfig('ha-django');
  const stack = await deployedLab('local', {
    alarms: { actionsEnabled: false },
    targetGroup: {
      ...targetGroup,
      healthCheckIntervalSeconds: 60,
      healthCheckTimeoutSeconds: 30,
      healthyThresholdCount: 2,
      deregistrationDelaySeconds: 15,
    },
  });
  const place = join(folder, 'local');
  const fleet = await startLocalFleet(stack.sandbox, {
    factor: FACTOR,
    folder: place,
    say: () => {},
    onLost: () => {},
  });
  const door = (): Promise<LocalDoor> =>
    eventually('the load balancer listens', () => stack.sandbox.hosting?.doors()[0]);
  return { stack, fleet, folder: place, door };
}

/** Real processes take their time: looks until there is something. */
export async function eventually<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
