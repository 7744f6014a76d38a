// The Docker engine that runs the machines' applications: found, asked what it is, and refused with the reason where it cannot serve.

import { homedir } from 'node:os';
import type Docker from 'dockerode';
import { LabError } from '../../../errors.js';
import { type Connection, connections, placeOf } from './connections.js';

export interface Engine {
  readonly docker: Docker;
  readonly connection: Connection;
  /** Processors that a container may have. */
  readonly cpus: number;
  /** Containers' addresses lie in a virtual machine or a namespace of the engine's; they are reached by ports of this computer. */
  readonly remote: boolean;
}

/** Loaded only where containers are asked for: it takes a tenth of a second. */
export async function dockerAt(connection: Connection): Promise<Docker> {
  const { default: Client } = await import('dockerode');
  return new Client({ ...connection });
}

/** The first engine of this computer that answers. Throws ENVIRONMENT with what was tried and what to do. */
export async function findEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const { DOCKER_HOST, XDG_RUNTIME_DIR } = environment;
  const places = connections({ DOCKER_HOST, XDG_RUNTIME_DIR, home: homedir() });
  if (places === 'elsewhere') throw engineElsewhere(DOCKER_HOST ?? '');
  const tried: string[] = [];
  for (const connection of places) {
    const docker = await dockerAt(connection);
    try {
      return await acquaint(docker, connection);
    } catch (error) {
      if (error instanceof LabError) throw error;
      tried.push(`${placeOf(connection)} (${reasonOf(error)})`);
    }
  }
  throw noEngine(tried);
}

interface Info {
  readonly NCPU: number;
  readonly OSType: string;
  readonly OperatingSystem: string;
  readonly SecurityOptions?: readonly string[] | null;
}

async function acquaint(docker: Docker, connection: Connection): Promise<Engine> {
  const { NCPU, OSType, OperatingSystem, SecurityOptions } = (await docker.info()) as Info;
  if (OSType !== 'linux') throw wrongContainers(OSType);
  const remote = OperatingSystem.includes('Docker Desktop') || (SecurityOptions ?? []).includes('name=rootless');
  return { docker, connection, cpus: NCPU, remote };
}

const WITHOUT = [
  'The same with processes in their place: ha-lab sandbox serve --fleet local',
  'Without real machines: leave --fleet out',
];

function noEngine(tried: readonly string[]): LabError {
  const denied = tried.some((one) => one.includes('EACCES'));
  return new LabError('ENVIRONMENT', `No Docker engine answers. Tried: ${tried.join(', ')}.`, {
    suggestions: [
      denied
        ? 'You may not talk to it: sudo usermod -aG docker $USER, then sign in again'
        : 'Start it: sudo systemctl start docker, or open Docker Desktop; one that listens elsewhere: DOCKER_HOST=unix:///…',
      ...WITHOUT,
    ],
    exitCode: 5,
  });
}

function engineElsewhere(host: string): LabError {
  return new LabError('ENVIRONMENT', `DOCKER_HOST is ${host}: containers must run on this computer.`, {
    suggestions: ['Use the engine here: run the same command with DOCKER_HOST= before it', ...WITHOUT],
    exitCode: 5,
  });
}

function wrongContainers(osType: string): LabError {
  return new LabError(
    'ENVIRONMENT',
    `The Docker engine runs ${osType} containers; the sample application needs Linux.`,
    {
      suggestions: ['In Docker Desktop: switch to Linux containers', ...WITHOUT],
      exitCode: 5,
    },
  );
}

/** The engine's own words, without the client library's frame around them. */
export function reasonOf(error: unknown): string {
  const { code, json, message = '' } = error as { code?: string; json?: { message?: string } | null; message?: string };
  return json?.message ?? code ?? message;
}

/** What has gone already is as good as removed, and what has ended needs no signal. */
export function isGone(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 404 || statusCode === 409 || statusCode === 304;
}
