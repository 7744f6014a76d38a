// docker: pull, run, stop, start, kill, rm, pause, exec, ps, logs, inspect. Needs the package, then the daemon; a pull needs a way out.

import { appOf } from '../simulation.js';
import type { Container } from '../state.js';
import { type Call, type Command, type Commands, OK, parseOptions, type Result, type Start } from './command.js';
import { execStart } from './docker-exec.js';
import { findContainer } from './docker-find.js';
import { createContainer, pulled, pullStart, runStart } from './docker-run.js';
import { changeState } from './docker-state.js';

const QUICK_MS = 80;

type Part = Command;

const parts: Readonly<Record<string, Part>> = {
  pull: { start: pullStart, finish: pulled },
  run: { start: runStart, finish: createContainer },
  create: { start: runStart, finish: createContainer },
  exec: { start: execStart, finish: () => OK },
  ...Object.fromEntries(
    ['stop', 'start', 'restart', 'kill', 'rm', 'pause', 'unpause', 'wait'].map((verb) => [
      verb,
      { start: () => ({ ms: QUICK_MS }), finish: (call: Call) => changeState(call, verb) },
    ]),
  ),
  ps: { start: quick, finish: list },
  logs: { start: quick, finish: logs },
  inspect: { start: quick, finish: inspect },
  images: {
    start: quick,
    finish: ({ machine }) => ({
      status: 0,
      output: `REPOSITORY\n${machine.images.map((image) => `${image}\n`).join('')}`,
    }),
  },
};

function quick(): Start {
  return { ms: QUICK_MS };
}

/** Words that do nothing here but need the daemon: info, version, login, network, volume, system, image … */
const harmless: Part = { start: quick, finish: () => OK };

const docker: Command = {
  start: (call) => {
    const { machine } = call;
    if (!machine.packages.includes('docker')) {
      return { ms: 0, failure: { status: 127, error: 'docker: command not found' } };
    }
    const verb = call.words[1] ?? '';
    if (verb !== '--version' && machine.services.docker?.active !== true) {
      const error = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
      return { ms: QUICK_MS, failure: { status: 1, error } };
    }
    return partOf(call).start(call);
  },
  finish: (call) => partOf(call).finish(call),
};

function partOf({ words }: Call): Part {
  const verb = words[1] === 'container' ? (words[2] ?? '') : (words[1] ?? '');
  return Object.hasOwn(parts, verb) ? (parts[verb] ?? harmless) : harmless;
}

/** Arguments behind the verb, `docker container stop` included. */
export const dockerArguments = ({ words }: Call): readonly string[] => words.slice(words[1] === 'container' ? 3 : 2);

function matchesFilter(container: Container, filter: string): boolean {
  const [key, value = ''] = filter.split('=');
  if (key === 'name') return container.name.includes(value.replace(/^\^?\/?|\$$/g, ''));
  if (key === 'status') return container.status === value;
  if (key === 'ancestor') return container.image === value;
  return true;
}

function list(call: Call): Result {
  const { options } = parseOptions(dockerArguments(call), new Set(['-f', '--filter', '--format', '-n']));
  const all = options['-a'] !== undefined || options['--all'] !== undefined;
  const filters = [...(options['-f'] ?? []), ...(options['--filter'] ?? [])];
  const shown = call.machine.containers.filter(
    (container) =>
      (all || container.status === 'running' || container.status === 'paused') &&
      filters.every((filter) => matchesFilter(container, filter)),
  );
  if (options['-q'] !== undefined || options['--quiet'] !== undefined) {
    return { status: 0, output: shown.map(({ containerId }) => `${containerId}\n`).join('') };
  }
  const format = options['--format']?.[0];
  if (format !== undefined) return { status: 0, output: shown.map((one) => `${formatted(one, format)}\n`).join('') };
  const rows = shown.map(({ containerId, image, status, name, ports }) => {
    const published = ports.map(({ host, container }) => `0.0.0.0:${host}->${container}/tcp`).join(', ');
    return `${containerId}   ${image}   ${status}   ${published}   ${name}\n`;
  });
  return { status: 0, output: `CONTAINER ID   IMAGE   STATUS   PORTS   NAMES\n${rows.join('')}` };
}

function formatted(container: Container, format: string): string {
  const fields: Readonly<Record<string, string>> = {
    '.Names': container.name,
    '.Name': `/${container.name}`,
    '.ID': container.containerId,
    '.Image': container.image,
    '.Status': container.status,
    '.State': container.status,
    '.State.Status': container.status,
    '.State.Running': String(container.status === 'running'),
    '.State.ExitCode': String(container.exitCode),
  };
  return format.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (all, key: string) => fields[key] ?? all);
}

function inspect(call: Call): Result {
  const parsed = parseOptions(dockerArguments(call), new Set(['-f', '--format', '--type']));
  const format = parsed.options['-f']?.[0] ?? parsed.options['--format']?.[0] ?? '{{.Name}}';
  const lines: string[] = [];
  for (const name of parsed.rest) {
    const container = findContainer(call, name);
    if (container === undefined) return { status: 1, error: `Error: No such object: ${name}` };
    const pid = appOf(call.machine, container.appId)?.pid ?? 0;
    lines.push(formatted(container, format.replace(/\{\{\s*\.State\.Pid\s*\}\}/g, String(pid))));
  }
  return { status: 0, output: lines.map((line) => `${line}\n`).join('') };
}

function logs(call: Call): Result {
  const { rest } = parseOptions(dockerArguments(call), new Set(['--tail', '-n', '--since']));
  const container = findContainer(call, rest[0] ?? '');
  return container === undefined
    ? { status: 1, error: `Error: No such container: ${rest[0]}` }
    : { status: 0, output: `${container.name}: ${container.status}\n` };
}

export const DOCKER: Commands = { docker };
