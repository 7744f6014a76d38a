// A signature is good for one region. AWS refuses a request that was signed for another than the endpoint's before it looks at anything else;
// answered all the same, a script that goes through the regions would find the same machines in each of them.

import { ServiceError } from '../../errors.js';
import type { Protocol, ServiceName, WireCall } from '../wire/index.js';

/** Where the endpoints of services without regions are; every request to IAM, and to the global address of STS, is signed for it. */
const GLOBAL_REGION = 'us-east-1';
const GLOBAL_SERVICES: readonly ServiceName[] = ['iam', 'sts'];

/**
 * The refusal of a request that was signed for another region than the one that is served; undefined if it may pass. Unsigned requests pass:
 * the sandbox checks no signature. A client that was given an address signs for its own region even where AWS has one address for all, so
 * both regions are right there.
 */
export function signedElsewhere(call: WireCall, served: string): ServiceError | undefined {
  const { service, region } = call;
  if (region === undefined || region === served) return undefined;
  if (region === GLOBAL_REGION && GLOBAL_SERVICES.includes(service)) return undefined;
  const { code, status, words } = service === 'ec2' ? EC2_REFUSAL : REFUSALS[call.protocol];
  return new ServiceError(
    code,
    `${words} This sandbox is ${served}, and the request is signed for ${region}: give the client the region ${served}.`,
    status,
  );
}

interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly words: string;
}

/** IAM User Guide, “Troubleshoot signed requests”; codes and statuses as clients of STS, IAM and SSM report them, and EC2's own below. */
const WORDS = 'Credential should be scoped to a valid region.';
const QUERY_REFUSAL: Refusal = { code: 'SignatureDoesNotMatch', status: 403, words: WORDS };
const DOCUMENT_REFUSAL: Refusal = { code: 'InvalidSignatureException', status: 400, words: WORDS };
const EC2_REFUSAL: Refusal = {
  code: 'AuthFailure',
  status: 401,
  words: 'AWS was not able to validate the provided access credentials.',
};

const REFUSALS: Readonly<Record<Protocol, Refusal>> = {
  ec2Query: EC2_REFUSAL,
  awsQuery: QUERY_REFUSAL,
  awsJson1_0: DOCUMENT_REFUSAL,
  awsJson1_1: DOCUMENT_REFUSAL,
  rpcv2Cbor: DOCUMENT_REFUSAL,
};
