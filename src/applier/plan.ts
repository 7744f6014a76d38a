// The plan: what an apply would do, as data. Made from the stack, the state and a look at the world; changes nothing.

import { LabError } from '../errors.js';
import { checkStack } from './check.js';
import type { AwsClients } from './clients.js';
import { compare, type PlannedChange, unchanged } from './compare.js';
import { decided, propose } from './difference.js';
import { evaluate, evaluateBody } from './evaluate.js';
import { inOrder } from './graph.js';
import { readingOperation } from './operation.js';
import { type Problem, problemsError } from './problem.js';
import { type Drift, refresh } from './refresh.js';
import type { Catalogue } from './resource-type.js';
import { readStack, type Stack, type StackResource } from './stack.js';
import type { ResourceState, State } from './state.js';
import { holdsUnknown, UNKNOWN, type Value, type ValueMap } from './value.js';

export interface OutputChange {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
}

export interface Plan {
  readonly kind: 'apply' | 'destroy';
  readonly stackName: string;
  readonly state: State;
  readonly stack: Stack;
  /** In the order in which an apply would take them; deletions last, in reverse order. */
  readonly changes: readonly PlannedChange[];
  readonly drift: readonly Drift[];
  readonly outputs: readonly OutputChange[];
  /** Objects as the refresh found them. */
  readonly world: ReadonlyMap<string, ResourceState>;
  /** Data sources that could be read already. */
  readonly dataSources: ReadonlyMap<string, ValueMap>;
}

export interface PlanRequest {
  /** The parsed `cdk.tf.json`; `{}` plans the removal of everything. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For messages: "generated/demo/cdktf.out/stacks/demo/cdk.tf.json". */
  readonly source: string;
  readonly state: State;
  readonly clients: AwsClients;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
  readonly destroy?: boolean;
}

/** Throws LabError UNSUPPORTED_… or INVALID_STACK with every problem at once; SDK errors pass through. */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const stack = understand(request);
  await requireRegion(stack, request);
  const { resources: world, drift } = await refresh(request.state, {
    clients: request.clients,
    types: request.catalogue.resources,
    nowMs: request.nowMs,
  });
  const planner: Planner = { request, stack, world, scope: new Map(), dataSources: new Map(), changes: [] };
  if (request.destroy !== true) for (const resource of inOrder(stack.resources)) await planOne(resource, planner);
  planDeletions(planner);
  protect(planner);
  return {
    kind: request.destroy === true ? 'destroy' : 'apply',
    stackName: request.state.stack,
    state: request.state,
    stack,
    changes: planner.changes,
    drift,
    outputs: planOutputs(planner),
    world,
    dataSources: planner.dataSources,
  };
}

function understand({ json, source, catalogue, state }: PlanRequest): Stack {
  const problems: Problem[] = [];
  const stack = readStack(json, problems);
  problems.push(...checkStack(stack, catalogue));
  for (const [address, { type }] of Object.entries(state.resources)) {
    if (catalogue.resources[type] !== undefined) continue;
    problems.push({
      code: 'UNSUPPORTED_RESOURCE',
      place: address,
      message: `the state holds the resource type ${type}, which is not known`,
    });
  }
  if (problems.length > 0) throw problemsError(problems, source);
  return stack;
}

/** The clients were made for one region; a stack for another must not land there. */
async function requireRegion(stack: Stack, { clients, source }: PlanRequest): Promise<void> {
  const region = await clients.ec2.config.region();
  if (stack.region === undefined || stack.region === region) return;
  throw new LabError('INVALID_STACK', `${source} is for region ${stack.region}, but this lab speaks to ${region}.`, {
    suggestions: [`Set "region" in ha-lab.json to ${region}, or run the command for region ${stack.region}.`],
    ref: 'provider.aws.region',
    exitCode: 2,
  });
}

interface Planner {
  readonly request: PlanRequest;
  readonly stack: Stack;
  readonly world: ReadonlyMap<string, ResourceState>;
  readonly scope: Map<string, ValueMap>;
  readonly dataSources: Map<string, ValueMap>;
  readonly changes: PlannedChange[];
}

async function planOne(resource: StackResource, planner: Planner): Promise<void> {
  if (resource.mode === 'data') return planDataSource(resource, planner);
  const type = planner.request.catalogue.resources[resource.type];
  if (type === undefined) return;
  const prior = planner.world.get(resource.address);
  const change = compare(resource, type, prior, { scope: planner.scope, defaultTags: planner.stack.defaultTags });
  planner.changes.push(change);
  const isNew = change.action === 'create' || change.action === 'replace';
  planner.scope.set(resource.address, { ...change.after, id: isNew ? UNKNOWN : (prior?.id ?? UNKNOWN) });
}

async function planDataSource(resource: StackResource, planner: Planner): Promise<void> {
  const { clients, catalogue, state, nowMs } = planner.request;
  const source = catalogue.dataSources[resource.type];
  if (source === undefined) return;
  const config = propose(source.schema, evaluateBody(resource.body, source.schema, planner.scope), undefined);
  const configured = Object.keys(resource.body).some((name) => holdsUnknown(config[name]));
  const waits = resource.dependencies.some((address) =>
    planner.changes.some((change) => change.address === address && change.action !== 'no-op'),
  );
  if (configured || waits) {
    planner.changes.push(unchanged(resource, 'read', undefined, config));
    return;
  }
  const known = await source.read(
    readingOperation(resource.address, clients, state, nowMs),
    decided(source.schema, config),
  );
  planner.scope.set(resource.address, known);
  planner.dataSources.set(resource.address, known);
}

/** What is in the world but no longer in the stack, dependents first. */
function planDeletions({ request, world, stack, changes }: Planner): void {
  const wanted = new Set(request.destroy === true ? [] : stack.resources.map(({ address }) => address));
  const orphans = [...world].flatMap(([address, known]) => (wanted.has(address) ? [] : [{ address, ...known }]));
  for (const { address, type, attributes } of [...inOrder(orphans)].reverse()) {
    changes.push({
      address,
      type,
      action: 'delete',
      before: attributes,
      after: undefined,
      changed: [],
      changes: [],
      replacedBy: [],
      createBeforeDestroy: false,
    });
  }
}

function protect({ stack, changes, request }: Planner): void {
  const protectedOnes = new Set(
    stack.resources.filter(({ preventDestroy }) => preventDestroy).map(({ address }) => address),
  );
  const hit = changes.filter(
    ({ address, action }) => protectedOnes.has(address) && (action === 'delete' || action === 'replace'),
  );
  if (hit.length === 0) return;
  const names = hit.map(({ address }) => address).join(', ');
  throw new LabError(
    'INVALID_STACK',
    `${request.source} forbids the removal of ${names} (lifecycle.prevent_destroy), but the plan needs it.`,
    {
      suggestions: ['Remove prevent_destroy from the project, or undo the change that asks for the removal.'],
      ref: hit[0]?.address ?? request.source,
      exitCode: 2,
    },
  );
}

function planOutputs({ stack, scope, request }: Planner): readonly OutputChange[] {
  const before = request.state.outputs;
  const after =
    request.destroy === true
      ? {}
      : Object.fromEntries(Object.entries(stack.outputs).map(([name, output]) => [name, evaluate(output, scope)]));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name): OutputChange[] => {
    const old: Value = before[name] ?? null;
    const next: Value = (after as ValueMap)[name] ?? null;
    return next !== UNKNOWN && JSON.stringify(old) === JSON.stringify(next) ? [] : [{ name, before: old, after: next }];
  });
}
