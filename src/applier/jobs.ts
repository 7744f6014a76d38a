// From a plan to steps with an order: what must be made, changed or removed before what. Pure.

import type { Action, PlannedChange } from './compare.js';
import { withSoftEdges } from './graph.js';
import type { Plan } from './plan.js';
import type { ResourceState } from './state.js';

/** `set` creates or updates or reads; `destroy` removes the object that was there before. */
export interface Step {
  readonly key: string;
  readonly kind: 'set' | 'destroy';
  readonly address: string;
  readonly change: PlannedChange | undefined;
  readonly shownAs: Action | 'destroy';
  /** The object that a `destroy` removes. */
  readonly object: ResourceState | undefined;
  /** The old object is moved aside and removed after everything uses the new one. */
  readonly deposes: boolean;
  readonly after: readonly string[];
}

const setKey = (address: string): string => `set ${address}`;
const destroyKey = (address: string): string => `destroy ${address}`;

/** In a fixed order: creations and updates as planned, then removals. Every step names what it must come after. */
export function applyJobs(plan: Plan): readonly Step[] {
  const first = createdFirst(plan);
  const steps = [...plan.changes.flatMap((change) => stepsOf(change, plan, first)), ...deposedSteps(plan)];
  const keys = new Set(steps.map(({ key }) => key));
  const edges = edgesOf(plan, steps, first);
  return steps.map((step) => ({
    ...step,
    after: [...(edges.get(step.key) ?? [])].filter((key) => keys.has(key)).sort(),
  }));
}

function stepsOf(change: PlannedChange, plan: Plan, first: ReadonlySet<string>): readonly Step[] {
  const { address, action } = change;
  const deposes = first.has(address);
  const set: Step = {
    key: setKey(address),
    kind: 'set',
    address,
    change,
    shownAs: action,
    object: undefined,
    deposes,
    after: [],
  };
  const object = plan.world.get(address);
  const destroy: Step = {
    key: destroyKey(address),
    kind: 'destroy',
    address,
    change,
    shownAs: action === 'delete' ? 'delete' : 'destroy',
    object,
    deposes,
    after: [],
  };
  if (action === 'no-op') return [];
  if (action === 'delete') return [destroy];
  return action === 'replace' ? [set, destroy] : [set];
}

function deposedSteps(plan: Plan): readonly Step[] {
  return Object.entries(plan.state.deposed).flatMap(([address, objects]) =>
    objects.map(
      (object): Step => ({
        key: `destroy ${address} (${object.id})`,
        kind: 'destroy',
        address,
        change: undefined,
        shownAs: 'destroy',
        object,
        deposes: true,
        after: [],
      }),
    ),
  );
}

/** Replacements that stand before the old object goes: those that say so, and whatever such a one depends on. */
function createdFirst(plan: Plan): ReadonlySet<string> {
  const dependencies = new Map(plan.stack.resources.map((resource) => [resource.address, resource.dependencies]));
  const result = new Set<string>();
  const mark = (address: string): void => {
    if (result.has(address)) return;
    result.add(address);
    for (const dependency of dependencies.get(address) ?? []) mark(dependency);
  };
  for (const { address, createBeforeDestroy } of plan.stack.resources) if (createBeforeDestroy) mark(address);
  return result;
}

function edgesOf(
  plan: Plan,
  steps: readonly Step[],
  first: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const hard = new Map<string, Set<string>>(steps.map(({ key }) => [key, new Set<string>()]));
  const soft: [string, string][] = [];
  const before = (key: string, earlier: string): void => void hard.get(key)?.add(earlier);
  const set = new Set(steps.filter(({ kind }) => kind === 'set').map(({ address }) => address));
  const destroyed = new Set(
    steps.filter(({ kind, change }) => kind === 'destroy' && change !== undefined).map(({ address }) => address),
  );
  for (const { address, dependencies } of plan.stack.resources) {
    for (const dependency of reachable(dependencies, plan, set)) {
      before(setKey(address), setKey(dependency));
      // A replaced dependency that stands first goes only after its dependents have moved over.
      if (first.has(dependency)) before(destroyKey(dependency), setKey(address));
    }
    if (!destroyed.has(address) || !set.has(address)) continue;
    if (first.has(address)) before(destroyKey(address), setKey(address));
    else before(setKey(address), destroyKey(address));
  }
  for (const [address, { dependencies }] of plan.world) {
    for (const dependency of dependencies.filter((each) => destroyed.has(each))) {
      if (destroyed.has(address)) before(destroyKey(dependency), destroyKey(address));
      else if (set.has(address)) soft.push([destroyKey(dependency), setKey(address)]);
    }
  }
  return withSoftEdges(hard, soft);
}

/** Dependencies that have a step; through those that have none, to the ones behind them. */
function reachable(dependencies: readonly string[], plan: Plan, set: ReadonlySet<string>): ReadonlySet<string> {
  const byAddress = new Map(plan.stack.resources.map((resource) => [resource.address, resource.dependencies]));
  const result = new Set<string>();
  const seen = new Set<string>();
  const visit = (address: string): void => {
    if (seen.has(address)) return;
    seen.add(address);
    if (set.has(address)) result.add(address);
    else for (const behind of byAddress.get(address) ?? []) visit(behind);
  };
  for (const dependency of dependencies) visit(dependency);
  return result;
}
