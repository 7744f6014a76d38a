// A Docker engine of the test's own: root, socket and all under one folder, a bridge of its own, no rule of the packet filter, so that an
// engine that runs already is not touched. (Told to have no bridge, dockerd removes docker0, whosever it is.) And a base image without a
// registry (base-image.py).

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { dockerAt } from '../../src/sandbox/local/containers/engine.js';
import { djangoVenv } from './django.js';
import { findProgram } from './find-program.js';

const BASE_IMAGE = fileURLToPath(new URL('base-image.py', import.meta.url));
/** Set by .ci/run where an engine can be had. */
const SWITCH = 'HA_LAB_TEST_DOCKER';
/** It ends by itself then, whatever becomes of the test. */
const LIFE_SECONDS = 900;
const BRIDGE = 'ha-lab-test0';
/** Of the range for benchmarks, which nobody routes. */
const BRIDGE_ADDRESS = '198.18.253.1/24';
/** Networks that every engine has. */
export const BUILT_IN = /^(none|host|bridge)$/;
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 50;

export interface OwnEngine {
  readonly docker: Docker;
  /** As DOCKER_HOST. */
  readonly host: string;
  /** Name of the base image. */
  readonly base: string;
  end(): Promise<void>;
}

/** Undefined: there can be one. */
async function whyNoEngine(): Promise<string | undefined> {
  if (process.env[SWITCH] !== '1') return `${SWITCH}=1 is not set; it starts a Docker engine, as root`;
  if (process.getuid?.() !== 0) return 'only root starts a Docker engine';
  if (findProgram('dockerd', ['--version']) === undefined) return 'dockerd is not installed: apt-get install docker.io';
  if (findProgram('ip', ['-V']) === undefined) return 'ip is not installed: apt-get install iproute2';
  const venv = await djangoVenv();
  return 'missing' in venv ? venv.missing : undefined;
}

/** The engine, or why there is none: what is missing, or what it said when it did not start. @param folder is left without mounts. */
export async function engineOrWhyNot(folder: string): Promise<OwnEngine | string> {
  const missing = await whyNoEngine();
  if (missing !== undefined) return missing;
  return ownEngine(folder).catch(
    (error: Error) => `dockerd does not start here: ${error.message.replaceAll(/\s+/g, ' ')}`,
  );
}

async function ownEngine(folder: string): Promise<OwnEngine> {
  const socket = join(folder, 'docker.sock');
  const log: string[] = [];
  ip('link', 'add', BRIDGE, 'type', 'bridge');
  ip('addr', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE);
  const child = spawn(
    'timeout',
    [
      ...['--signal', 'TERM', '--kill-after', '10', String(LIFE_SECONDS), 'dockerd', '--host', `unix://${socket}`],
      ...['--data-root', join(folder, 'root'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
      ...['--bridge', BRIDGE, '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const docker = await dockerAt({ socketPath: socket });
  await answers(docker, () => child.exitCode !== null).catch((error: Error) => {
    child.kill('SIGTERM');
    throw new Error(`${error.message}\n${log.join('').split('\n').slice(-10).join('\n')}`);
  });
  const own: OwnEngine = {
    docker,
    host: `unix://${socket}`,
    base: 'django-base:1',
    end: async () => {
      await removeAll(docker);
      // dockerd itself: what wraps it would take its shims along.
      process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGTERM');
      await ended;
      unmountBelow(folder);
      ip('link', 'del', BRIDGE);
    },
  };
  try {
    await importBase(docker, own.base);
  } catch (error) {
    await own.end();
    throw error;
  }
  return own;
}

/** One that an interrupted run has left serves as well. */
function ip(...words: readonly string[]): void {
  spawnSync('ip', [...words], { stdio: 'ignore' });
}

async function answers(docker: Docker, over: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await docker.ping();
      return;
    } catch (error) {
      if (over() || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}

async function importBase(docker: Docker, name: string): Promise<void> {
  const venv = await djangoVenv();
  if ('missing' in venv) throw new Error(venv.missing);
  const tar = spawn(join(venv.bin, 'python'), [BASE_IMAGE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [repo, tag] = name.split(':');
  const stream = await docker.importImage(tar.stdout, { repo, tag });
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error, lines) => (error === null ? resolve(lines) : reject(error)));
  });
}

/** Also what a test that failed has left: a network's bridge would outlive the engine. */
async function removeAll(docker: Docker): Promise<void> {
  for (const { Id } of await docker.listContainers({ all: true }))
    await docker.getContainer(Id).remove({ force: true });
  const own = (await docker.listNetworks()).filter(({ Name }) => !BUILT_IN.test(Name));
  for (const { Id } of own) await docker.getNetwork(Id).remove();
}

/** What a killed container leaves mounted would keep the folder from being removed. */
function unmountBelow(folder: string): void {
  if (!existsSync('/proc/mounts')) return;
  const places = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((place) => place.startsWith(`${folder}/`));
  for (const place of places.reverse()) spawnSync('umount', ['-l', place]);
}
