// Deploying: synthesise the project, plan against the world, apply, and wait for what Terraform does not: healthy targets.

import { basename, relative } from 'node:path';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type ApplyResult,
  applyPlan,
  CATALOGUE,
  creationRecorder,
  loadState,
  makePlan,
  newState,
  type Plan,
  type Progress,
  type State,
  type StateStore,
  saveState,
  stateStore,
  synthesise,
} from '../applier/index.js';
import { LabError } from '../errors.js';
import type { AwsClients } from './clients.js';
import { type LabClock, until } from './clock.js';
import type { Lab, StackOutputs } from './lab.js';
import { remember } from './memory.js';
import { observeGroup } from './observe/group.js';
import { stateFile } from './state-file.js';
import type { Standing, TerraformEngine } from './terraform-engine.js';
import type { Workbook } from './workbook.js';

/** Where the applier's memory of a stack is kept. */
export interface StatePlace {
  /** For messages. */
  readonly name: string;
  load(): State | undefined;
  save(state: State): void;
}

/** One project on one target: where its state lies, and whom to speak to. */
export interface Deployment {
  /** Folder of the project. */
  readonly project: string;
  readonly clients: AwsClients;
  readonly clock: LabClock;
  readonly state: StatePlace;
  /** In place of `synthesise`: one that remembers, where the same project is deployed many times. */
  readonly synthesise?: Synthesiser;
  /** Present: Terraform builds this stack, and `state` is not used. */
  readonly terraform?: TerraformEngine;
}

export type Synthesiser = typeof synthesise;

export function deploymentOf(workbook: Workbook, project: string, clients: AwsClients, clock: LabClock): Deployment {
  const file = stateFile(workbook, project);
  const save = (next: State): void => {
    saveState(file, next);
    remember(workbook.ours, relative(workbook.ours, file));
  };
  const state = { name: file, load: () => loadState(file), save };
  return { project, clients, clock, state };
}

/** A state that lives as long as its sandbox: in memory. */
export function memoryState(): StatePlace {
  let kept: State | undefined;
  return {
    name: 'memory',
    load: () => kept,
    save: (next) => {
      kept = next;
    },
  };
}

export interface PlannedDeploy {
  readonly plan: Plan;
  readonly store: StateStore;
}

/** @param config contents to use in place of the project's ha-lab.json: a lesson's overlay. */
export async function planDeploy(deployment: Deployment, config?: unknown): Promise<PlannedDeploy> {
  const made = (deployment.synthesise ?? synthesise)(deployment.project, config === undefined ? {} : { config });
  const { stackName, file, json } = await made;
  return planJson(deployment, json, file, stackName);
}

/** The removal of everything, from the state alone: it works when the project no longer compiles. */
export async function planDestroy(deployment: Deployment): Promise<PlannedDeploy> {
  return planJson(deployment, {}, deployment.state.name, basename(deployment.project));
}

async function planJson(
  { clients, clock, state: place }: Deployment,
  json: Readonly<Record<string, unknown>>,
  source: string,
  stackName: string,
): Promise<PlannedDeploy> {
  const nowMs = await clock.now();
  const state = place.load() ?? newState(stackName, nowMs);
  const destroy = Object.keys(json).length === 0;
  const plan = await makePlan({ json, source, state, clients, catalogue: CATALOGUE, nowMs, destroy });
  return { plan, store: stateStore(state, (next) => place.save(next)) };
}

/** @param signal once aborted, nothing more is begun; what is under way is finished and saved. */
export async function applyDeploy(
  { clients, clock }: Deployment,
  { plan, store }: PlannedDeploy,
  onProgress: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<ApplyResult> {
  const stop = signal === undefined ? {} : { signal };
  const recorder = creationRecorder(plan);
  const heard = (progress: Progress): void => {
    recorder?.hear(progress);
    onProgress(progress);
  };
  const result = await applyPlan({ plan, store, clients, clock, catalogue: CATALOGUE, onProgress: heard, ...stop });
  if (recorder !== undefined) {
    const creation = recorder.end(result.elapsedSeconds, await clock.now());
    store.change((state) => ({ ...state, serial: state.serial + 1, creation }));
  }
  return result;
}

/** Every registered target healthy, and as many as desired; Terraform is content long before. Answers how many seconds it took. */
export async function waitUntilHealthy(
  { clients, clock, state: place }: Deployment,
  outputs: StackOutputs,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const startedAt = await clock.now();
  const { group } = await observeGroup(clients, outputs.autoScalingGroupName);
  const { desiredCapacity } = group;
  const allHealthy = async (): Promise<boolean> => {
    const answer = await clients.elbv2.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: outputs.targetGroupArn }),
    );
    const states = (answer.TargetHealthDescriptions ?? []).map((target) => target.TargetHealth?.State);
    return states.length >= desiredCapacity && states.every((state) => state === 'healthy');
  };
  let came = false;
  const cameOrStopped = async (): Promise<boolean> => {
    came = await allHealthy();
    return came || signal?.aborted === true;
  };
  await until(clock, cameOrStopped, {
    timeoutSeconds: HEALTHY_TIMEOUT_SECONDS,
    describe: `${desiredCapacity} healthy targets`,
  });
  if (!came) return undefined;
  const seconds = ((await clock.now()) - startedAt) / 1_000;
  rememberFirstHealth(place, startedAt, seconds);
  return seconds;
}

/** Only of a wait that began when the creation ended: a later one tells nothing of it. */
function rememberFirstHealth(place: StatePlace, startedAt: number, healthyAfter: number): void {
  const state = place.load();
  const creation = state?.creation;
  if (state === undefined || creation === undefined || creation.healthyAfter !== undefined) return;
  if (creation.endedAt !== startedAt) return;
  place.save({ ...state, serial: state.serial + 1, creation: { ...creation, healthyAfter } });
}

const HEALTHY_TIMEOUT_SECONDS = 20 * 60;

type Built = Pick<Deployment, 'project' | 'state' | 'terraform'>;

function standingOf({ state: place, terraform }: Built): Standing | undefined {
  if (terraform !== undefined) return terraform.standing();
  const state = place.load();
  if (state === undefined) return undefined;
  const ids = Object.values(state.resources).map(({ id }) => id);
  return { ...state, resources: Object.keys(state.resources), ids };
}

/** The outputs of what stands. Throws NOT_DEPLOYED when nothing does. */
export function deployedOutputs(built: Built): StackOutputs {
  const { project } = built;
  const state = standingOf(built);
  const text = (name: string): string => {
    const value = state?.outputs[name];
    return typeof value === 'string' ? value : '';
  };
  if (state === undefined || text('asg_name') === '') throw notDeployed(project, state?.resources.length ?? 0);
  return {
    project: state.stack,
    region: regionOf(text('target_group_arn')),
    url: text('url'),
    loadBalancerDnsName: text('alb_dns_name'),
    targetGroupArn: text('target_group_arn'),
    autoScalingGroupName: text('asg_name'),
    alarmNames: Object.keys(state.outputs)
      .filter((name) => name.endsWith('_alarm'))
      .map(text),
    vpcId: text('vpc_id'),
  };
}

/** The lab with the ids of what stands in the state, asked anew each time: a drill reaches no further. */
export function withState(lab: Lab, { state, terraform }: Built): Lab {
  const ids = (): readonly string[] =>
    terraform === undefined
      ? Object.values(state.load()?.resources ?? {}).map(({ id }) => id)
      : (terraform.standing()?.ids ?? []);
  return { ...lab, stands: () => new Set(ids()) };
}

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

/** @param standing resources that an unfinished deploy left. */
function notDeployed(project: string, standing: number): LabError {
  const name = basename(project);
  const message =
    standing === 0
      ? `${name} is not deployed yet.`
      : `${name} is deployed in part: ${standing} resources stand, the group is not among them.`;
  return new LabError('NOT_DEPLOYED', message, {
    suggestions: [`ha-lab deploy --project ${relative(process.cwd(), project) || '.'}`],
    exitCode: 2,
  });
}
