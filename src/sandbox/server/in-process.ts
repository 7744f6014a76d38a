// Lets an AWS SDK client speak to the pipeline without a socket: the same bytes, the same stages, no network.
// `inProcessHandler(pipeline)` is passed as `requestHandler` when the client is made.

import type { HttpHandler, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { IncomingBody } from './body.js';
import type { Pipeline } from './pipeline.js';

/** One handler may serve any number of clients. */
export function inProcessHandler(pipeline: Pipeline): HttpHandler {
  return {
    async handle(request, { abortSignal } = {}) {
      if (abortSignal?.aborted === true) throw aborted();
      const { status, headers, body } = await pipeline.handle({
        method: request.method,
        path: request.path,
        query: queryText(request.query),
        headers: lowerCase(request.headers),
        body: bodyOf(request.body),
      });
      const response = { statusCode: status, headers: { ...headers }, body: toBytes(body) };
      return { response: response as HttpResponse };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

function queryText(query: HttpRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) parameters.append(name, item);
  }
  return parameters.toString();
}

function lowerCase(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyOf(body: unknown): IncomingBody {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return toBytes(body);
  return body as IncomingBody;
}

const toBytes = (body: string | Uint8Array): Uint8Array => (typeof body === 'string' ? Buffer.from(body) : body);

/** The SDK tells an abort from a failure by this name. */
function aborted(): Error {
  const error = new Error('Request aborted');
  error.name = 'AbortError';
  return error;
}
