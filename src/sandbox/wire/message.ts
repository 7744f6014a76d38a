// A request and an answer as the wire layer sees them: already in memory, already unzipped. No sockets, no streams.

import type { FormNode } from './form.js';
import type { ServiceName } from './model-file.js';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark; empty if there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type Protocol = 'ec2Query' | 'awsQuery' | 'awsJson1_0' | 'awsJson1_1' | 'rpcv2Cbor';

/** A request whose service and operation are known and modelled. */
export interface WireCall {
  readonly protocol: Protocol;
  readonly service: ServiceName;
  readonly operation: string;
  /** From the credential scope; unsigned requests have none. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly body: CallBody;
}

/** The input, not yet decoded. */
export type CallBody =
  | { readonly kind: 'form'; readonly form: FormNode }
  | { readonly kind: 'document'; readonly bytes: Uint8Array };
