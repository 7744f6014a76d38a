// A sandbox that lives only in this process: for lessons run unattended, for proofs and for tests. No files, no lock, no socket.

import { LabError } from '../errors.js';
import {
  type BirthCertificate,
  handlerOf,
  localControl,
  PaceDial,
  pipelineOf,
  Sandbox,
  shortRoadOf,
} from '../sandbox/index.js';
import { sandboxClients } from './clients.js';
import {
  applyDeploy,
  type Deployment,
  deployedOutputs,
  memoryState,
  planDeploy,
  type StatePlace,
  type Synthesiser,
  waitUntilHealthy,
  withState,
} from './deploy.js';
import type { Lab, StackOutputs } from './lab.js';
import type { OpenSandbox } from './open-sandbox.js';
import { type Pass, sandboxClock, sandboxLab } from './sandbox-lab.js';

export interface InMemoryOptions {
  readonly synthesise?: Synthesiser | undefined;
  readonly road?: 'short' | 'wire';
}

export interface InMemoryLab {
  readonly sandbox: Sandbox;
  readonly open: OpenSandbox;
  readonly deployment: Deployment;
  readonly lab: Lab;
  /** Another one that goes on from here, with the same stack; nothing done to one is seen by the other. */
  fork(pass?: Pass): InMemoryLab;
}

/** @param road `wire`: every call is encoded and decoded as for anybody else's client; the answers are the same */
export function openInMemory(sandbox: Sandbox, road: 'short' | 'wire' = 'short'): OpenSandbox {
  return {
    reach:
      road === 'short'
        ? { kind: 'short', road: shortRoadOf(sandbox) }
        : { kind: 'in-process', requestHandler: handlerOf(pipelineOf(sandbox)) },
    control: localControl(sandbox, new PaceDial(), () => {}),
    region: sandbox.region,
    close: async () => {},
  };
}

/** Deploys the project on a new sandbox of the seed and waits until it is healthy. Throws DEPLOY_FAILED. @param config in place of its ha-lab.json */
export async function deployInMemory(
  project: string,
  birth: Partial<BirthCertificate>,
  config?: unknown,
  { synthesise, road }: InMemoryOptions = {},
): Promise<InMemoryLab> {
  const sandbox = Sandbox.born(birth);
  const open = openInMemory(sandbox, road);
  const deployment: Deployment = {
    project,
    clients: sandboxClients(open.region, open.reach),
    clock: sandboxClock(open.control),
    state: memoryState(),
    ...(synthesise === undefined ? {} : { synthesise }),
  };
  await redeploy(deployment, config);
  return around(sandbox, open, deployment);
}

/** Brings what is deployed to what the configuration says, and waits until it is healthy. Throws DEPLOY_FAILED. */
export async function redeploy(deployment: Deployment, config?: unknown): Promise<void> {
  if (deployment.terraform === undefined) await reapply(deployment, config);
  else {
    const { failure } = await deployment.terraform.apply({}, config);
    if (failure !== undefined) throw failure;
  }
  await waitUntilHealthy(deployment, deployedOutputs(deployment));
}

async function reapply(deployment: Deployment, config: unknown): Promise<void> {
  const { failed } = await applyDeploy(deployment, await planDeploy(deployment, config));
  const [failure] = failed;
  if (failure === undefined) return;
  throw new LabError('DEPLOY_FAILED', `${failure.address}: ${failure.message}`, {
    suggestions: ['ha-lab deploy   shows every step'],
    exitCode: 2,
  });
}

interface Around {
  readonly pass?: Pass | undefined;
  /** The stack's names when it stood last: a fork may be made of one that is gone. */
  readonly stood?: StackOutputs;
}

function around(
  sandbox: Sandbox,
  open: OpenSandbox,
  deployment: Deployment,
  { pass, stood }: Around = {},
): InMemoryLab {
  const stands = deployment.state.load()?.outputs.asg_name !== undefined;
  const outputs = stands || stood === undefined ? deployedOutputs(deployment) : stood;
  return {
    sandbox,
    open,
    deployment,
    lab: withState(sandboxLab(open, outputs, pass), deployment),
    fork: (forkPass) => {
      const forked = sandbox.fork();
      const forkedOpen = openInMemory(forked, open.reach.kind === 'short' ? 'short' : 'wire');
      const clients = sandboxClients(forkedOpen.region, forkedOpen.reach);
      const clock = sandboxClock(forkedOpen.control, forkPass);
      const copy = { ...deployment, clients, clock, state: copyOf(deployment.state) };
      return around(forked, forkedOpen, copy, { pass: forkPass, stood: outputs });
    },
  };
}

function copyOf(place: StatePlace): StatePlace {
  const copy = memoryState();
  const state = place.load();
  if (state !== undefined) copy.save(state);
  return copy;
}
