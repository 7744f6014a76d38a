// Makes the `Operation` that a resource type works with, and the idempotency tokens inside it.

import { createHash } from 'node:crypto';
import type { AwsClients, WaitOptions } from './clients.js';
import type { Operation } from './resource-type.js';
import type { State } from './state.js';

/** 32 characters, the most that every AWS service accepts; the same for the same life, address, serial and purpose. */
export function idempotencyToken(
  state: Pick<State, 'lineage' | 'stack' | 'serial'>,
  address: string,
  purpose: string,
): string {
  const source = [state.lineage, state.stack, address, state.serial, purpose].join('|');
  return createHash('sha256').update(source).digest('hex').slice(0, 32);
}

interface OperationSource {
  readonly address: string;
  readonly clients: AwsClients;
  readonly state: Pick<State, 'lineage' | 'stack' | 'serial'>;
  readonly startedAt: number;
  until(check: () => Promise<boolean>, options: WaitOptions): Promise<void>;
  renamed?(id: string): void;
}

export function makeOperation(source: OperationSource): Operation {
  const { address, clients, state, startedAt } = source;
  return {
    address,
    clients,
    startedAt,
    until: (check, options) => source.until(check, options),
    renamed: (id) => source.renamed?.(id),
    token: (purpose) => idempotencyToken(state, address, purpose),
  };
}

/** For reads during a plan: they never wait. */
export function readingOperation(
  address: string,
  clients: AwsClients,
  state: OperationSource['state'],
  nowMs: number,
): Operation {
  return makeOperation({
    address,
    clients,
    state,
    startedAt: nowMs,
    until: () => Promise.reject(new Error(`${address}: reading must not wait`)),
  });
}
