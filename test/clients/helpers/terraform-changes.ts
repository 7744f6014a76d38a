// What a plan changes, in one form for both planners: address → action, and for updates each place with its value before and after.

import type { Plan } from '../../../src/applier/index.js';

export interface Change {
  readonly action: string;
  /** `health_check.interval` → [30, 10]. Values that AWS decides are left out: both planners only say that they are not known yet. */
  readonly places: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

export type Changes = Readonly<Record<string, Change>>;

export function changesOfOurs({ changes }: Plan): Changes {
  return Object.fromEntries(
    changes
      .filter(({ action }) => action !== 'no-op' && action !== 'read')
      .map(({ address, action, changes: places }) => [
        address,
        {
          action,
          places: Object.fromEntries(
            places
              .filter(({ after }) => after !== '(known after apply)')
              .map(({ path, before, after }) => [path, [before, after]]),
          ),
        },
      ]),
  );
}

interface ShownPlan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: unknown;
      readonly after: unknown;
      readonly after_unknown: unknown;
    };
  }[];
}

/** @param shown what `terraform show -json <plan>` printed. */
export function changesOfTerraforms(shown: string): Changes {
  const { resource_changes: changes = [] } = JSON.parse(shown) as ShownPlan;
  return Object.fromEntries(
    changes
      .filter(({ mode, change }) => mode === 'managed' && change.actions[0] !== 'no-op')
      .map(({ address, change }) => [
        address,
        {
          action: change.actions.join(' then '),
          places: differences(change.before, change.after, change.after_unknown),
        },
      ]),
  );
}

function differences(before: unknown, after: unknown, unknown: unknown): Change['places'] {
  const [old, next, open] = [leaves(before), leaves(after), leaves(unknown)];
  const paths = [...new Set([...old.keys(), ...next.keys()])].filter((path) => open.get(path) !== true);
  return Object.fromEntries(
    paths
      .filter((path) => old.get(path) !== next.get(path))
      .map((path) => [path, [old.get(path) ?? null, next.get(path) ?? null]]),
  );
}

/** Places and their plain values. A block that stands alone is named without a number. */
function leaves(value: unknown, path = ''): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  const parts: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((element, index) => [value.length === 1 ? path : `${path}[${index}]`, element])
    : Object.entries(value).map(([name, element]) => [path === '' ? name : `${path}.${name}`, element]);
  return new Map(parts.flatMap(([at, element]) => [...leaves(element, at)]));
}
