// The learner's own stack as the stage: brought to each act's world by deploying the overlay, and back to its own settings at the end.

import type { Config } from '../generator/index.js';
import { type Deployment, deployedOutputs } from '../lab/deploy.js';
import { heal } from '../lab/drill.js';
import { redeploy } from '../lab/in-memory.js';
import type { Lab, StackOutputs } from '../lab/lab.js';
import type { UndoLog } from '../lab/undo-log.js';
import { type Theatre, worldOf } from './stage.js';

export interface WorkbookTheatreOptions {
  readonly deployment: Deployment;
  readonly config: Config;
  readonly undoLog: UndoLog;
  readonly labOf: (outputs: StackOutputs) => Lab;
  /** Told before the stack is changed. */
  readonly onDeploy: (what: string) => void;
}

export function workbookTheatre({ deployment, config, undoLog, labOf, onDeploy }: WorkbookTheatreOptions): Theatre {
  let touched = false;
  return {
    stageFor: async (act) => {
      onDeploy(`Bringing ${config.name} to the settings of this act …`);
      touched = true;
      await redeploy(deployment, worldOf(config, act));
      const lab = labOf(deployedOutputs(deployment));
      // What an earlier run or a drill outside of lessons left open would be mistaken for this act's doing.
      for (const { drill } of await heal(lab, undoLog, deployment.project)) onDeploy(`Undone: ${drill.title}`);
      return {
        lab,
        undoLog,
        project: deployment.project,
        creation: () => deployment.state.load()?.creation,
      };
    },
    restore: async () => {
      if (!touched) return;
      touched = false;
      onDeploy(`Putting the settings of ${config.name} back …`);
      await redeploy(deployment, config);
    },
  };
}
