// The signs by which a request shows what it is: path, headers, credential scope. Collected here, weighed in `detect.ts`.

import type { WireRequest } from './message.js';

export interface Indicators {
  /** `/service/<name>/operation/<name>` together with `smithy-protocol: rpc-v2-cbor`. */
  readonly rpc: { readonly target: string; readonly operation: string } | undefined;
  /** `x-amz-target: <target>.<operation>`. */
  readonly json: { readonly target: string; readonly operation: string } | undefined;
  /** `Credential=<key>/<date>/<region>/<service>/aws4_request`, from the header or a presigned URL. */
  readonly scope: CredentialScope | undefined;
  readonly contentType: string;
}

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

const rpcPath = /(?:^|\/)service\/([^/]+)\/operation\/([^/]+)\/?$/;
const credential = /Credential=([^/,\s&]+)\/\d+\/([^/,\s&]+)\/([^/,\s&]+)\/aws4_request/;

export function readIndicators(request: WireRequest): Indicators {
  return {
    rpc: request.headers['smithy-protocol'] === 'rpc-v2-cbor' ? readRpcPath(request.path) : undefined,
    json: readTarget(request.headers['x-amz-target']),
    scope: readScope(request.headers.authorization ?? request.query.replaceAll(/%2F/gi, '/')),
    contentType: (request.headers['content-type'] ?? '').toLowerCase(),
  };
}

function readRpcPath(path: string): Indicators['rpc'] {
  const [, target, operation] = rpcPath.exec(path) ?? [];
  return target === undefined || operation === undefined ? undefined : { target, operation };
}

function readTarget(header: string | undefined): Indicators['json'] {
  const dot = header?.lastIndexOf('.') ?? -1;
  if (header === undefined || dot < 0) return undefined;
  return { target: header.slice(0, dot), operation: header.slice(dot + 1) };
}

function readScope(text: string): CredentialScope | undefined {
  const [, accessKeyId, region, signingName] = credential.exec(text) ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
  return { accessKeyId, region, signingName };
}
