// Carries a plan out: in the order of the graph, the state saved after every single resource, what is downstream of a failure skipped.

import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.js';
import { errorWords } from './aws-errors.js';
import type { ApplyClock, AwsClients } from './clients.js';
import type { Action } from './compare.js';
import { evaluate, type Scope } from './evaluate.js';
import { applyJobs, type Step } from './jobs.js';
import type { Plan } from './plan.js';
import type { Catalogue } from './resource-type.js';
import { INTERRUPTION, type Outcome, runJobs, type SchedulerEvents } from './scheduler.js';
import { runStep, type StepContext } from './step.js';
import type { StateStore } from './store.js';
import { holdsUnknown, type ValueMap } from './value.js';

interface ProgressBase {
  readonly address: string;
  /** `destroy` is the removal half of a replacement or a deletion. */
  readonly action: Action | 'destroy';
  /** Since the apply began, in the time of the target. */
  readonly elapsedSeconds: number;
}

export type Progress =
  | (ProgressBase & { readonly type: 'started' })
  | (ProgressBase & { readonly type: 'waiting'; readonly describe: string })
  | (ProgressBase & { readonly type: 'finished'; readonly durationSeconds: number })
  | (ProgressBase & { readonly type: 'failed'; readonly durationSeconds: number; readonly message: string })
  | (ProgressBase & { readonly type: 'skipped'; readonly because: string });

export interface Failure {
  readonly address: string;
  readonly action: Action | 'destroy';
  /** AWS's code and words. */
  readonly message: string;
}

export interface Skip {
  readonly address: string;
  readonly action: Action | 'destroy';
  /** The address whose failure stood in the way, or `interruption`. */
  readonly because: string;
}

export interface ApplyResult {
  readonly done: readonly { readonly address: string; readonly action: Action | 'destroy' }[];
  readonly failed: readonly Failure[];
  readonly skipped: readonly Skip[];
  readonly outputs: ValueMap;
  readonly elapsedSeconds: number;
}

export interface ApplyRequest {
  readonly plan: Plan;
  readonly store: StateStore;
  readonly clients: AwsClients;
  readonly clock: ApplyClock;
  readonly catalogue: Catalogue;
  readonly onProgress?: (progress: Progress) => void;
  /** Once aborted, nothing more is begun; what is under way is waited for and saved. The rest is skipped. */
  readonly signal?: AbortSignal;
}

/** Never throws for a failing resource: that is in the result. Throws LabError PLAN_STALE when the state is not the plan's. */
export async function applyPlan(request: ApplyRequest): Promise<ApplyResult> {
  const { plan, store, clock } = request;
  if (store.current.serial !== plan.state.serial || store.current.lineage !== plan.state.lineage) {
    throw new LabError('PLAN_STALE', 'The stack has changed since this plan was made; nothing was done.', {
      suggestions: ['Make a new plan: ha-lab plan'],
    });
  }
  adoptWorld(plan, store);
  const context: StepContext = { ...request, scope: initialScope(plan), serial: plan.state.serial };
  const steps = new Map(applyJobs(plan).map((step) => [step.key, step]));
  const jobs = [...steps.values()].map((step) => ({
    key: step.key,
    after: step.after,
    run: (waiter: Parameters<typeof runStep>[1]) => runStep(step, waiter, context),
  }));
  const startedAt = await clock.now();
  const outcomes = await runJobs(jobs, clock, reporter(steps, startedAt, request.onProgress), request.signal);
  const outputs = settleOutputs(plan, store, context.scope);
  return { ...summary(outcomes, steps), outputs, elapsedSeconds: ((await clock.now()) - startedAt) / 1_000 };
}

/** What the refresh saw becomes the state: vanished objects leave it, drifted ones are known as they are; so do new dependencies. */
function adoptWorld(plan: Plan, store: StateStore): void {
  const dependencies = new Map(plan.stack.resources.map((resource) => [resource.address, resource.dependencies]));
  const resources = Object.fromEntries(
    [...plan.world].map(([address, known]) => {
      const unchanged = plan.changes.some((change) => change.address === address && change.action === 'no-op');
      return [address, unchanged ? { ...known, dependencies: dependencies.get(address) ?? [] } : known];
    }),
  );
  if (isDeepStrictEqual(resources, plan.state.resources)) return;
  store.change((state) => ({ ...state, serial: state.serial + 1, resources }));
}

function initialScope(plan: Plan): Map<string, ValueMap> {
  const scope = new Map(plan.dataSources);
  for (const { address, action } of plan.changes) {
    const known = plan.world.get(address);
    if (known !== undefined && action === 'no-op') scope.set(address, { ...known.attributes, id: known.id });
  }
  return scope;
}

/** Outputs whose sources are all there; the others keep what they were. A destroyed stack has none. */
function settleOutputs(plan: Plan, store: StateStore, scope: Scope): ValueMap {
  const before = store.current.outputs;
  const outputs: Record<string, ValueMap[string]> = {};
  for (const [name, expression] of plan.kind === 'destroy' ? [] : Object.entries(plan.stack.outputs)) {
    const now = evaluate(expression, scope);
    const value = holdsUnknown(now) ? before[name] : now;
    if (value !== undefined) outputs[name] = value;
  }
  if (JSON.stringify(outputs) !== JSON.stringify(before)) {
    store.change((state) => ({ ...state, serial: state.serial + 1, outputs }));
  }
  return outputs;
}

function reporter(
  steps: ReadonlyMap<string, Step>,
  startedAt: number,
  tell: ApplyRequest['onProgress'],
): SchedulerEvents {
  const begun = new Map<string, number>();
  let now = startedAt;
  const base = (key: string): ProgressBase => {
    const step = steps.get(key);
    return {
      address: step?.address ?? key,
      action: step?.shownAs ?? 'no-op',
      elapsedSeconds: (now - startedAt) / 1_000,
    };
  };
  return {
    started(key, atMs) {
      now = atMs;
      begun.set(key, atMs);
      tell?.({ ...base(key), type: 'started' });
    },
    waiting: (key, describe) => tell?.({ ...base(key), type: 'waiting', describe }),
    settled({ key, result }, atMs) {
      now = atMs;
      const durationSeconds = (atMs - (begun.get(key) ?? atMs)) / 1_000;
      if (result.kind === 'succeeded') tell?.({ ...base(key), type: 'finished', durationSeconds });
      else if (result.kind === 'failed')
        tell?.({ ...base(key), type: 'failed', durationSeconds, message: errorWords(result.error) });
      else tell?.({ ...base(key), type: 'skipped', because: addressOf(result.because, steps) });
    },
  };
}

function summary(
  outcomes: readonly Outcome[],
  steps: ReadonlyMap<string, Step>,
): Pick<ApplyResult, 'done' | 'failed' | 'skipped'> {
  const result = {
    done: [] as { address: string; action: Action | 'destroy' }[],
    failed: [] as Failure[],
    skipped: [] as Skip[],
  };
  for (const { key, result: end } of outcomes) {
    const step = steps.get(key);
    if (step === undefined) continue;
    const base = { address: step.address, action: step.shownAs };
    if (end.kind === 'succeeded') result.done.push(base);
    else if (end.kind === 'failed') result.failed.push({ ...base, message: errorWords(end.error) });
    else result.skipped.push({ ...base, because: addressOf(end.because, steps) });
  }
  return result;
}

function addressOf(key: string, steps: ReadonlyMap<string, Step>): string {
  return key === INTERRUPTION ? key : (steps.get(key)?.address ?? key);
}
