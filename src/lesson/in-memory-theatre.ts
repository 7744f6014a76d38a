// Stages that live in memory: one stack is deployed, its forks are brought to the worlds that acts ask for, each world once.

import { join } from 'node:path';
import type { Config } from '../generator/index.js';
import { deployInMemory, type InMemoryLab, redeploy } from '../lab/in-memory.js';
import { UndoLog } from '../lab/undo-log.js';
import { type Theatre, worldOf } from './stage.js';

export interface DeployWatcher {
  /** Before it begins. @param act for which a deployed stack is brought to another world; absent: the first deploy */
  deploying(act: string | undefined): void;
  /** After the first one. */
  deployed(facts: { readonly resources: number; readonly virtualMs: number }): void;
}

export interface TheatreOptions {
  /** Folder of the project to synthesise. */
  readonly project: string;
  readonly config: Config;
  readonly seed: string;
  /** Folder for undo logs. */
  readonly scratch: string;
  readonly onDeploy?: DeployWatcher;
}

export function inMemoryTheatre(options: TheatreOptions): Theatre {
  const worlds = new Map<string, Promise<InMemoryLab>>();
  let first: { readonly config: Config; readonly made: Promise<InMemoryLab> } | undefined;
  let stages = 0;

  const world = (config: Config, act: string): Promise<InMemoryLab> => {
    const name = JSON.stringify(config);
    const known = worlds.get(name);
    if (known !== undefined) return known;
    const same = first !== undefined && bornAlike(first.config, config);
    const made = first !== undefined && same ? brought(first.made, options, config, act) : born(options, config);
    first ??= { config, made };
    worlds.set(name, made);
    return made;
  };
  return {
    stageFor: async (act) => {
      const { lab } = (await world(worldOf(options.config, act), act.title)).fork();
      stages += 1;
      return { lab, undoLog: new UndoLog(join(options.scratch, `undo-${stages}.jsonl`)), project: options.project };
    },
    restore: async () => {},
  };
}

/** Machines are never changed in place: what they are told at birth, only a newborn has heard. */
function bornAlike(one: Config, other: Config): boolean {
  const birth = ({ app, launchTemplate, vpc, availabilityZones }: Config): string =>
    JSON.stringify([app, launchTemplate, vpc, availabilityZones]);
  return birth(one) === birth(other);
}

async function born(options: TheatreOptions, config: Config): Promise<InMemoryLab> {
  options.onDeploy?.deploying(undefined);
  const made = await deployInMemory(options.project, { seed: options.seed, region: config.region }, config);
  const { startedAt, now } = made.sandbox;
  const resources = Object.keys(made.deployment.state.load()?.resources ?? {}).length;
  options.onDeploy?.deployed({ resources, virtualMs: now - startedAt });
  await settle(made, config);
  return made;
}

async function brought(
  from: Promise<InMemoryLab>,
  options: TheatreOptions,
  config: Config,
  act: string,
): Promise<InMemoryLab> {
  const made = (await from).fork();
  options.onDeploy?.deploying(act);
  await redeploy(made.deployment, config);
  await settle(made, config);
  return made;
}

/** Old enough that every machine's grace period is over: acts are about stacks that have stood for a while. */
async function settle({ lab }: InMemoryLab, { group }: Config): Promise<void> {
  await lab.clock.pass(group.healthCheckGracePeriod * 1_000);
}
