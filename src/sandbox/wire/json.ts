// JSON bodies (awsJson1_0 and awsJson1_1): timestamps are seconds since 1970, blobs base64, numbers that JSON lacks are words.

import { ServiceError } from '../../errors.js';
import { decodeBase64, decodeText, encodeBase64 } from './bytes.js';
import type { DocumentFormat } from './document.js';
import { deepestNesting } from './limits.js';
import { epochDate, formatDate, parseDate, parseNumber } from './scalars.js';
import type { ScalarShape } from './shapes.js';

/** @throws ServiceError `SerializationException`; an empty body is an empty input. */
export function parseJson(body: Uint8Array): unknown {
  const text = decodeText(body);
  if (text.trim() === '') return {};
  if (nestingOf(text) > deepestNesting) throw malformed(`nested deeper than ${deepestNesting} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
}

export const jsonFormat: DocumentFormat = { read: readScalar, write: writeScalar };

function readScalar({ scalar }: ScalarShape, value: unknown): unknown {
  switch (scalar) {
    case 'string':
    case 'boolean':
      return typeof value === scalar ? value : undefined;
    case 'number':
      return typeof value === 'string' ? wordNumber(value) : typeof value === 'number' ? value : undefined;
    case 'blob':
      return typeof value === 'string' ? decodeBase64(value) : undefined;
    case 'timestamp':
    case 'date-time':
    case 'http-date':
    case 'epoch-seconds':
      if (typeof value === 'number') return epochDate(value);
      return typeof value === 'string' && scalar !== 'timestamp' ? parseDate(value, scalar) : undefined;
  }
}

/** Only the three numbers JSON cannot write may come as words. */
function wordNumber(text: string): number | undefined {
  return /^(NaN|-?Infinity)$/.test(text) ? parseNumber(text) : undefined;
}

function writeScalar({ scalar }: ScalarShape, value: unknown): unknown {
  if (value instanceof Date) {
    return scalar === 'date-time' || scalar === 'http-date' ? formatDate(value, scalar) : value.getTime() / 1000;
  }
  if (value instanceof Uint8Array) return encodeBase64(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Deepest bracket outside strings; looked at before parsing, since the parser itself recurses. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

const malformed = (reason: string): ServiceError =>
  new ServiceError('SerializationException', `The request body cannot be read: ${reason}.`);
