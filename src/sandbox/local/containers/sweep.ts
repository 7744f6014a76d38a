// Containers and networks of ours are removed, by their labels: what one owner has, or what the dead have left.

import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isGone } from './engine.js';
import { LABELS } from './labels.js';

/** A container that was being made when its maker died may come late. */
const ROUNDS = 5;
const BETWEEN_MS = 300;

export type Chosen = (labels: Readonly<Record<string, string>>) => boolean;

/** How many containers and networks there were. Looks again until there is nothing more; throws the engine's reason when something stays. */
export async function sweep(docker: Docker, chosen: Chosen): Promise<number> {
  let removed = 0;
  for (let round = 1; ; round += 1) {
    try {
      const found = await once(docker, chosen);
      removed += found;
      if (found === 0 || round === ROUNDS) return removed;
    } catch (error) {
      if (round === ROUNDS) throw error;
      await sleep(BETWEEN_MS);
    }
  }
}

async function once(docker: Docker, chosen: Chosen): Promise<number> {
  const ours = { filters: { label: [LABELS.owner] } };
  const containers = (await docker.listContainers({ all: true, ...ours })).filter(({ Labels }) => chosen(Labels));
  await Promise.all(containers.map(({ Id }) => ignoringGone(docker.getContainer(Id).remove({ force: true, v: true }))));
  const networks = (await docker.listNetworks(ours)).filter(({ Labels }) => chosen(Labels ?? {}));
  for (const { Id } of networks) await ignoringAbsent(docker.getNetwork(Id).remove());
  return containers.length + networks.length;
}

/** Also one whose removal is under way already. */
async function ignoringGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error) => {
    if (!isGone(error)) throw error;
  });
}

async function ignoringAbsent(work: Promise<unknown>): Promise<void> {
  await work.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 404) throw error;
  });
}
