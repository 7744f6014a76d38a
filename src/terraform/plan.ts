// A plan as Terraform shows it (`show -json`): what would be done to which resource, and which attributes differ. Pure.

import { z } from 'zod';
import type { ResourceAction } from './events.js';

export interface AttributeDifference {
  /** `health_check.0.interval`. */
  readonly path: string;
  readonly before: unknown;
  /** Undefined: known only after the apply. */
  readonly after: unknown;
}

export interface TerraformChange {
  readonly address: string;
  readonly action: Exclude<ResourceAction, 'no-op'>;
  /** For changes in place and replacements. */
  readonly differences: readonly AttributeDifference[];
  /** It was left half-made, and is made anew whatever the project says. */
  readonly tainted?: true;
  /** Paths that make a new object necessary. */
  readonly replacedBy: readonly string[];
}

export interface TerraformPlan {
  readonly changes: readonly TerraformChange[];
  /** Names of outputs that change. */
  readonly outputs: readonly string[];
}

const change = z.object({
  actions: z.array(z.string()),
  before: z.unknown(),
  after: z.unknown(),
  after_unknown: z.unknown(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});
const schema = z.object({
  resource_changes: z
    .array(z.object({ address: z.string(), mode: z.string(), action_reason: z.string().optional(), change }))
    .default([]),
  output_changes: z.record(z.string(), z.object({ actions: z.array(z.string()) })).default({}),
});

/** @param json what `terraform show -json <plan file>` prints. */
export function planOf(json: unknown): TerraformPlan {
  const { resource_changes, output_changes } = schema.parse(json);
  const changes = resource_changes.flatMap(
    ({ address, mode, action_reason: reason, change: { actions, ...change } }) => {
      const action = actionOf(actions);
      if (action === undefined || mode !== 'managed') return [];
      const detailed = action === 'update' || action === 'replace';
      const replacedBy = (change.replace_paths ?? []).map((path) => path.join('.'));
      if (reason === 'replace_because_tainted')
        return [{ address, action, differences: [], replacedBy, tainted: true }];
      return [{ address, action, differences: detailed ? differencesOf(change) : [], replacedBy }];
    },
  );
  const outputs = Object.keys(output_changes).filter((name) => output_changes[name]?.actions[0] !== 'no-op');
  return { changes: changes.sort((a, b) => (a.address < b.address ? -1 : 1)), outputs };
}

function actionOf(actions: readonly string[]): TerraformChange['action'] | undefined {
  if (actions.length > 1) return 'replace';
  const [action] = actions;
  return action === 'create' || action === 'update' || action === 'delete' || action === 'read' ? action : undefined;
}

function differencesOf({
  before,
  after,
  after_unknown,
}: z.output<typeof change> | DifferenceInput): AttributeDifference[] {
  return differences('', before, after, after_unknown);
}

type DifferenceInput = { readonly before?: unknown; readonly after?: unknown; readonly after_unknown?: unknown };

function differences(path: string, before: unknown, after: unknown, unknown: unknown): AttributeDifference[] {
  if (unknown === true) return [{ path, before, after: undefined }];
  if (isTree(before) && isTree(after)) {
    const names = [
      ...new Set([...Object.keys(before), ...Object.keys(after), ...(isTree(unknown) ? Object.keys(unknown) : [])]),
    ];
    return names.flatMap((name) =>
      differences(
        path === '' ? name : `${path}.${name}`,
        before[name],
        after[name],
        isTree(unknown) ? unknown[name] : undefined,
      ),
    );
  }
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null)
    ? []
    : [{ path, before, after: after ?? null }];
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
