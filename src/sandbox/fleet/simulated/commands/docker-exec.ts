// `docker exec`: a command inside a container. Files are the container's own; the metadata service is one hop farther away (EC2-09).

import { NEVER } from '../processor.js';
import { beginSoon, insideContainer, newProcess } from '../shell/process.js';
import { type Call, parseOptions, type Start } from './command.js';
import { findContainer } from './docker-find.js';
import { quoted } from './wrappers.js';

const VALUED = new Set(['-e', '--env', '-u', '--user', '-w', '--workdir']);

export function execStart(call: Call): Start {
  const { machine, words, simulation } = call;
  const { rest } = parseOptions(words.slice(words[1] === 'container' ? 3 : 2), VALUED, true);
  const [name = '', ...command] = rest;
  const container = findContainer(call, name);
  if (container === undefined) return { ms: 50, failure: { status: 1, error: `Error: No such container: ${name}` } };
  if (container.status !== 'running') {
    const error = `Error response from daemon: container ${container.containerId} is not running`;
    return { ms: 50, failure: { status: 1, error } };
  }
  const shell = /^(ba)?sh$/.test(command[0]?.split('/').pop() ?? '') && /^-l?c$/.test(command[1] ?? '');
  const script = shell ? (command[2] ?? '') : command.map(quoted).join(' ');
  const child = newProcess(machine, { kind: 'background' }, script, {
    variables: { ...container.environment, ...insideContainer(container.name) },
  });
  beginSoon(simulation, machine, child);
  return { ms: NEVER, child: child.pid };
}
