// Stages that live in memory: one stack is deployed, its forks are brought to the worlds that acts ask for, each world once.

import { join } from 'node:path';
import type { Creation } from '../applier/index.js';
import type { Config } from '../generator/index.js';
import type { Synthesiser } from '../lab/deploy.js';
import { deployInMemory, type InMemoryLab, redeploy } from '../lab/in-memory.js';
import { UndoLog } from '../lab/undo-log.js';
import type { Act } from './lesson.js';
import { type Stage, type Theatre, worldOf } from './stage.js';
import { stageStack } from './stage-stack.js';

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
  /** Synthesises in place of `synthesise`: many theatres of one project share one that remembers. */
  readonly synthesise?: Synthesiser;
  /** `wire`: every AWS call is encoded and decoded. */
  readonly road?: 'short' | 'wire';
}

/** A stage of which there may be a second one that goes on from the same moment. */
export interface MemoryStage extends Stage {
  readonly made: InMemoryLab;
  /** What the project itself says, without any act's overlay. */
  readonly own: Config;
  /** Nothing done to one is seen by the other; drills that are open here are open there. */
  fork(): MemoryStage;
}

export interface MemoryTheatre extends Theatre {
  stageFor(act: Act): Promise<MemoryStage>;
  /** Deploys the project as it is, if that has not been done. Every world is a fork of it. */
  open(): Promise<void>;
  /** Lets go of all worlds but the first: a proof of many lessons must not keep every lesson's. */
  forgetWorlds(): void;
}

export function inMemoryTheatre(options: TheatreOptions): MemoryTheatre {
  const worlds = new Map<string, Promise<InMemoryLab>>();
  const { config: own } = options;
  let first: Promise<InMemoryLab> | undefined;
  let stages = 0;

  const base = (): Promise<InMemoryLab> => {
    first ??= born(options, own);
    return first;
  };
  const make = async (config: Config, act: string): Promise<InMemoryLab> => {
    const alike = bornAlike(own, config);
    const made = (await (alike ? base() : born(options, config))).fork();
    if (alike && JSON.stringify(config) !== JSON.stringify(own)) {
      options.onDeploy?.deploying(act);
      await redeploy(made.deployment, config);
    }
    await settle(made, config);
    return made;
  };
  const world = (config: Config, act: string): Promise<InMemoryLab> => {
    const name = JSON.stringify(config);
    const made = worlds.get(name) ?? make(config, act);
    worlds.set(name, made);
    return made;
  };
  const stageOf = (made: InMemoryLab, config: Config, copyOf?: UndoLog): MemoryStage => {
    stages += 1;
    const undoLog = new UndoLog(join(options.scratch, `undo-${stages}.jsonl`));
    for (const drill of copyOf?.open() ?? []) undoLog.begin(drill);
    const fork = (): MemoryStage => stageOf(made.fork(), config, undoLog);
    const creation = (): Creation | undefined => made.deployment.state.load()?.creation;
    const stack = stageStack(made.deployment, config);
    return { made, own, lab: made.lab, undoLog, project: options.project, creation, stack, fork };
  };
  return {
    stageFor: async (act) => {
      const config = worldOf(own, act);
      return stageOf((await world(config, act.title)).fork(), config);
    },
    open: async () => {
      await base();
    },
    forgetWorlds: () => worlds.clear(),
    preview: async () => ({ impossible: [], steps: [] }),
    restore: async () => {},
    mend: async () => {},
  };
}

/** Machines are never changed in place: what they are told at birth, only a newborn has heard. */
function bornAlike(one: Config, other: Config): boolean {
  const birth = ({ app, launchTemplate, vpc, availabilityZones }: Config): string =>
    JSON.stringify([app, launchTemplate, vpc, availabilityZones]);
  return birth(one) === birth(other);
}

async function born(options: TheatreOptions, config: Config): Promise<InMemoryLab> {
  const { project, seed, onDeploy } = options;
  onDeploy?.deploying(undefined);
  const made = await deployInMemory(project, { seed, region: config.region }, config, options);
  const { startedAt, now } = made.sandbox;
  const resources = Object.keys(made.deployment.state.load()?.resources ?? {}).length;
  onDeploy?.deployed({ resources, virtualMs: now - startedAt });
  return made;
}

/** Old enough that every machine's grace period is over: acts are about stacks that have stood for a while. */
async function settle({ lab }: InMemoryLab, { group }: Config): Promise<void> {
  await lab.clock.pass(group.healthCheckGracePeriod * 1_000);
}
