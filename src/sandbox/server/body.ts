// Reads a request's body into memory: bounded as sent, and bounded again after unzipping.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ServiceError } from '../../errors.js';
import { largestBodyBytes } from './limits.js';

export type IncomingBody = Uint8Array | AsyncIterable<Uint8Array>;

export interface ReadBody {
  /** Empty where there is a problem. */
  readonly bytes: Uint8Array;
  /** Told to the client in its own protocol, therefore not thrown before that is known. */
  readonly problem?: ServiceError;
}

const unzip = promisify(gunzip);
const nothing = new Uint8Array();

/** Rejects only if the source does: the client went away in the middle. */
export async function readBody(body: IncomingBody, encoding: string | undefined): Promise<ReadBody> {
  const sent = body instanceof Uint8Array ? body : await collect(body);
  if (sent === undefined || sent.length > largestBodyBytes) return { bytes: nothing, problem: tooLarge() };
  const kind = (encoding ?? 'identity').trim().toLowerCase();
  // boto3 and the SDKs write a chunked signature as `aws-chunked` for S3 only; no served operation uses it.
  if (kind === 'identity' || kind === '') return { bytes: sent };
  if (kind !== 'gzip') return { bytes: nothing, problem: unreadable(`content-encoding ${kind} is not supported`) };
  return unzipBounded(sent);
}

/** @returns undefined as soon as the limit is passed; what follows is read and forgotten, so that the answer can be sent. */
async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length <= largestBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > largestBodyBytes ? undefined : Buffer.concat(chunks);
}

async function unzipBounded(sent: Uint8Array): Promise<ReadBody> {
  try {
    return { bytes: await unzip(sent, { maxOutputLength: largestBodyBytes }) };
  } catch (error) {
    const large = error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { bytes: nothing, problem: large ? tooLarge() : unreadable('the body is not valid gzip') };
  }
}

function tooLarge(): ServiceError {
  return new ServiceError('RequestEntityTooLarge', `The request body is larger than ${largestBodyBytes} bytes`, 413);
}

function unreadable(reason: string): ServiceError {
  return new ServiceError('MalformedInput', `The request body cannot be read: ${reason}`);
}
