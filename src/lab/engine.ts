// Who builds a project: our applier, or Terraform. The disk says who built what stands; two on one stack would each undo the other's work.

import { basename, relative } from 'node:path';
import { LabError } from '../errors.js';
import { type Deployment, deploymentOf } from './deploy.js';
import { driveClock } from './drive.js';
import { loopbackEndpoint } from './endpoint.js';
import type { OpenSandbox } from './open-sandbox.js';
import type { Place } from './place.js';
import { builtBy, type EngineName, type Target } from './state-file.js';
import { terraformEngine } from './terraform-engine.js';
import type { Workbook } from './workbook.js';

/** @param wanted what the learner says; absent: who built it, and the applier for something new. Throws REFUSED. */
export function engineFor(
  workbook: Workbook,
  project: string,
  target: Target,
  wanted: EngineName | undefined,
): EngineName {
  if (target === 'aws') {
    if (wanted === 'applier') throw onlyTerraform();
    return 'terraform';
  }
  const built = builtBy(workbook, project);
  if (built !== undefined && wanted !== undefined && built !== wanted) throw mixed(project, built, wanted);
  return built ?? wanted ?? 'applier';
}

export interface DeploymentRequest {
  readonly workbook: Workbook;
  readonly project: string;
  readonly place: Place;
  /** Present on the sandbox. */
  readonly open?: OpenSandbox;
  readonly engine: EngineName;
}

/** The deployment of a project at a place, by the engine that was chosen. */
export function deploymentFor({ workbook, project, place, open, engine }: DeploymentRequest): Deployment {
  const deployment = deploymentOf(workbook, project, place.clients, place.clock);
  if (engine === 'applier') return deployment;
  const endpoint = open === undefined ? loopbackEndpoint() : endpointOf(open);
  const options = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(open === undefined ? {} : { drive: (): (() => Promise<void>) => driveClock(open.control) }),
  };
  return { ...deployment, terraform: terraformEngine({ workbook, project, target: place.target, ...options }) };
}

function endpointOf({ held, reach }: OpenSandbox): string {
  if (held !== undefined) return held.endpoint.url;
  return reach.kind === 'endpoint' ? reach.url : '';
}

function onlyTerraform(): LabError {
  return new LabError('REFUSED', 'The applier builds on the sandbox only; an account is built by Terraform.', {
    suggestions: ['leave --engine out', 'or leave --target aws out'],
    exitCode: 2,
  });
}

function mixed(project: string, built: EngineName, wanted: EngineName): LabError {
  const by = { applier: 'the applier', terraform: 'Terraform' } as const;
  const folder = relative(process.cwd(), project) || '.';
  return new LabError(
    'REFUSED',
    `${basename(project)} was built by ${by[built]}, which keeps its memory; ${by[wanted]} would know nothing of it and build it twice.`,
    {
      suggestions: [
        `Go on with ${by[built]}: leave --engine out`,
        `Or begin anew: ha-lab destroy --project ${folder}, then ha-lab deploy --project ${folder} --engine ${wanted}`,
      ],
      exitCode: 2,
    },
  );
}
