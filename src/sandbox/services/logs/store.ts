// CloudWatch Logs' slice of the world: log groups without what is in them. Types and the empty store; no behaviour.

import type { Instant } from '../../../kernel/index.js';
import type { Account } from '../../world.js';
import type { Tags } from '../shared/tags.js';

export interface LogsStore {
  readonly logGroups: Record<string, LogGroup>;
}

export type LogGroupClass = 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS';

export interface LogGroup {
  readonly name: string;
  readonly createdAt: Instant;
  readonly logGroupClass: LogGroupClass;
  /** Absent: kept for ever. */
  retentionDays?: number;
  tags: Tags;
}

export function newStore(_account: Account): LogsStore {
  return { logGroups: {} };
}
