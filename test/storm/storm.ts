// One storm from its seed: made, played, and if it fails made short.

import { defaultConfig, overlayConfig } from '../../src/generator/index.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import type { World } from '../../src/sandbox/world.js';
import { type Played, play } from './play.js';
import { reportOf } from './report.js';
import { scriptOf } from './script.js';
import { shrink } from './shrink.js';

export interface Storm extends Played {
  /** Words for a reader; only of a storm that failed. */
  readonly report?: string;
}

/** @param project the generated project that most storms begin on. */
export async function deployedWorld(project: string): Promise<World> {
  const config = overlayConfig(defaultConfig('ha-django'), { group: { minSize: 2 } });
  const { sandbox } = await deployInMemory(project, { seed: 'storm' }, config);
  return sandbox.world;
}

export function storm(seed: string, base: World): Storm {
  const script = scriptOf(seed);
  const played = play(script, base);
  if (played.failure === undefined) return played;
  const shortest = shrink(script, played.failure, (candidate) => play(candidate, base).failure);
  return { ...played, report: reportOf(script, played.failure, shortest) };
}
