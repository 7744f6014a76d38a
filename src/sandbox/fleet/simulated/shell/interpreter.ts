// Runs a compiled script until it waits for time to pass or ends. The whole position is in the process, so it can be saved at any wait.

import type { Call, Result, Start } from '../commands/command.js';
import { commandNamed } from '../commands/index.js';
import { print } from '../machine/console.js';
import { recount } from '../machine/load.js';
import { NEVER } from '../processor.js';
import { callOff, type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import { ArithmeticError } from './arithmetic.js';
import { BUILTINS } from './builtins.js';
import { compile, type Step } from './compile.js';
import { capturedName, expandAll, expandText, UnsetVariable } from './expand.js';
import { parseScript } from './parser.js';
import { fileKey, newProcess } from './process.js';
import type { Process, Running } from './process-state.js';

/** Turns of a loop in which no time passes before it counts as a busy loop. */
const IDLE_TURNS = 20_000;
/** Marks the statuses of one pipe in the list of all. */
const PIPE_MARK = -1;

/** Whoever wants to know how steps and scripts end. */
export interface Audience {
  stepFinished(process: Process, running: Running, result: Result): void;
  scriptEnded(process: Process, why: string): void;
}

export interface Shell {
  readonly simulation: Simulation;
  readonly machine: Machine;
  readonly audience: Audience;
}

/** Steps of a script. Throws ShellSyntaxError. Remembered for speed only: they follow from the text. */
export function stepsOf(simulation: Simulation, script: string): readonly Step[] {
  const known = simulation.scripts.get(script);
  if (known !== undefined) return known;
  const steps = compile(parseScript(script));
  simulation.scripts.set(script, steps);
  return steps;
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

/** Runs on until the process waits or has ended. */
export function proceed(shell: Shell, process: Process): void {
  const steps = stepsOf(shell.simulation, process.script);
  while (process.running === undefined && shell.machine.processes.includes(process)) {
    const step = steps[process.place];
    process.place += 1;
    if (step === undefined || step.do === 'end') {
      endProcess(shell, process, '');
      return;
    }
    try {
      perform(shell, process, step, steps);
    } catch (error) {
      if (!(error instanceof UnsetVariable) && !(error instanceof ArithmeticError)) throw error;
      process.status = 1;
      write(shell.machine, process, `/bin/bash: ${error.message}\n`, true);
      endProcess(shell, process, error.message);
      return;
    }
  }
}

function perform(shell: Shell, process: Process, step: Step, steps: readonly Step[]): void {
  switch (step.do) {
    case 'run':
      run(shell, process, step, steps[process.place]?.do === 'check');
      return;
    case 'jump':
      if (step.back === true) process.idleTurns += 1;
      if (process.idleTurns > IDLE_TURNS) {
        spin(shell, process, 'a loop that never waits', 0);
        return;
      }
      process.place = step.to;
      return;
    case 'jump-if':
      if ((process.status !== 0) === step.failed) process.place = step.to;
      return;
    case 'invert':
      process.status = process.status === 0 ? 1 : 0;
      return;
    case 'status':
      process.status = step.value;
      return;
    case 'check': {
      const unchecked = process.frames.some((frame) => frame.unchecked);
      if (process.status !== 0 && process.exitOnError && !unchecked) {
        endProcess(shell, process, `line ${step.line}: ${step.text}: exit status ${process.status}`);
      }
      return;
    }
    case 'spin':
      spin(shell, process, step.text, step.line);
      return;
    case 'spawn':
      spawn(shell, process, step);
      return;
    case 'return': {
      const frame = process.frames.pop();
      if (frame !== undefined) process.place = frame.returnTo;
      return;
    }
    case 'define':
      process.functions[step.name] = step.at;
      return;
    case 'for':
      process.loops[step.slot] = { items: expandAll(step.words, process), index: 0 };
      return;
    case 'next': {
      const loop = process.loops[step.slot];
      const item = loop?.items[loop.index];
      if (loop === undefined || item === undefined) process.place = step.to;
      else {
        loop.index += 1;
        process.variables[step.name] = item;
      }
      return;
    }
    default:
      collect(process, step);
      return;
  }
}

/** Substitutions and pipes: what was written becomes a value or the next command's input. */
function collect(process: Process, step: Step): void {
  switch (step.do) {
    case 'capture':
      process.captures.push('');
      return;
    case 'captured':
      process.variables[capturedName(step.slot)] = (process.captures.pop() ?? '').replace(/\n+$/, '');
      return;
    case 'pipe-begin':
      process.pipeStatuses.push(PIPE_MARK);
      return;
    case 'pipe':
      process.pipeStatuses.push(process.status);
      process.input = process.captures.pop() ?? '';
      return;
    case 'pipe-end': {
      const before = process.pipeStatuses.splice(process.pipeStatuses.lastIndexOf(PIPE_MARK)).slice(1);
      const failed = before.filter((status) => status !== 0).pop();
      if (process.pipeFail && process.status === 0 && failed !== undefined) process.status = failed;
      process.input = null;
      return;
    }
    default:
      return;
  }
}

function spin(shell: Shell, process: Process, text: string, line: number): void {
  wait(shell, process, { words: ['(spin)'], input: null, line, text }, { ms: NEVER, threads: 1 });
}

/** `command &`: another process over the same steps, with a copy of the variables. */
function spawn(shell: Shell, process: Process, step: Extract<Step, { do: 'spawn' }>): void {
  const child = newProcess(shell.machine, { kind: 'background' }, process.script, {
    place: process.place,
    variables: { ...process.variables },
    arguments: process.arguments,
    functions: { ...process.functions },
  });
  process.lastBackgroundPid = child.pid;
  process.status = 0;
  process.place = step.to;
  proceed(shell, child);
}

function run(shell: Shell, process: Process, step: Extract<Step, { do: 'run' }>, checked: boolean): void {
  const { machine } = shell;
  const words = expandAll(step.words, process);
  for (const { name, value } of step.assignments) process.variables[name] = expandText(value, process);
  if (process.trace) write(machine, process, `+ ${words.length > 0 ? words.join(' ') : step.text}\n`, true);
  const [name] = words;
  const redirects = redirectsOf(step, process);
  if (name === undefined) {
    if (redirects.toFile !== undefined) machine.files[fileKey(process, redirects.toFile)] ??= '';
    if (!step.captures) process.status = 0;
    return;
  }
  const place = process.functions[name];
  if (place !== undefined) {
    process.frames.push({ returnTo: process.place, arguments: words.slice(1), unchecked: !checked });
    process.place = place;
    return;
  }
  const builtin = BUILTINS[name];
  if (builtin !== undefined) {
    const result = builtin(process, words);
    process.status = result.status;
    if (result.error !== undefined) write(machine, process, `${result.error}\n`, true);
    if (redirects.toFile !== undefined && redirects.append !== true)
      machine.files[fileKey(process, redirects.toFile)] = '';
    if (result.exit === true) endProcess(shell, process, result.status === 0 ? '' : `exit ${result.status}`);
    const frame = result.leave === true ? process.frames.pop() : undefined;
    if (frame !== undefined) process.place = frame.returnTo;
    return;
  }
  const command = commandNamed(name);
  const running = { words, line: step.line, text: step.text, ...redirects };
  wait(shell, process, running, command.start(callOf(shell, process, running)));
}

const callOf = (shell: Shell, process: Process, running: Pick<Running, 'words' | 'input'>): Call => ({
  simulation: shell.simulation,
  machine: shell.machine,
  process,
  words: running.words,
  input: running.input,
});

type Redirects = Pick<Running, 'input' | 'toFile' | 'append' | 'silenced'>;

function redirectsOf(step: Extract<Step, { do: 'run' }>, process: Process): Redirects {
  let redirects: Redirects = { input: process.input };
  for (const { kind, stream, target } of step.redirects) {
    const text = expandText(target, process);
    if (kind === 'text') redirects = { ...redirects, input: text };
    else if (kind === '<') redirects = { ...redirects, input: `\u0000${text}` };
    else if (text === '&' || /^[12]$/.test(text)) continue;
    else if (stream === 2) redirects = text === '/dev/null' ? { ...redirects, silenced: true } : redirects;
    else
      redirects = { ...redirects, toFile: text, append: kind === '>>', ...(stream === 12 ? { silenced: true } : {}) };
  }
  return redirects;
}

function wait(
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
  if (until > now) process.idleTurns = 0;
  if (threads > 0) recount(simulation, machine);
  if (start.child === undefined && until <= now) finishStep(shell, process);
}

/** The command's time is over, or the process has not begun yet. */
export function stepTimeIsOver(shell: Shell, pid: number): void {
  const process = shell.machine.processes.find((known) => known.pid === pid);
  if (process === undefined) return;
  finishStep(shell, process);
  proceed(shell, process);
}

function finishStep(shell: Shell, process: Process): void {
  const { simulation, machine } = shell;
  const { running } = process;
  if (running === undefined) return;
  if (running.child !== undefined) {
    delete process.running;
    killProcess(shell, running.child, 143, 'terminated');
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
  recount(shell.simulation, machine);
  const waiter = machine.processes.find(({ running }) => running?.child === process.pid);
  const { status, output, error } = process;
  if (waiter?.running !== undefined) {
    callOff(shell.simulation, waiter.running.timer);
    settleStep(shell, waiter, waiter.running, { status, output, ...(error === '' ? {} : { error: error.trimEnd() }) });
    proceed(shell, waiter);
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
