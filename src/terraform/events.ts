// Terraform's `-json` stream as typed events: what is planned, begun, waited for, done, failed, and said. Pure.

import { z } from 'zod';

export type ResourceAction = 'create' | 'read' | 'update' | 'replace' | 'delete' | 'forget' | 'no-op';

export type TerraformEvent =
  | {
      readonly kind: 'planned';
      readonly address: string;
      readonly action: ResourceAction;
      /** Terraform's word for why, where it gives one: `tainted`, `cannot_update` … */
      readonly reason?: string;
    }
  | {
      readonly kind: 'counts';
      readonly of: 'plan' | 'apply' | 'destroy';
      readonly add: number;
      readonly change: number;
      readonly remove: number;
    }
  | {
      readonly kind: 'started' | 'waiting' | 'finished' | 'failed';
      readonly address: string;
      readonly action: ResourceAction;
      readonly elapsedSeconds: number;
    }
  | ({ readonly kind: 'said' } & Diagnostic);

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

const resource = z.object({ addr: z.string() });
const hook = z.object({ resource, action: z.string(), elapsed_seconds: z.number().default(0) });
const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('planned_change'),
    change: z.object({ resource, action: z.string(), reason: z.string().optional() }),
  }),
  z.object({
    type: z.literal('change_summary'),
    changes: z.object({
      operation: z.enum(['plan', 'apply', 'destroy']),
      add: z.number(),
      change: z.number(),
      remove: z.number(),
    }),
  }),
  z.object({ type: z.enum(['apply_start', 'apply_progress', 'apply_complete', 'apply_errored']), hook }),
  z.object({
    type: z.literal('diagnostic'),
    diagnostic: z.object({
      severity: z.enum(['error', 'warning']),
      summary: z.string(),
      detail: z.string().default(''),
      address: z.string().optional(),
    }),
  }),
]);

const KINDS = {
  apply_start: 'started',
  apply_progress: 'waiting',
  apply_complete: 'finished',
  apply_errored: 'failed',
} as const;

/** Undefined: plain text, or a kind of message that nobody here needs. */
export function parseEvent(text: string): TerraformEvent | undefined {
  if (!text.startsWith('{')) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = line.safeParse(json);
  return parsed.success ? eventOf(parsed.data) : undefined;
}

function eventOf(message: z.output<typeof line>): TerraformEvent {
  switch (message.type) {
    case 'planned_change': {
      const { resource: of, action, reason } = message.change;
      return {
        kind: 'planned',
        address: of.addr,
        action: actionOf(action),
        ...(reason === undefined ? {} : { reason }),
      };
    }
    case 'change_summary': {
      const { operation, ...counts } = message.changes;
      return { kind: 'counts', of: operation, ...counts };
    }
    case 'diagnostic': {
      const { address, ...said } = message.diagnostic;
      return { kind: 'said', ...said, ...(address === undefined ? {} : { address }) };
    }
    default: {
      const { resource: of, action, elapsed_seconds: elapsedSeconds } = message.hook;
      return { kind: KINDS[message.type], address: of.addr, action: actionOf(action), elapsedSeconds };
    }
  }
}

const ACTIONS: Readonly<Record<string, ResourceAction>> = {
  noop: 'no-op',
  create: 'create',
  read: 'read',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  remove: 'forget',
};

const actionOf = (word: string): ResourceAction => ACTIONS[word] ?? 'update';
