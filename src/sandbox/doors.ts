// The doors of a sandbox: the same pipeline for SDK clients in this process and for anyone on the loopback interface.

import { LabError, ServiceError } from '../errors.js';
import { apiFaultGate } from './api-faults.js';
import type { SandboxControl } from './control.js';
import type { Sandbox } from './sandbox.js';
import { controlRoutes } from './server/control-routes.js';
import { type HttpEndpoint, startHttp } from './server/http.js';
import { inProcessHandler } from './server/in-process.js';
import { loadWireModel } from './server/load-wire-model.js';
import { createPipeline, type LogLine, type Pipeline } from './server/pipeline.js';
import { createWire, type ServiceName, type Wire } from './wire/index.js';

export type InProcessHandler = ReturnType<typeof inProcessHandler>;

/** Told after every AWS call that may have changed the world. */
export interface Hooks {
  readonly log?: (line: LogLine) => void;
  readonly changed?: () => void;
  /** Runs before each call of a foreign client; an instant sandbox settles what is in transition here. */
  readonly before?: () => Promise<void> | void;
}

/** ha-lab's own clients sign with this key. They move the clock themselves and look at what lies between: nothing settles for them. */
export const OWN_ACCESS_KEY_ID = 'HALABCOMMANDS';

/** Made once: it holds no state, and its operations are compiled when first called. */
let known: Wire | undefined;
function wire(): Wire {
  known ??= createWire(loadWireModel());
  return known;
}

/** An AWS call without bytes: the input as an SDK command holds it, the output as its client would answer it. */
export type ShortRoad = (service: string, operation: string, input: unknown) => unknown;

/**
 * The short road past encoding, signing and decoding, which are most of the cost of a call in one process. Inputs are checked and outputs
 * copied by the same model as on the long one. Throws errors with AWS's code as `name` and `Code`, like an SDK client.
 */
export function shortRoadOf(sandbox: Sandbox): ShortRoad {
  const fault = apiFaultGate(() => sandbox.world.apiFaults);
  return (service, operation, input) => {
    const name = service as ServiceName;
    try {
      const failure = afterTrying(() => fault({ service: name, operation, protocol: 'awsQuery' }));
      if (failure !== undefined) throw failure;
      return wire().hand(name, operation, sandbox.call(service, operation, wire().accept(name, operation, input)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw Object.assign(new Error(error.message), { name: error.code, Code: error.code });
    }
  };
}

/** On the long road an SDK client tries a throttled call again; here the road does. */
const ATTEMPTS = 30;

function afterTrying(meet: () => ServiceError | undefined): ServiceError | undefined {
  let failure = meet();
  for (let tried = 1; tried < ATTEMPTS && failure !== undefined && isThrottling(failure); tried += 1) failure = meet();
  return failure;
}

const isThrottling = ({ code }: ServiceError): boolean => /Throttling|RequestLimitExceeded/.test(code);

export function pipelineOf(sandbox: Sandbox, hooks: Hooks = {}): Pipeline {
  let requests = 0;
  return createPipeline({
    wire: wire(),
    nextRequestId: () => {
      requests += 1;
      return `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
    },
    fault: apiFaultGate(() => sandbox.world.apiFaults),
    region: () => sandbox.region,
    dispatch: async ({ service, operation, input, accessKeyId }) => {
      try {
        if (accessKeyId !== OWN_ACCESS_KEY_ID) await hooks.before?.();
        return sandbox.call(service, operation, input);
      } catch (error) {
        throw notKept(error);
      } finally {
        hooks.changed?.();
      }
    },
    ...(hooks.log === undefined ? {} : { log: hooks.log }),
  });
}

/** What could not be written down was not done either; AWS's word for "not now, ask again". */
function notKept(error: unknown): unknown {
  if (!(error instanceof LabError)) return error;
  return new ServiceError('ServiceUnavailable', [error.message, ...error.suggestions].join(' '), 503);
}

/** A `requestHandler` for SDK clients: the wire without a socket. */
export function handlerOf(pipeline: Pipeline): InProcessHandler {
  return inProcessHandler(pipeline);
}

export interface ServeOptions {
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 unless told. */
  readonly host?: string;
  /** Names besides those of this machine's own interfaces under which clients reach it. */
  readonly otherHosts?: readonly string[];
  readonly log?: (line: LogLine) => void;
}

/** Serves the sandbox: AWS's protocols, and the control surface under `/_ha-lab/`. Rejects if the port or the address cannot be had. */
export function serve(
  sandbox: Sandbox,
  pipeline: Pipeline,
  control: SandboxControl,
  options: ServeOptions = {},
): Promise<HttpEndpoint> {
  return startHttp({ pipeline, now: () => sandbox.now, control: controlRoutes(control), ...options });
}
