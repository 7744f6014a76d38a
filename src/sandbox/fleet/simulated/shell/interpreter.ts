// Runs a compiled script until it waits for time to pass or ends. The whole position is in the process, so it can be saved at any wait.

import { commandNamed } from '../commands/index.js';
import { NEVER } from '../processor.js';
import type { Simulation } from '../simulation.js';
import { ArithmeticError } from './arithmetic.js';
import { BUILTINS } from './builtins.js';
import { compile, type Step } from './compile.js';
import { capturedName, expandAll, expandText, UnsetVariable } from './expand.js';
import { parseScript } from './parser.js';
import { fileKey, newProcess } from './process.js';
import type { Process, Running } from './process-state.js';
import { callOf, endProcess, type Shell, wait, write } from './waits.js';

/** Turns of a loop in which no time passes before it counts as a busy loop. */
const IDLE_TURNS = 20_000;
/** Marks the statuses of one pipe in the list of all. */
const PIPE_MARK = -1;

/** Steps of a script. Throws ShellSyntaxError. Remembered for speed only: they follow from the text. */
export function stepsOf(simulation: Simulation, script: string): readonly Step[] {
  const known = simulation.scripts.get(script);
  if (known !== undefined) return known;
  const steps = compile(parseScript(script));
  simulation.scripts.set(script, steps);
  return steps;
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
    case 'end':
      endProcess(shell, process, '');
      return;
    case 'capture':
    case 'captured':
    case 'pipe-begin':
    case 'pipe':
    case 'pipe-end':
      collect(process, step);
      return;
  }
}

/** Substitutions and pipes: what was written becomes a value or the next command's input. */
type Collecting = Extract<Step, { do: 'capture' | 'captured' | 'pipe-begin' | 'pipe' | 'pipe-end' }>;

function collect(process: Process, step: Collecting): void {
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
