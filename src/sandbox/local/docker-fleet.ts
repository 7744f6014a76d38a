// Containers of a Docker engine behind the sandbox's applications: what `--fleet docker` means.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Sandbox } from '../sandbox.js';
import { ContainerRunner } from './containers/container-runner.js';
import { type Engine, findEngine, reasonOf } from './containers/engine.js';
import { sampleImage } from './containers/image.js';
import { isLeftOver, LABELS, ownerText } from './containers/labels.js';
import { Networks, type VpcRange } from './containers/networks.js';
import { sweep } from './containers/sweep.js';
import { Watchdog } from './containers/watch.js';
import { type RealFleet, type RealFleetSettings, startRealFleet } from './real-fleet.js';

export interface DockerFleetSettings extends RealFleetSettings {
  /** Folder of the workbook: what is made carries its name. */
  readonly workbook: string;
  /** Image to build the sample's on; absent: the one that its Dockerfile names. */
  readonly baseImage?: string;
}

/** Puts containers behind the sandbox's applications. Throws ENVIRONMENT when this computer lacks what they need. */
export async function startDockerFleet(sandbox: Sandbox, settings: DockerFleetSettings): Promise<RealFleet> {
  const { say, workbook, folder } = settings;
  const engine = await findEngine();
  await clearLeftOvers(engine, workbook, say);
  const image = await sampleImage(engine.docker, settings.baseImage, say);
  const token = randomBytes(3).toString('hex');
  const owner = ownerText({ host: hostname(), pid: process.pid, token });
  const labels = { [LABELS.workbook]: workbook, [LABELS.owner]: owner };
  const { cpus, remote, docker, connection } = engine;
  const networks = new Networks(engine, labels, token);
  const watchdog = new Watchdog({ connection, owner });
  const removeAll = async (): Promise<void> => {
    // An engine that has died cannot be asked, and is no reason not to end.
    await sweep(docker, (carried) => carried[LABELS.owner] === owner).catch((error: unknown) =>
      say(`Containers may be left (${reasonOf(error)}); the next serve --fleet docker removes them.`),
    );
    await watchdog.release();
  };
  try {
    // A range that is taken is known before anything else begins.
    for (const vpc of vpcsWithInstances(sandbox)) await networks.of(vpc);
    const around = { image, labels, token, cpus, published: remote };
    const vpcOf = (instanceId: string): VpcRange | undefined => vpcOfInstance(sandbox, instanceId);
    return await startRealFleet(
      sandbox,
      { ...settings, folder: resolve(folder) },
      (reports) => new ContainerRunner({ engine, networks, around, vpcOf, say, removeAll }, reports),
    );
  } catch (error) {
    await removeAll();
    throw error;
  }
}

async function clearLeftOvers({ docker }: Engine, workbook: string, say: (line: string) => void): Promise<void> {
  const newcomer = { workbook, host: hostname() };
  const removed = await sweep(docker, (labels) => isLeftOver(labels, newcomer, lives));
  if (removed > 0) say(`Removed ${removed} containers and networks that an earlier run had left.`);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function vpcOfInstance({ world }: Sandbox, instanceId: string): VpcRange | undefined {
  const vpc = world.ec2.vpcs[world.ec2.instances[instanceId]?.vpcId ?? ''];
  return vpc === undefined ? undefined : { vpcId: vpc.vpcId, cidrBlock: vpc.cidrBlock };
}

function vpcsWithInstances(sandbox: Sandbox): readonly VpcRange[] {
  const running = Object.values(sandbox.world.ec2.instances).filter(({ state }) => state !== 'terminated');
  const found = running.flatMap(({ instanceId }) => vpcOfInstance(sandbox, instanceId) ?? []);
  return [...new Map(found.map((vpc) => [vpc.vpcId, vpc])).values()];
}
