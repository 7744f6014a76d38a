// Creating processes, and the files they see. A process inside a container has that container's files, not the machine's.

import { type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import type { Process, Purpose } from './process-state.js';

/** The variable that says in which container a process runs; no script can name it. */
const CONTAINER = '(container)';

export const containerOf = (process: Process): string | undefined => process.variables[CONTAINER];

export const insideContainer = (name: string): Record<string, string> => ({ [CONTAINER]: name });

/** Key of a file in the machine's state. */
export function fileKey(process: Process, path: string): string {
  const container = containerOf(process);
  return container === undefined ? path : containerFile(container, path);
}

export const containerFile = (container: string, path: string): string => `${container}:${path}`;

export function newProcess(machine: Machine, purpose: Purpose, script: string, parts: Partial<Process> = {}): Process {
  const process: Process = {
    pid: machine.nextPid,
    purpose,
    script,
    place: 0,
    variables: { HOME: '/root', USER: 'root', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', PWD: '/' },
    arguments: [],
    frames: [],
    functions: {},
    loops: {},
    captures: [],
    input: null,
    pipeStatuses: [],
    status: 0,
    exitOnError: false,
    failOnUnset: false,
    pipeFail: false,
    trace: false,
    idleTurns: 0,
    lastBackgroundPid: 0,
    output: '',
    error: '',
    ...parts,
  };
  machine.nextPid += 1;
  machine.processes.push(process);
  return process;
}

/** Lets a new process begin as soon as the present command is settled. */
export function beginSoon(simulation: Simulation, machine: Machine, process: Process): void {
  const { instanceId } = machine.spec;
  setTimer(simulation, simulation.now, { kind: 'step', instanceId, epoch: machine.epoch, pid: process.pid });
}
