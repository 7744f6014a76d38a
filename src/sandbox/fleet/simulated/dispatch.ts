// Which event does what: the queue's codes and timers, and the commands of the control plane. One visible table each.

import type { FleetCommand } from '../fleet.js';
import { waitOver } from './jobs.js';
import { agentHeartbeat, receiveCommand } from './machine/agent.js';
import { appListens, exitApp } from './machine/apps.js';
import {
  booted,
  bootMachine,
  haltMachine,
  impair,
  losePower,
  mend,
  networkChanged,
  powerFromInside,
  powerOn,
  rebootMachine,
} from './machine/lifecycle.js';
import { takeSample, watchCredits } from './machine/load.js';
import { commandDeadline, shellOn } from './machine/scripts.js';
import { probeDeadline, sendProbe } from './probes.js';
import { killProcess, stepTimeIsOver } from './shell/interpreter.js';
import { appOf, EVENT, machineOf, type Simulation } from './simulation.js';
import type { Machine, Timer } from './state.js';
import { cutConnections } from './traffic/cut.js';
import { refreshNodes, startTraffic, stopTraffic, trafficEnds } from './traffic/traffic.js';
import { userDeadline, userFate, userWakes } from './traffic/users.js';

/** One event of users or requests. */
export function dispatch(simulation: Simulation, kind: number, slot: number, sequence: number): void {
  switch (kind) {
    case EVENT.userWakes:
      return userWakes(simulation, slot, sequence);
    case EVENT.userFate:
      return userFate(simulation, slot, sequence);
    case EVENT.userDeadline:
      return userDeadline(simulation, slot, sequence);
    case EVENT.jobWait:
      return waitOver(simulation, slot, sequence);
    case EVENT.probeDeadline:
      return probeDeadline(simulation, slot, sequence);
    default:
      throw new Error(`fleet: no event is of kind ${kind}`);
  }
}

/** One rare event; the simulation's instant is a whole millisecond and the kernel's own. */
export function ring(simulation: Simulation, timer: Timer): void {
  if (timer.kind === 'traffic-ends') {
    trafficEnds(simulation, timer.traffic, timer.generation);
    return;
  }
  const machine = machineOf(simulation, timer.instanceId);
  if (machine !== undefined && machine.epoch === timer.epoch) ringOn(simulation, machine, timer);
}

function ringOn(simulation: Simulation, machine: Machine, timer: Exclude<Timer, { kind: 'traffic-ends' }>): void {
  switch (timer.kind) {
    case 'booted':
      return booted(simulation, machine);
    case 'agent':
      return agentHeartbeat(simulation, machine);
    case 'credits':
      return watchCredits(simulation, machine);
    case 'power-off':
      return losePower(simulation, machine, false);
    case 'power':
      return powerFromInside(simulation, machine, timer.how);
    case 'step':
      return stepTimeIsOver(shellOn(simulation, machine), timer.pid);
    case 'deadline':
      return commandDeadline(simulation, machine, timer.pid);
    case 'signal':
      return killProcess(shellOn(simulation, machine), timer.pid, timer.status, 'killed by a signal');
    case 'app-listens':
      return appListens(simulation, machine, timer.appId);
    case 'app-exits': {
      const app = appOf(machine, timer.appId);
      if (app !== undefined) exitApp(simulation, machine, app, 'stopped');
      return;
    }
  }
}

type OfMachine = Extract<FleetCommand, { readonly instanceId: string }>;

export function carryOut(simulation: Simulation, command: FleetCommand): void {
  switch (command.kind) {
    case 'boot':
      return bootMachine(simulation, command.machine);
    case 'halt':
      return haltMachine(simulation, command.instanceId, command.how);
    case 'probe':
      return sendProbe(simulation, command.probe);
    case 'start-traffic':
      return startTraffic(simulation, command.plan);
    case 'stop-traffic':
      return stopTraffic(simulation, command.trafficId);
    case 'network-changed':
      networkChanged(simulation);
      return refreshNodes(simulation);
    default: {
      const machine = machineOf(simulation, command.instanceId);
      if (machine !== undefined) carryOutOn(simulation, machine, command);
    }
  }
}

function carryOutOn(simulation: Simulation, machine: Machine, command: Exclude<OfMachine, { kind: 'halt' }>): void {
  switch (command.kind) {
    case 'restart':
      return powerOn(simulation, machine);
    case 'reboot':
      return rebootMachine(simulation, machine);
    case 'run-command': {
      const { commandId, lines, timeoutMs } = command;
      return receiveCommand(simulation, machine, { commandId, lines, timeoutMs, receivedAt: simulation.now });
    }
    case 'cut-connections':
      return cutConnections(simulation, machine, command.targetGroupArn);
    case 'impair':
      return impair(simulation, machine, command.impairment);
    case 'mend':
      return mend(simulation, machine, command.impairment);
    case 'sample':
      return takeSample(simulation, machine);
  }
}
