// A pipeline over the real wire model with a dispatch that the test decides, and everything it saw on the way.

import { loadWireModel } from '../../../src/sandbox/server/load-wire-model.js';
import {
  createPipeline,
  type Dispatch,
  type LogLine,
  type OperationCall,
  type Pipeline,
  type PipelineOptions,
} from '../../../src/sandbox/server/pipeline.js';
import { createWire, type Wire, type WireResponse } from '../../../src/sandbox/wire/index.js';

export const modelFiles = loadWireModel();
export const wire: Wire = createWire(modelFiles);

export interface Harness {
  readonly pipeline: Pipeline;
  readonly calls: OperationCall[];
  readonly lines: LogLine[];
}

export function createHarness(dispatch: Dispatch, options: Partial<PipelineOptions> = {}): Harness {
  const calls: OperationCall[] = [];
  const lines: LogLine[] = [];
  let requests = 0;
  const pipeline = createPipeline({
    wire,
    dispatch(call) {
      calls.push(call);
      return dispatch(call);
    },
    nextRequestId: () => `request-${String(++requests).padStart(4, '0')}`,
    log: (line) => lines.push(line),
    ...options,
  });
  return { pipeline, calls, lines };
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** One request, byte for byte as the test writes it. */
export async function sendRaw(pipeline: Pipeline, request: RawRequest): Promise<RawResponse> {
  const { method = 'POST', path = '/', query = '', headers = {}, body = '' } = request;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return read(await pipeline.handle({ method, path, query, headers, body: bytes }));
}

export function authorization(signingName: string, region = 'eu-west-1'): Record<string, string> {
  const credential = `Credential=AKIDEXAMPLE/20261123/${region}/${signingName}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` };
}

function read({ status, headers, body }: WireResponse): RawResponse {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return { status, headers, bytes, text: Buffer.from(bytes).toString('utf8') };
}
