// Changes of a container's state: stop, start, restart, kill, rm, pause, unpause. A stop lasts until the processes have ended.

import { pauseApp, resumeApp } from '../jobs.js';
import { exitApp, startContainer, stopApp } from '../machine/apps.js';
import { containerFile } from '../shell/process.js';
import { appOf } from '../simulation.js';
import type { Container } from '../state.js';
import { type Call, lastOption, OK, parseOptions, type Result } from './command.js';
import { findContainer } from './docker-find.js';

const STOP_GRACE_MS = 10_000;
const LOOK_AGAIN_MS = 100;
const KILLED = 137;

const VALUED = new Set(['-t', '--time', '--timeout', '-s', '--signal']);

type Change = (call: Call, container: Container) => Result | undefined;

/** Carries the verb out for every container named; answers `againMs` while one is still stopping. */
export function changeState(call: Call, verb: string): Result {
  const { words } = call;
  const { rest } = parseOptions(words.slice(words[1] === 'container' ? 3 : 2), VALUED);
  const change = CHANGES[verb];
  if (change === undefined) return OK;
  const output: string[] = [];
  for (const name of rest) {
    const container = findContainer(call, name);
    if (container === undefined) {
      // A container of `--rm` is gone when its stop is over.
      if (verb === 'stop' || (verb === 'rm' && words.includes('-f'))) continue;
      return { status: 1, error: `Error response from daemon: No such container: ${name}` };
    }
    const result = change(call, container);
    if (result !== undefined) return result;
    output.push(`${name}\n`);
  }
  return { status: 0, output: output.join('') };
}

const CHANGES: Readonly<Record<string, Change>> = {
  stop: (call, container) => stop(call, container),
  restart: (call, container) => {
    const stopping = stop(call, container);
    if (stopping !== undefined) return stopping;
    startContainer(call.simulation, call.machine, container);
    return undefined;
  },
  start: ({ simulation, machine }, container) => {
    if (container.status === 'created' || container.status === 'exited') startContainer(simulation, machine, container);
    return undefined;
  },
  kill,
  rm: (call, container) => {
    if (container.status === 'running' || container.status === 'paused') {
      const { options } = parseOptions(call.words.slice(2), VALUED);
      if (options['-f'] === undefined && options['--force'] === undefined) {
        const error = `Error response from daemon: cannot remove container "/${container.name}": container is running: stop the container before removing or force remove`;
        return { status: 1, error };
      }
      kill(call, container);
    }
    const at = call.machine.containers.indexOf(container);
    if (at >= 0) call.machine.containers.splice(at, 1);
    const files = containerFile(container.name, '');
    for (const name of Object.keys(call.machine.files)) if (name.startsWith(files)) delete call.machine.files[name];
    return undefined;
  },
  pause: ({ simulation, machine }, container) => {
    const app = appOf(machine, container.appId);
    if (app === undefined)
      return { status: 1, error: `Error response from daemon: Container ${container.name} is not running` };
    container.status = 'paused';
    pauseApp(simulation, machine, app);
    return undefined;
  },
  unpause: ({ simulation, machine }, container) => {
    const app = appOf(machine, container.appId);
    if (app === undefined || container.status !== 'paused') {
      return { status: 1, error: `Error response from daemon: Container ${container.name} is not paused` };
    }
    container.status = 'running';
    resumeApp(simulation, machine, app);
    return undefined;
  },
};

function stop(call: Call, container: Container): Result | undefined {
  const { simulation, machine, words } = call;
  const app = appOf(machine, container.appId);
  if (app === undefined) return undefined;
  const parsed = parseOptions(words.slice(2), VALUED);
  const seconds = Number(lastOption(parsed, '-t', '--time', '--timeout') ?? STOP_GRACE_MS / 1000);
  container.stoppedByHand = true;
  stopApp(simulation, machine, app, seconds * 1000);
  return { status: 0, againMs: LOOK_AGAIN_MS };
}

function kill(call: Call, container: Container): undefined {
  const { simulation, machine, words } = call;
  const app = appOf(machine, container.appId);
  if (app === undefined) return undefined;
  const signal = lastOption(parseOptions(words.slice(2), VALUED), '-s', '--signal') ?? 'KILL';
  if (/STOP$/.test(signal)) pauseApp(simulation, machine, app);
  else if (/CONT$/.test(signal)) resumeApp(simulation, machine, app);
  else if (/HUP$|USR/.test(signal)) return undefined;
  else {
    container.stoppedByHand = true;
    app.exitCode = KILLED;
    exitApp(simulation, machine, app, `killed (${signal})`);
  }
  return undefined;
}
