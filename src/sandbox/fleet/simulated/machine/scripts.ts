// Scripts on a machine: user data at first boot and Run Command lines, through the same compiler; who is told how they went.

import { egress } from '../network.js';
import { proceed, stepsOf } from '../shell/interpreter.js';
import { newProcess } from '../shell/process.js';
import type { Process } from '../shell/process-state.js';
import { ShellSyntaxError } from '../shell/syntax.js';
import { type Audience, endProcess, killProcess, type Shell } from '../shell/waits.js';
import { type Simulation, setTimer } from '../simulation.js';
import type { AgentCommand, Machine } from '../state.js';
import { print, printStamped } from './console.js';

/** Shorter steps of user data are not worth an event. */
const NOTABLE_MS = 500;
const LONGEST_STEP_NAME = 120;
const TIMED_OUT = 137;
const KILLED = 137;

export function shellOn(simulation: Simulation, machine: Machine): Shell {
  const shell: Shell = {
    simulation,
    machine,
    audience: audienceOf(simulation, machine),
    proceed: (process) => proceed(shell, process),
  };
  return shell;
}

const shortened = (text: string): string => {
  const line = text.replace(/\s*\\?\s*\n\s*/g, ' ');
  return line.length > LONGEST_STEP_NAME ? `${line.slice(0, LONGEST_STEP_NAME - 1)}…` : line;
};

function audienceOf(simulation: Simulation, machine: Machine): Audience {
  const { instanceId } = machine.spec;
  return {
    stepFinished: (process, running, result) => {
      if (process.purpose.kind !== 'user-data') return;
      if (result.error?.startsWith('warning:') === true)
        print(machine, `line ${running.line}: ${shortened(running.text)}`);
      const elapsed = simulation.now - running.startedAt;
      if (result.status === 0 && elapsed >= NOTABLE_MS) {
        simulation.kernel.emit({ type: 'BootStepFinished', instanceId, step: shortened(running.text) });
      }
    },
    scriptEnded: (process, why) => scriptEnded(simulation, machine, process, why),
  };
}

function scriptEnded(simulation: Simulation, machine: Machine, process: Process, why: string): void {
  const { purpose, status, output, error } = process;
  const { instanceId } = machine.spec;
  if (purpose.kind === 'user-data') {
    const seconds = ((simulation.now - machine.bornAt) / 1000).toFixed(1);
    printStamped(
      simulation,
      machine,
      `cloud-init: user data ended with status ${status}, ${seconds} s after the launch`,
    );
    if (why === '' && status === 0) {
      simulation.kernel.emit({ type: 'BootStepFinished', instanceId, step: 'user data' });
    } else {
      const reason = why === '' ? `the last command ended with status ${status}` : shortened(why);
      simulation.kernel.emit({ type: 'BootFailed', instanceId, step: 'user data', why: reason });
    }
  } else if (purpose.kind === 'command') {
    const observation = {
      kind: 'command-finished' as const,
      commandId: purpose.commandId,
      instanceId,
      exitCode: status,
      output,
      error,
    };
    if (agentHears(simulation, machine)) simulation.post(observation, Math.ceil(simulation.now));
    else machine.agent.outbox.push(observation);
  }
}

function agentHears(simulation: Simulation, machine: Machine): boolean {
  const region = machine.spec.availabilityZone.replace(/[a-z]$/, '');
  return machine.agent.running && egress(simulation, machine, `ssm.${region}.amazonaws.com`).ok;
}

/** Base64 as RunInstances takes it; undefined: it is none. */
function decode(userData: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(userData), (char) => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** cloud-init's last phase: a script runs as root, once. What is no script is named, and nothing happens. */
export function runUserData(simulation: Simulation, machine: Machine): void {
  const { userData } = machine.spec;
  if (userData === undefined || userData === '') return;
  const script = decode(userData);
  if (script === undefined || !/^\s*#!/.test(script)) {
    const kind =
      script?.trimStart().startsWith('#cloud-config') === true ? 'cloud-config' : 'not a script that starts with #!';
    refuse(simulation, machine, `the user data is ${kind}; the simulated machine runs shell scripts only`);
    return;
  }
  start(
    simulation,
    machine,
    script,
    (why) => refuse(simulation, machine, why),
    () => newProcess(machine, { kind: 'user-data' }, script),
  );
}

function refuse(simulation: Simulation, machine: Machine, why: string): void {
  print(machine, `cloud-init: ${why}`);
  simulation.kernel.emit({ type: 'BootFailed', instanceId: machine.spec.instanceId, step: 'user data', why });
}

function start(
  simulation: Simulation,
  machine: Machine,
  script: string,
  refused: (why: string) => void,
  create: () => Process,
): void {
  try {
    stepsOf(simulation, script);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    refused(error.message);
    return;
  }
  proceed(shellOn(simulation, machine), create());
}

/** Run Command's lines (AWS-RunShellScript). Its result is an observation, or waits until the agent has a way out. */
export function runCommand(simulation: Simulation, machine: Machine, command: AgentCommand): void {
  const { commandId, lines, timeoutMs } = command;
  const script = lines.join('\n');
  const { instanceId } = machine.spec;
  simulation.post({ kind: 'command-started', commandId, instanceId }, Math.ceil(simulation.now));
  const refused = (why: string): void => {
    simulation.post(
      { kind: 'command-finished', commandId, instanceId, exitCode: 2, output: '', error: `_script.sh: ${why}\n` },
      Math.ceil(simulation.now),
    );
  };
  start(simulation, machine, script, refused, () => {
    const process = newProcess(machine, { kind: 'command', commandId }, script);
    const timer = { kind: 'deadline' as const, instanceId, epoch: machine.epoch, pid: process.pid };
    setTimer(simulation, simulation.now + timeoutMs, timer);
    return process;
  });
}

/** CancelCommand while it runs: the script is killed, and ends as any other. */
export function cancelScript(simulation: Simulation, machine: Machine, commandId: string): void {
  const process = machine.processes.find(
    ({ purpose }) => purpose.kind === 'command' && purpose.commandId === commandId,
  );
  if (process !== undefined) killProcess(shellOn(simulation, machine), process.pid, KILLED, 'cancelled');
}

/** SSM's execution timeout: the script is killed. */
export function commandDeadline(simulation: Simulation, machine: Machine, pid: number): void {
  const process = machine.processes.find((known) => known.pid === pid);
  if (process === undefined) return;
  process.status = TIMED_OUT;
  process.error += 'execution timed out\n';
  endProcess(shellOn(simulation, machine), process, 'timed out');
}
