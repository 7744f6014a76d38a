// What an act is played on: a deployed stack in the world that the act asks for, and a log of what must be undone.

import type { Creation } from '../applier/index.js';
import type { Config } from '../generator/index.js';
import { type Overlay, overlayConfig } from '../generator/index.js';
import type { Lab } from '../lab/lab.js';
import type { UndoLog } from '../lab/undo-log.js';
import type { Act } from './lesson.js';

export interface Stage {
  readonly lab: Lab;
  readonly undoLog: UndoLog;
  /** Folder of the project. */
  readonly project: string;
  /** How the stack was built from nothing; undefined where that was not kept. */
  creation(): Creation | undefined;
  readonly stack: StageStack;
}

/** The stage's project as a whole: what `ha-lab deploy` and `ha-lab destroy` do to it. */
export interface StageStack {
  /** Deploys the act's world with the edit over it, and waits until it is healthy. */
  deploy(edit: Overlay): Promise<void>;
  /** Removes everything; answers how many resources were removed. */
  destroy(): Promise<number>;
  /** The act's world again. Theatres do it when an act is over; addresses may be others afterwards, so that a new lab is needed. */
  restore(): Promise<void>;
}

/** What has to be done before an act can be played, told before it is done. */
export interface Preview {
  /** Why this act cannot be played on this project, with what to change; then nothing is done. */
  readonly impossible: readonly string[];
  readonly steps: readonly string[];
}

/** Where stages come from: the learner's own stack, or forks of one that nobody minds. */
export interface Theatre {
  /** Looks and decides; touches nothing. */
  preview(act: Act): Promise<Preview>;
  /** A stack in the act's world, deployed and healthy. */
  stageFor(act: Act): Promise<Stage>;
  /** The learner's own configuration again; nothing to do where every stage is thrown away. */
  restore(): Promise<void>;
  /** Puts right what a lesson left that was ended in the middle; nothing to do when none was. */
  mend(): Promise<void>;
}

/** The learner's configuration with the act's overlays over it. */
export function worldOf(config: Config, act: Act): Config {
  return act.overlays.reduce<Config>((world, overlay) => overlayConfig(world, overlay), config);
}
