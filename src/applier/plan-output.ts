// A plan as plain data for `--json` and for tables. Pure.

import type { Action, AttributeChange, PlannedChange } from './compare.js';
import type { Plan } from './plan.js';
import { KNOWN_AFTER_APPLY, printable, type Value, type ValueMap } from './value.js';

export const PLAN_SCHEMA_VERSION = 1;

export interface PlanCounts {
  /** As Terraform counts: a replacement is one to add and one to destroy. */
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

export interface PlanRow {
  readonly action: Action;
  readonly address: string;
  /** One line for each difference: `health_check.interval: 30 → 10`, with `(forces replacement)` where it does. */
  readonly details: readonly string[];
}

export function planCounts({ changes }: Pick<Plan, 'changes'>): PlanCounts {
  const count = (...actions: Action[]): number => changes.filter(({ action }) => actions.includes(action)).length;
  return { add: count('create', 'replace'), change: count('update'), destroy: count('delete', 'replace') };
}

/** Nothing to do: what is there is what the project says. */
export function isEmptyPlan({ changes, outputs, state }: Pick<Plan, 'changes' | 'outputs' | 'state'>): boolean {
  const idle = changes.every(({ action }) => action === 'no-op');
  return idle && outputs.length === 0 && Object.keys(state.deposed).length === 0;
}

/** One row for each resource that something is done to. */
export function planTable({ changes }: Pick<Plan, 'changes'>): readonly PlanRow[] {
  return changes
    .filter(({ action }) => action !== 'no-op')
    .map((change) => ({ action: change.action, address: change.address, details: detailsOf(change) }));
}

function detailsOf({ action, changes, replacedBy }: PlannedChange): readonly string[] {
  if (action !== 'update' && action !== 'replace') return [];
  const tainted = replacedBy.includes('tainted') ? ['was not finished when it was made (tainted)'] : [];
  return [...tainted, ...changes.map(lineOf)];
}

function lineOf({ path, before, after, forcesReplacement }: AttributeChange): string {
  return `${path}: ${shown(before)} → ${shown(after)}${forcesReplacement ? ' (forces replacement)' : ''}`;
}

function shown(value: Value): string {
  if (value === null) return 'unset';
  if (value === KNOWN_AFTER_APPLY) return KNOWN_AFTER_APPLY;
  const text = JSON.stringify(value) ?? '';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What `ha-lab plan --json` prints. `before` is absent for new objects, `after` for removed ones. */
export function planJson(plan: Plan) {
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    kind: plan.kind,
    stack: plan.stackName,
    serial: plan.state.serial,
    counts: planCounts(plan),
    changes: plan.changes.filter(({ action }) => action !== 'no-op').map(changeJson),
    unchanged: plan.changes.filter(({ action }) => action === 'no-op').map(({ address }) => address),
    drift: plan.drift,
    outputs: plan.outputs.map(({ name, before, after }) => ({ name, before, after: printable(after) })),
  };
}

function changeJson({ address, type, action, before, after, changes, replacedBy, createBeforeDestroy }: PlannedChange) {
  return {
    address,
    type,
    action,
    replacedBy,
    createBeforeDestroy,
    changes,
    ...(before === undefined ? {} : { before: printable(before) as ValueMap }),
    ...(after === undefined ? {} : { after: printable(after) as ValueMap }),
  };
}
