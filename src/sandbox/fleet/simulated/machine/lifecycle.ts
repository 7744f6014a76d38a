// A machine's life: boot, user data, halt, restart, reboot, power loss, and its SSM agent. Commands and timers come in, observations go out.

import type { Impairment, MachineSpec } from '../../fleet.js';
import { startService } from '../commands/services.js';
import { instanceShape } from '../instance-types.js';
import { cutJobs, pauseApp, resumeApp } from '../jobs.js';
import { newProcessor } from '../processor.js';
import { bootRandom, indexPowered, type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import { drawRange } from '../timings.js';
import { hangUp, silenceCutTransfers, silenceMachine } from '../transfers.js';
import { connectAgent } from './agent.js';
import { startAgentLater } from './agent-start.js';
import { exitApp, stopApp } from './apps.js';
import { printStamped } from './console.js';
import { payOff, recount, settleCredits, watchCredits } from './load.js';
import { runUserData } from './scripts.js';

/** Terminated machines whose console is still remembered. */
const REMEMBERED = 20;

function newMachine(spec: MachineSpec, now: number): Machine {
  return {
    spec,
    bornAt: now,
    power: 'off',
    terminated: false,
    epoch: 0,
    userDataRan: false,
    processor: newProcessor(instanceShape(spec.instanceType).vcpus, now),
    credits: {
      ...{ balance: 0, surplus: 0, charged: 0, used: 0 },
      ...{ settledAt: now, settledBusyMs: 0, throttled: false, throttledAt: now },
    },
    apps: [],
    containers: [],
    images: [],
    packages: [],
    services: {},
    files: {},
    processes: [],
    nextPid: 1_000,
    dropRules: [],
    impairments: [],
    paths: [],
    agent: { running: false, reached: false, inbox: [], outbox: [] },
    console: '',
    networkIn: 0,
    networkOut: 0,
    sampledAt: now,
    sampledBusyMs: 0,
  };
}

export function bootMachine(simulation: Simulation, spec: MachineSpec): void {
  const { machines } = simulation.state;
  const gone = Object.values(machines).filter(({ terminated }) => terminated);
  for (const old of gone.slice(0, Math.max(0, gone.length - REMEMBERED))) delete machines[old.spec.instanceId];
  const machine = newMachine(spec, simulation.now);
  machines[spec.instanceId] = machine;
  powerOn(simulation, machine);
}

/** Power comes; the operating system answers some seconds later (`booted`). */
export function powerOn(simulation: Simulation, machine: Machine): void {
  if (machine.power !== 'off' || machine.terminated) return;
  machine.epoch += 1;
  machine.power = 'booting';
  indexPowered(simulation);
  const { instanceId } = machine.spec;
  const { epoch } = machine;
  machine.processor.at = simulation.now;
  machine.sampledAt = simulation.now;
  machine.sampledBusyMs = machine.processor.busyMs;
  machine.credits.settledAt = simulation.now;
  const bootMs = drawRange(bootRandom(simulation, machine), simulation.state.timings.boot);
  setTimer(simulation, simulation.now + bootMs, { kind: 'booted', instanceId, epoch });
  printStamped(simulation, machine, `Booting ${machine.spec.imageId} on ${machine.spec.instanceType}`);
  recount(simulation, machine);
  watchCredits(simulation, machine);
}

/** The operating system is up: enabled services start, user data runs once in a machine's life (EC2-08). */
export function booted(simulation: Simulation, machine: Machine): void {
  machine.power = 'on';
  const { instanceId } = machine.spec;
  printStamped(simulation, machine, 'cloud-init: target network-online reached');
  simulation.post({ kind: 'booted', instanceId }, Math.ceil(simulation.now));
  recount(simulation, machine);
  if (machine.spec.withoutAgent !== true) startAgentLater(simulation, machine);
  for (const [unit, service] of Object.entries(machine.services)) {
    if (service.enabled) startService(simulation, machine, unit);
  }
  if (!machine.userDataRan) {
    machine.userDataRan = true;
    runUserData(simulation, machine);
  }
}

export function haltMachine(simulation: Simulation, machine: Machine, how: 'stop' | 'terminate' | 'power-loss'): void {
  if (how === 'terminate') machine.terminated = true;
  if (machine.power === 'off') return;
  if (how !== 'power-loss') {
    settleCredits(simulation, machine);
    payOff(machine);
  }
  if (how === 'power-loss' || machine.power === 'booting') losePower(simulation, machine, true);
  else shutDown(simulation, machine);
}

/** Orderly: ports close at once, what is being answered gets a moment, then the network goes. */
function shutDown(simulation: Simulation, machine: Machine): void {
  if (machine.power !== 'on') return;
  machine.power = 'shutting-down';
  const { shutdownMs } = simulation.state.timings;
  endProcesses(simulation, machine);
  for (const app of [...machine.apps]) stopApp(simulation, machine, app, shutdownMs);
  const { instanceId } = machine.spec;
  setTimer(simulation, simulation.now + shutdownMs, { kind: 'power-off', instanceId, epoch: machine.epoch });
}

function endProcesses(simulation: Simulation, machine: Machine): void {
  for (const { running } of machine.processes) if (running !== undefined) delete simulation.state.timers[running.timer];
  machine.processes.length = 0;
  hangUp(simulation, machine);
  machine.agent.running = false;
  machine.agent.reached = false;
  recount(simulation, machine);
}

/** Nothing answers any more. `silently`: not even a reset reaches those who wait. */
export function losePower(simulation: Simulation, machine: Machine, silently: boolean): void {
  if (silently) silenceMachine(simulation, machine);
  endProcesses(simulation, machine);
  settleCredits(simulation, machine);
  // First, so that Docker, which is going down as well, restarts nothing.
  machine.power = 'off';
  for (const service of Object.values(machine.services)) service.active = false;
  for (const app of [...machine.apps]) {
    if (silently) cutJobs(simulation, machine, app, true);
    exitApp(simulation, machine, app, silently ? 'power lost' : 'machine halted', silently);
  }
  machine.epoch += 1;
  for (const ended of machine.impairments.splice(0)) reportFault(simulation, 'FaultCleared', machine, ended);
  machine.dropRules.length = 0;
  indexPowered(simulation);
  recount(simulation, machine);
  if (machine.terminated) for (const name of Object.keys(machine.files)) delete machine.files[name];
}

export function rebootMachine(simulation: Simulation, machine: Machine): void {
  if (machine.power === 'off') return;
  losePower(simulation, machine, false);
  powerOn(simulation, machine);
}

/** The guest's own `shutdown` or `reboot`. */
export function powerFromInside(simulation: Simulation, machine: Machine, how: 'halt' | 'reboot'): void {
  if (how === 'reboot') {
    rebootMachine(simulation, machine);
    return;
  }
  losePower(simulation, machine, false);
  payOff(machine);
  simulation.post({ kind: 'halted', instanceId: machine.spec.instanceId }, Math.ceil(simulation.now));
}

function reportFault(
  { kernel }: Simulation,
  type: 'FaultInjected' | 'FaultCleared',
  machine: Machine,
  { kind, ...details }: Impairment,
): void {
  const { instanceId } = machine.spec;
  const figures = Object.entries(details).map(([name, value]) => ` ${name} ${value}`);
  kernel.emit({ type, faultId: `${kind}-${instanceId}`, what: `${kind} on ${instanceId}${figures.join('')}` });
}

export function impair(simulation: Simulation, machine: Machine, impairment: Impairment): void {
  mend(simulation, machine, impairment.kind);
  machine.impairments.push(impairment);
  reportFault(simulation, 'FaultInjected', machine, impairment);
  if (impairment.kind === 'hung-app') for (const app of machine.apps) pauseApp(simulation, machine, app);
  recount(simulation, machine);
}

export function mend(simulation: Simulation, machine: Machine, kind: Impairment['kind']): void {
  const place = machine.impairments.findIndex((known) => known.kind === kind);
  if (place < 0) return;
  for (const mended of machine.impairments.splice(place, 1)) {
    reportFault(simulation, 'FaultCleared', machine, mended);
  }
  if (kind === 'hung-app') for (const app of machine.apps) resumeApp(simulation, machine, app);
  recount(simulation, machine);
}

/** Paths are asked anew, downloads as well; an agent that was cut off learns of it at its next heartbeat. */
export function networkChanged(simulation: Simulation): void {
  simulation.entries.clear();
  for (const machine of Object.values(simulation.state.machines)) machine.paths.length = 0;
  silenceCutTransfers(simulation);
  for (const machine of simulation.powered) {
    if (machine.agent.running && machine.agent.outbox.length + machine.agent.inbox.length > 0) {
      connectAgent(simulation, machine);
    }
  }
}
