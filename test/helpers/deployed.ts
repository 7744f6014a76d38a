// A deployed, healthy stack in memory, for tests: the golden project with two machines at least. Deployed once per seed and overlay, then forked.

import { join } from 'node:path';
import { defaultConfig, type Overlay, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory, type InMemoryLab } from '../../src/lab/in-memory.js';
import { ROOT } from '../tidy/sources.js';

const PROJECT = join(ROOT, 'generated/ha-django');
const baselines = new Map<string, Promise<InMemoryLab>>();

/** @param overlay over the recommended settings with `minSize: 2`. */
export async function deployedLab(seed = 'test', overlay: Overlay = {}): Promise<InMemoryLab> {
  const group = { minSize: 2, ...overlay.group };
  const config = overlayConfig(defaultConfig('ha-django'), { ...overlay, group });
  const name = JSON.stringify([seed, config]);
  const known = baselines.get(name) ?? deployInMemory(PROJECT, { seed }, config);
  baselines.set(name, known);
  return (await known).fork();
}

export const MINUTES = 60_000;
