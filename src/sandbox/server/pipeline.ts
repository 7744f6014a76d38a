// The path of a request, as one list: read → detect → region → decode and validate → faults → operation → encode.
// Knows neither sockets nor services: HTTP and the in-process handler put requests in, `dispatch` is bound by the composition root.

import { ServiceError } from '../../errors.js';
import type { Protocol, ServiceName, Wire, WireCall, WireRequest, WireResponse } from '../wire/index.js';
import { type IncomingBody, readBody } from './body.js';
import { signedElsewhere } from './signed-region.js';

/** One operation called by one client: what `dispatch` and the fault hook are told. */
export interface OperationCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** From the credential scope; undefined if the request is unsigned. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly protocol: Protocol;
}

/** Runs an operation: its output, or a ServiceError thrown. Anything else thrown is a bug of ours and answers 500. */
export type Dispatch = (call: OperationCall) => unknown;

export interface LogLine {
  readonly level: 'warning' | 'error';
  readonly requestId: string;
  readonly message: string;
  readonly stack?: string;
}

export interface PipelineOptions {
  readonly wire: Wire;
  readonly dispatch: Dispatch;
  /** A new request id; the sandbox draws them from its own counter, so that a run can be repeated. */
  readonly nextRequestId: () => string;
  /** The error a call meets instead of its operation: throttling, an outage. */
  readonly fault?: (call: OperationCall) => ServiceError | undefined;
  /** The region that is served: what was signed for another is refused. Absent: any will do. */
  readonly region?: () => string;
  readonly log?: (line: LogLine) => void;
}

export interface PipelineRequest extends Omit<WireRequest, 'body'> {
  readonly body: IncomingBody;
}

export interface Pipeline {
  /** Answers every request; rejects only if the request's own body does (the client went away). */
  handle(request: PipelineRequest): Promise<WireResponse>;
}

export function createPipeline({
  wire,
  dispatch,
  nextRequestId,
  fault,
  region,
  log = () => {},
}: PipelineOptions): Pipeline {
  return {
    async handle(incoming) {
      const requestId = nextRequestId();

      const read = await readBody(incoming.body, incoming.headers['content-encoding']);
      const detection = wire.detect({ ...incoming, body: read.bytes });
      if (detection.kind === 'refusal') {
        // Without its body a form does not say what it wants: what was wrong with the body is the answer.
        const error = read.problem ?? detection.error;
        log({ level: 'warning', requestId, message: `refused ${detection.requested}: ${error.message}` });
        return wire.encodeError(detection, error, requestId);
      }

      const { call } = detection;
      const elsewhere = region === undefined ? undefined : signedElsewhere(call, region());
      if (elsewhere !== undefined) {
        log({ level: 'warning', requestId, message: `refused ${nameOf(call)}: ${elsewhere.message}` });
        return wire.encodeError(call, elsewhere, requestId);
      }
      try {
        if (read.problem !== undefined) throw read.problem;
        const operationCall = describe(call, wire.decode(call), requestId);
        const failure = fault?.(operationCall);
        if (failure !== undefined) throw failure;
        const output = await dispatch(operationCall);
        return wire.encode(call, output, requestId);
      } catch (error) {
        return wire.encodeError(call, asServiceError(error, call, requestId, log), requestId);
      }
    },
  };
}

function describe(call: WireCall, input: OperationCall['input'], requestId: string): OperationCall {
  const { service, operation, region, accessKeyId, protocol } = call;
  return { service, operation, input, requestId, region, accessKeyId, protocol };
}

const nameOf = ({ service, operation }: WireCall): string => `${service}:${operation}`;

/** The code under which services refuse what AWS has and the sandbox has not; worth a line in the log. */
const notModelled = 'UnsupportedOperation';

/** Our own bug: the caller learns that it is not his, the log has the stack. */
function asServiceError(error: unknown, call: WireCall, requestId: string, log: (line: LogLine) => void): ServiceError {
  const name = nameOf(call);
  if (error instanceof ServiceError) {
    if (error.code === notModelled) log({ level: 'warning', requestId, message: `refused ${name}: ${error.message}` });
    return error;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  log({
    level: 'error',
    requestId,
    message: `${name} failed: ${message}`,
    ...(stack !== undefined && { stack }),
  });
  return new ServiceError('InternalFailure', `The sandbox failed to run ${call.operation}: ${message}`, 500);
}
