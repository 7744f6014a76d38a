// Systems Manager's public face: what the wiring mounts, and the parameters that others look up.

import type { Controller } from '../../context.js';
import type { Observations, Reactions } from '../shared/reactions.js';
import { finished, RUN_COMMAND_CONTROLLER, started } from './commands.js';
import { forget, heartbeat, managedInstance } from './controllers/managed-instance.js';
import { runCommand } from './controllers/run-command.js';
import { isFinal } from './rules/command-status.js';

export { operations } from './operations/index.js';
export { parameter } from './parameters.js';
export { newStore, type SsmStore } from './store.js';

export const controllers: readonly Controller[] = [managedInstance, runCommand];

export const reactions: Reactions = {
  /** What was meant for a machine that is gone will never be delivered. */
  InstanceStateChanged({ instanceId, to }, context) {
    if (to !== 'terminated') return;
    forget(context, instanceId);
    for (const command of Object.values(context.world.ssm.commands)) {
      const waits = command.invocations.some(
        (invocation) => invocation.instanceId === instanceId && !isFinal(invocation),
      );
      if (waits) context.kernel.wake(RUN_COMMAND_CONTROLLER, command.commandId);
    }
  },
};

export const observations: Observations = {
  'agent-heartbeat': ({ instanceId, reached }, context) => heartbeat(context, instanceId, reached),
  'command-started': ({ commandId, instanceId }, context) => started(context, commandId, instanceId),
  'command-finished': ({ commandId, instanceId, exitCode, output, error }, context) =>
    finished(context, commandId, instanceId, { exitCode, output, error }),
};
