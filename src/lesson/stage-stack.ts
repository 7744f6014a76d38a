// A stage's project deployed again with an edit, or removed: what `ha-lab deploy` and `ha-lab destroy` do, for a step of an act.

import { LabError } from '../errors.js';
import { type Config, overlayConfig } from '../generator/index.js';
import { applyDeploy, type Deployment, planDestroy } from '../lab/deploy.js';
import { redeploy } from '../lab/in-memory.js';
import type { StageStack } from './stage.js';

/** @param world the configuration that is deployed when the act begins */
export function stageStack(deployment: Deployment, world: Config): StageStack {
  return {
    deploy: async (edit) => redeploy(deployment, overlayConfig(world, edit)),
    restore: async () => redeploy(deployment, world),
    destroy: async () => {
      if (deployment.terraform !== undefined) {
        const removed = await deployment.terraform.destroy();
        if (removed.failure !== undefined) throw removed.failure;
        return removed.done.length;
      }
      const { done, failed } = await applyDeploy(deployment, await planDestroy(deployment));
      const [failure] = failed;
      if (failure === undefined) return done.length;
      throw new LabError('DEPLOY_FAILED', `${failure.address} could not be removed: ${failure.message}`, {
        suggestions: ['Run it again; it goes on where it stopped: ha-lab destroy'],
        exitCode: 6,
      });
    },
  };
}
