// Where proofs are made: a generated project in a temporary folder, its syntheses remembered there, and one deployed stack for each seed.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../applier/index.js';
import { type Config, DEFAULT_NAME, planProject, writeProject } from '../../generator/index.js';
import type { Synthesiser } from '../../lab/deploy.js';
import { inMemoryTheatre, type MemoryTheatre } from '../in-memory-theatre.js';

/** Plain data, so that it can be sent to another thread. */
export interface Workshop {
  /** Holds everything; whoever made it removes it. */
  readonly folder: string;
  readonly project: string;
  readonly config: Config;
}

export async function makeWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-lab-proof-'));
  const { config, files } = await planProject({ name: DEFAULT_NAME });
  const project = join(folder, DEFAULT_NAME);
  writeProject(files, project);
  mkdirSync(join(folder, 'syntheses'));
  return { folder, project, config };
}

/** Theatres by seed. A stack is deployed once for each seed; each lesson's worlds are forgotten when another lesson begins. */
export function theatresOf(workshop: Workshop, name: string): (seed: string, lesson: string) => MemoryTheatre {
  const scratch = join(workshop.folder, name);
  mkdirSync(scratch);
  const theatres = new Map<string, MemoryTheatre>();
  const remembered = remembering(workshop);
  let current = '';
  return (seed, lesson) => {
    if (lesson !== current) for (const theatre of theatres.values()) theatre.forgetWorlds();
    current = lesson;
    const folder = join(scratch, createHash('sha256').update(seed).digest('hex').slice(0, 16));
    const known = theatres.get(seed);
    if (known !== undefined) return known;
    mkdirSync(folder);
    const { project, config } = workshop;
    const made = inMemoryTheatre({ project, config, seed, scratch: folder, synthesise: remembered });
    theatres.set(seed, made);
    return made;
  };
}

/** The same configuration gives the same stack: synthesised once for all seeds and threads. */
function remembering({ folder }: Workshop): Synthesiser {
  return async (project, options = {}) => {
    const name = createHash('sha256')
      .update(JSON.stringify(options.config ?? null))
      .digest('hex');
    const file = join(folder, 'syntheses', `${name}.json`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Awaited<ReturnType<Synthesiser>>;
    const made = await synthesise(project, options);
    const aside = `${file}.${process.hrtime.bigint()}`;
    writeFileSync(aside, JSON.stringify(made));
    renameSync(aside, file);
    return made;
  };
}
