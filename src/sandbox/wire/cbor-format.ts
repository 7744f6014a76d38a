// CBOR bodies by shape (RPC v2): timestamps and blobs have types of their own, so there is little to convert.

import { ServiceError } from '../../errors.js';
import { CborError, readCbor } from './cbor.js';
import type { DocumentFormat } from './document.js';
import { epochDate } from './scalars.js';
import type { ScalarShape } from './shapes.js';

/** @throws ServiceError `SerializationException`; an empty body is an empty input. */
export function parseCbor(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return readCbor(body);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    throw new ServiceError('SerializationException', `The request body cannot be read: ${error.message}.`);
  }
}

export const cborFormat: DocumentFormat = {
  read({ scalar }: ScalarShape, value: unknown): unknown {
    switch (scalar) {
      case 'string':
      case 'number':
      case 'boolean':
        return typeof value === scalar ? value : undefined;
      case 'blob':
        return value instanceof Uint8Array ? value : undefined;
      case 'timestamp':
      case 'date-time':
      case 'http-date':
      case 'epoch-seconds':
        if (typeof value === 'number') return epochDate(value);
        return value instanceof Date ? value : undefined;
    }
  },
  write: (_shape: ScalarShape, value: unknown): unknown => value,
};
