// Systems Manager's slice of the world: parameters, managed instances, commands. Types and the empty store; no behaviour.

import type { Instant } from '../../../kernel/index.js';
import type { Account } from '../../world.js';
import type { Tags } from '../shared/tags.js';

export interface SsmStore {
  /** The account's own parameters, by name. AWS's public ones are a table, not state. */
  readonly parameters: Record<string, StoredParameter>;
  /** By instance id: machines whose agent has registered (SSM-06). */
  readonly managedInstances: Record<string, ManagedInstance>;
  /** By command id, oldest first. */
  readonly commands: Record<string, Command>;
}

export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  readonly dataType: string;
  readonly modifiedAt: Instant;
  readonly description?: string;
  readonly allowedPattern?: string;
}

export interface StoredParameter {
  readonly name: string;
  /** Oldest first; the last one is current. */
  readonly versions: ParameterVersion[];
  tags: Tags;
}

export type PingStatus = 'Online' | 'ConnectionLost';

export interface ManagedInstance {
  readonly instanceId: string;
  readonly registeredAt: Instant;
  pingStatus: PingStatus;
  lastPingAt: Instant;
}

export type InvocationStatus =
  | 'Pending'
  | 'InProgress'
  | 'Delayed'
  | 'Success'
  | 'Cancelling'
  | 'Cancelled'
  | 'Failed'
  | 'TimedOut';

export interface Invocation {
  readonly instanceId: string;
  status: InvocationStatus;
  /** As the API's StatusDetails (SSM-03). */
  statusDetails: string;
  /** Handed to the machine's agent, which may not hear of it yet. */
  sentAt?: Instant;
  startedAt?: Instant;
  finishedAt?: Instant;
  exitCode?: number;
  output: string;
  error: string;
}

export interface CommandTarget {
  readonly key: string;
  readonly values: readonly string[];
}

export interface Command {
  readonly commandId: string;
  readonly documentName: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly string[];
  /** Ids as the caller named them; empty when targets chose. */
  readonly instanceIds: readonly string[];
  readonly targets: readonly CommandTarget[];
  readonly requestedAt: Instant;
  /** Seconds for delivery; the execution timeout comes on top (SSM-04). */
  readonly deliveryTimeoutSeconds: number;
  readonly executionTimeoutSeconds: number;
  /** A number, or a percentage: as sent. */
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  cancelledAt?: Instant;
  readonly invocations: Invocation[];
}

export function newStore(_account: Account): SsmStore {
  return { parameters: {}, managedInstances: {}, commands: {} };
}
