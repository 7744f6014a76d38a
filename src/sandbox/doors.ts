// The doors of a sandbox: the same pipeline for SDK clients in this process and for anyone on the loopback interface.

import type { SandboxControl } from './control.js';
import type { Sandbox } from './sandbox.js';
import { controlRoutes } from './server/control-routes.js';
import { type HttpEndpoint, startHttp } from './server/http.js';
import { inProcessHandler } from './server/in-process.js';
import { loadWireModel } from './server/load-wire-model.js';
import { createPipeline, type LogLine, type Pipeline } from './server/pipeline.js';
import { createWire } from './wire/index.js';

export type InProcessHandler = ReturnType<typeof inProcessHandler>;

/** Told after every AWS call that may have changed the world. */
export interface Hooks {
  readonly log?: (line: LogLine) => void;
  readonly changed?: () => void;
  /** Runs before each call; an instant sandbox settles what is in transition here. */
  readonly before?: () => Promise<void> | void;
}

export function pipelineOf(sandbox: Sandbox, hooks: Hooks = {}): Pipeline {
  let requests = 0;
  return createPipeline({
    wire: createWire(loadWireModel()),
    nextRequestId: () => {
      requests += 1;
      return `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
    },
    dispatch: async ({ service, operation, input }) => {
      await hooks.before?.();
      const output = sandbox.call(service, operation, input);
      hooks.changed?.();
      return output;
    },
    ...(hooks.log === undefined ? {} : { log: hooks.log }),
  });
}

/** A `requestHandler` for SDK clients: the wire without a socket. */
export function handlerOf(pipeline: Pipeline): InProcessHandler {
  return inProcessHandler(pipeline);
}

/** Serves the sandbox on 127.0.0.1: AWS's protocols, and the control surface under `/_ha-lab/`. Rejects if the port is taken. */
export function serve(
  sandbox: Sandbox,
  pipeline: Pipeline,
  control: SandboxControl,
  options: { readonly port?: number; readonly log?: (line: LogLine) => void } = {},
): Promise<HttpEndpoint> {
  return startHttp({ pipeline, now: () => sandbox.now, control: controlRoutes(control), ...options });
}
