// One step of an apply on one resource: the calls of its type, and what the state says before and after.

import type { AwsClients } from './clients.js';
import { compare } from './compare.js';
import { decided, mergeTags, propose } from './difference.js';
import { evaluateBody } from './evaluate.js';
import type { Step } from './jobs.js';
import { makeOperation } from './operation.js';
import type { Plan } from './plan.js';
import { readAttributes } from './refresh.js';
import type { Catalogue, Operation, ResourceType, TagChange } from './resource-type.js';
import type { Waiter } from './scheduler.js';
import type { StackResource } from './stack.js';
import { type ResourceState, withDeposed, withoutDeposed, withResource } from './state.js';
import type { StateStore } from './store.js';
import { isMap, type Value, type ValueMap } from './value.js';

export interface StepContext {
  readonly plan: Plan;
  readonly store: StateStore;
  readonly clients: AwsClients;
  readonly catalogue: Catalogue;
  /** What is known so far; grows with every step. */
  readonly scope: Map<string, ValueMap>;
  /** The plan's serial: idempotency tokens hang on it. */
  readonly serial: number;
}

/** Rejects with what AWS answered. */
export async function runStep(step: Step, waiter: Waiter, context: StepContext): Promise<void> {
  const { store, clients, serial } = context;
  const names = { id: '' };
  const operation = makeOperation({
    address: step.address,
    renamed: (id) => {
      names.id = id;
    },
    clients,
    state: { ...store.current, serial },
    startedAt: waiter.startedAt,
    until: (check, options) => waiter.until(check, options),
  });
  if (step.kind === 'destroy') return destroy(step, operation, context);
  const resource = context.plan.stack.resources.find(({ address }) => address === step.address);
  if (resource === undefined) return;
  if (resource.mode === 'data') return readDataSource(resource, operation, context);
  if (step.change?.action === 'update') return update(resource, operation, names, context);
  return create(resource, step, operation, context);
}

async function readDataSource(
  resource: StackResource,
  operation: Operation,
  { catalogue, scope }: StepContext,
): Promise<void> {
  const source = catalogue.dataSources[resource.type];
  if (source === undefined) return;
  const config = propose(source.schema, evaluateBody(resource.body, source.schema, scope), undefined);
  scope.set(resource.address, await source.read(operation, decided(source.schema, config)));
}

async function create(resource: StackResource, step: Step, operation: Operation, context: StepContext): Promise<void> {
  const { store, scope } = context;
  const { address, dependencies } = resource;
  const type = typeOf(resource.type, context);
  const planned = knownPlan(resource, type, step, context);
  const id = await type.create(operation, planned);
  const object: ResourceState = { type: type.type, id, attributes: planned, dependencies };
  store.change((state) => {
    const cleared = step.deposes ? withDeposed(state, address) : state;
    return withResource(cleared, address, { ...object, tainted: true });
  });
  await type.settle?.(operation, id, planned);
  const attributes = await mustRead(operation, type, id, planned);
  store.change((state) => withResource(state, address, { ...object, attributes }));
  scope.set(address, { ...attributes, id });
}

/** The planned values with everything known that can be; what AWS decides is null. */
function knownPlan(resource: StackResource, type: ResourceType, step: Step, { scope, plan }: StepContext): ValueMap {
  const config = evaluateBody(resource.body, type.schema, scope);
  const ignored = resource.ignoreChanges === 'all' ? Object.keys(type.schema) : resource.ignoreChanges;
  const kept = ignored.flatMap((name) =>
    step.change?.before?.[name] == null ? [] : [[name, step.change.before[name]] as const],
  );
  const proposed = propose(type.schema, { ...config, ...Object.fromEntries(kept) }, undefined);
  const tagged: ValueMap =
    type.schema.tags_all === undefined
      ? proposed
      : { ...proposed, tags_all: mergeTags(plan.stack.defaultTags, proposed.tags) };
  return decided(type.schema, tagged);
}

async function update(
  resource: StackResource,
  operation: Operation,
  names: { readonly id: string },
  context: StepContext,
): Promise<void> {
  const { store, scope, plan } = context;
  const { address, dependencies } = resource;
  const type = typeOf(resource.type, context);
  const prior = store.current.resources[address];
  if (prior === undefined) throw new Error(`${address} is not in the state`);
  const change = compare(resource, type, prior, { scope, defaultTags: plan.stack.defaultTags });
  const after = decided(type.schema, change.after ?? {});
  const changed = new Set(change.changed);
  let id = prior.id;
  if ([...changed].some((name) => name !== 'tags' && name !== 'tags_all')) {
    await type.update?.(operation, id, { before: prior.attributes, after, changed });
    if (names.id !== '') id = names.id;
  }
  if (changed.has('tags_all'))
    await type.retag?.(operation, id, tagChange(prior.attributes.tags_all, after.tags_all), after);
  const attributes = await mustRead(operation, type, id, after);
  store.change((state) => withResource(state, address, { type: type.type, id, attributes, dependencies }));
  scope.set(address, { ...attributes, id });
}

function tagChange(before: Value | undefined, after: Value | undefined): TagChange {
  const olds = isMap(before) ? before : {};
  const news = (isMap(after) ? after : {}) as Readonly<Record<string, string>>;
  const put = Object.entries(news).filter(([key, value]) => olds[key] !== value);
  return { put: Object.fromEntries(put), remove: Object.keys(olds).filter((key) => news[key] === undefined) };
}

async function destroy(step: Step, operation: Operation, context: StepContext): Promise<void> {
  const { store } = context;
  const { object, address } = step;
  if (object === undefined) return;
  const type = typeOf(object.type, context);
  await type.remove(operation, object.id, object.attributes);
  const deposed = store.current.deposed[address]?.some(({ id }) => id === object.id) ?? false;
  store.change((state) =>
    deposed ? withoutDeposed(state, address, object.id) : withResource(state, address, undefined),
  );
}

function typeOf(name: string, { catalogue }: StepContext): ResourceType {
  const type = catalogue.resources[name];
  if (type === undefined) throw new Error(`no such resource type: ${name}`);
  return type;
}

async function mustRead(operation: Operation, type: ResourceType, id: string, known: ValueMap): Promise<ValueMap> {
  const attributes = await readAttributes(operation, type, id, known);
  if (attributes === undefined) throw new Error(`${operation.address}: ${id} was made but cannot be found`);
  return attributes;
}
