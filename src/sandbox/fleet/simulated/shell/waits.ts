// Commands under way: they begin, time passes, they end; so do processes. Running on afterwards is the interpreter's (`shell.proceed`).

import type { Call, Result, Start } from '../commands/command.js';
import { commandNamed } from '../commands/index.js';
import { print } from '../machine/console.js';
import { recount } from '../machine/load.js';
import { NEVER } from '../processor.js';
import { callOff, type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import { beginExchange, hangUp } from '../transfers.js';
import { fileKey } from './process.js';
import type { Process, Running } from './process-state.js';

/** Exit status of what a signal ended. */
const TERMINATED = 143;

/** Whoever wants to know how steps and scripts end. */
export interface Audience {
  stepFinished(process: Process, running: Running, result: Result): void;
  scriptEnded(process: Process, why: string): void;
}

export interface Shell {
  readonly simulation: Simulation;
  readonly machine: Machine;
  readonly audience: Audience;
  /** Runs the process on, until it waits or has ended. */
  proceed(process: Process): void;
}

/** What a process writes goes to a capture, to whoever waits for it, or to the console. */
export function write(machine: Machine, process: Process, text: string, isError = false): void {
  if (text === '') return;
  const depth = process.captures.length;
  if (depth > 0 && !isError) {
    process.captures[depth - 1] += text;
  } else if (process.purpose.kind === 'user-data') {
    print(machine, text);
  } else if (isError) {
    process.error = (process.error + text).slice(-24_000);
  } else {
    process.output = (process.output + text).slice(-24_000);
  }
}

export const callOf = (shell: Shell, process: Process, running: Pick<Running, 'words' | 'input'>): Call => ({
  simulation: shell.simulation,
  machine: shell.machine,
  process,
  words: running.words,
  input: running.input,
});

/** A command begins: its words, and what it needs. */
export function wait(
  shell: Shell,
  process: Process,
  what: Pick<Running, 'words' | 'input' | 'line' | 'text' | 'toFile' | 'append' | 'silenced'>,
  start: Start,
): void {
  const { simulation, machine } = shell;
  const now = Math.ceil(simulation.now);
  const threads = start.threads ?? 0;
  // CPU-bound work takes longer on a machine that is throttled to a part of a core.
  const slower = threads > 0 && start.ms < NEVER ? Math.max(1, threads / machine.processor.cores) : 1;
  const until = start.ms >= NEVER ? NEVER : now + Math.round(start.ms * slower);
  const input =
    what.input?.startsWith('\u0000') === true
      ? (machine.files[fileKey(process, what.input.slice(1))] ?? '')
      : what.input;
  const { instanceId } = machine.spec;
  const timed = until < NEVER && (until > now || start.child !== undefined);
  const timer = timed
    ? setTimer(simulation, until, { kind: 'step', instanceId, epoch: machine.epoch, pid: process.pid })
    : 0;
  process.running = {
    ...what,
    input,
    startedAt: now,
    until,
    threads,
    timer,
    ...(start.failure === undefined ? {} : { failure: start.failure }),
    ...(start.child === undefined ? {} : { child: start.child }),
  };
  if (start.exchange !== undefined) beginExchange(simulation, machine, process.pid, until - now, start.exchange);
  if (until > now) process.idleTurns = 0;
  if (threads > 0) recount(simulation, machine);
  if (start.child === undefined && until <= now) finishStep(shell, process);
}

/** The command's time is over, or the process has not begun yet. */
export function stepTimeIsOver(shell: Shell, pid: number): void {
  const process = shell.machine.processes.find((known) => known.pid === pid);
  if (process === undefined) return;
  finishStep(shell, process);
  shell.proceed(process);
}

function finishStep(shell: Shell, process: Process): void {
  const { simulation, machine } = shell;
  const { running } = process;
  if (running === undefined) return;
  if (running.child !== undefined) {
    delete process.running;
    killProcess(shell, running.child, TERMINATED, 'terminated');
  }
  const result: Result =
    running.failure ?? commandNamed(running.words[0] ?? '').finish(callOf(shell, process, running));
  if (result.againMs !== undefined) {
    const until = Math.ceil(simulation.now) + result.againMs;
    const { instanceId } = machine.spec;
    const timer = setTimer(simulation, until, { kind: 'step', instanceId, epoch: machine.epoch, pid: process.pid });
    process.running = { ...running, until, timer };
    return;
  }
  settleStep(shell, process, running, result);
}

function settleStep(shell: Shell, process: Process, running: Running, result: Result): void {
  const { simulation, machine } = shell;
  delete process.running;
  hangUp(simulation, machine, process.pid);
  if (running.threads > 0) recount(simulation, machine);
  process.status = result.status;
  const output = result.output ?? '';
  if (running.toFile === undefined) write(machine, process, output);
  else if (!running.toFile.startsWith('/dev/')) {
    const key = fileKey(process, running.toFile);
    const before = running.append === true ? (machine.files[key] ?? '') : '';
    machine.files[key] = (before + output).slice(-65_536);
  }
  if (result.error !== undefined && running.silenced !== true) write(machine, process, `${result.error}\n`, true);
  shell.audience.stepFinished(process, running, result);
}

/** The process is over; whoever waits for it goes on. */
export function endProcess(shell: Shell, process: Process, why: string): void {
  const { machine } = shell;
  const place = machine.processes.indexOf(process);
  if (place < 0) return;
  machine.processes.splice(place, 1);
  if (process.running !== undefined) callOff(shell.simulation, process.running.timer);
  delete process.running;
  hangUp(shell.simulation, machine, process.pid);
  recount(shell.simulation, machine);
  const waiter = machine.processes.find(({ running }) => running?.child === process.pid);
  const { status, output, error } = process;
  if (waiter?.running !== undefined) {
    callOff(shell.simulation, waiter.running.timer);
    settleStep(shell, waiter, waiter.running, { status, output, ...(error === '' ? {} : { error: error.trimEnd() }) });
    shell.proceed(waiter);
  } else if (process.purpose.kind === 'background') {
    print(machine, output + error);
  }
  shell.audience.scriptEnded(process, why);
}

/** A signal ends the process, whatever it does, and the children it waits for. */
export function killProcess(shell: Shell, pid: number, status: number, why: string): void {
  const process = shell.machine.processes.find((known) => known.pid === pid);
  if (process === undefined) return;
  const child = process.running?.child;
  process.status = status;
  process.captures.length = 0;
  endProcess(shell, process, why);
  if (child !== undefined) killProcess(shell, child, status, why);
}
