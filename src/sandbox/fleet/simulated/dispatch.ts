// Which event does what: the queue's codes and timers, and the commands of the control plane. One visible table each.

import type { FleetCommand } from '../fleet.js';
import { jobArrives, waitOver } from './jobs.js';
import { agentHeartbeat, cancelCommand, receiveCommand } from './machine/agent.js';
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
import { changeCreditMode, takeSample, watchCredits } from './machine/load.js';
import { commandDeadline, shellOn } from './machine/scripts.js';
import { probeDeadline, sendProbe } from './probes.js';
import { killProcess, stepTimeIsOver } from './shell/waits.js';
import { appOf, EVENT, machineOf, type Simulation } from './simulation.js';
import type { Machine, Timer } from './state.js';
import { arrives } from './traffic/arrivals.js';
import { cutConnections } from './traffic/cut.js';
import { refreshNodes, startTraffic, stopTraffic, trafficEnds } from './traffic/traffic.js';
import { userDeadline, userFate, userWakes } from './traffic/users.js';
import { hangUp, visit } from './traffic/visits.js';
import { forgetGateway, sampleGateway } from './transfers.js';

/** One event of users or requests. */
export function dispatch(simulation: Simulation, kind: number, slot: number, sequence: number): void {
  switch (kind) {
    case EVENT.userWakes:
      userWakes(simulation, slot, sequence);
      return;
    case EVENT.userFate:
      userFate(simulation, slot, sequence);
      return;
    case EVENT.userDeadline:
      userDeadline(simulation, slot, sequence);
      return;
    case EVENT.arrival:
      arrives(simulation, slot, sequence);
      return;
    case EVENT.jobWait:
      waitOver(simulation, slot, sequence);
      return;
    case EVENT.jobArrives:
      jobArrives(simulation, slot, sequence);
      return;
    case EVENT.probeDeadline:
      probeDeadline(simulation, slot, sequence);
      return;
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
      booted(simulation, machine);
      return;
    case 'agent':
      agentHeartbeat(simulation, machine);
      return;
    case 'credits':
      watchCredits(simulation, machine);
      return;
    case 'power-off':
      losePower(simulation, machine, false);
      return;
    case 'power':
      powerFromInside(simulation, machine, timer.how);
      return;
    case 'step':
      stepTimeIsOver(shellOn(simulation, machine), timer.pid);
      return;
    case 'deadline':
      commandDeadline(simulation, machine, timer.pid);
      return;
    case 'signal':
      killProcess(shellOn(simulation, machine), timer.pid, timer.status, 'killed by a signal');
      return;
    case 'app-listens':
      appListens(simulation, machine, timer.appId);
      return;
    case 'app-exits': {
      const app = appOf(machine, timer.appId);
      if (app !== undefined) exitApp(simulation, machine, app, 'stopped');
      return;
    }
  }
}

type OfMachine = Extract<FleetCommand, { readonly instanceId: string }>;

export function carryOut(simulation: Simulation, command: FleetCommand): void {
  if ('instanceId' in command) {
    const machine = machineOf(simulation, command.instanceId);
    if (machine !== undefined) carryOutOn(simulation, machine, command);
    return;
  }
  switch (command.kind) {
    case 'boot':
      bootMachine(simulation, command.machine);
      return;
    case 'probe':
      sendProbe(simulation, command.probe);
      return;
    case 'start-traffic':
      startTraffic(simulation, command.plan);
      return;
    case 'stop-traffic':
      stopTraffic(simulation, command.trafficId);
      return;
    case 'visit':
      visit(simulation, command);
      return;
    case 'hang-up':
      hangUp(simulation, command.visitId);
      return;
    case 'sample-gateway':
      sampleGateway(simulation, command.natGatewayId);
      return;
    case 'forget-gateway':
      forgetGateway(simulation, command.natGatewayId);
      return;
    case 'network-changed':
      networkChanged(simulation);
      refreshNodes(simulation);
      return;
  }
}

function carryOutOn(simulation: Simulation, machine: Machine, command: OfMachine): void {
  switch (command.kind) {
    case 'halt':
      haltMachine(simulation, machine, command.how);
      return;
    case 'restart':
      powerOn(simulation, machine);
      return;
    case 'reboot':
      rebootMachine(simulation, machine);
      return;
    case 'credit-mode':
      changeCreditMode(simulation, machine, command.mode);
      return;
    case 'run-command': {
      const { commandId, lines, timeoutMs } = command;
      receiveCommand(simulation, machine, { commandId, lines, timeoutMs, receivedAt: simulation.now });
      return;
    }
    case 'cancel-command':
      cancelCommand(simulation, machine, command.commandId);
      return;
    case 'cut-connections':
      cutConnections(simulation, machine, command.targetGroupArn);
      return;
    case 'impair':
      impair(simulation, machine, command.impairment);
      return;
    case 'mend':
      mend(simulation, machine, command.impairment);
      return;
    case 'sample':
      takeSample(simulation, machine);
      return;
  }
}
