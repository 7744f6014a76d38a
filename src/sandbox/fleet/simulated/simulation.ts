// What every part of the simulated fleet is given: the state, the world around it, and how to ask for a later moment.

import type { Instant, Kernel, Random } from '../../../kernel/index.js';
import type { SandboxEvent } from '../../events.js';
import type { Environment } from '../environment.js';
import type { FleetObservation, VisitEnd } from '../fleet.js';
import type { BusyMachines } from './busy.js';
import { push } from './heap.js';
import type { Hosting } from './hosting.js';
import type { Step } from './shell/compile.js';
import type { App, Machine, SimulatedFleetState, Timer } from './state.js';

export interface Simulation {
  readonly state: SimulatedFleetState;
  readonly kernel: Kernel<SandboxEvent>;
  readonly environment: Environment;
  /** Machines with power, in order of birth: an index over the state, rebuilt on load. */
  readonly powered: Machine[];
  /** Those of them with requests on their processors; derived, too. */
  readonly busy: BusyMachines;
  /** Compiled scripts by their text; derived, remembered for speed only. */
  readonly scripts: Map<string, readonly Step[]>;
  /** Whether the internet reaches a load balancer's node; derived, forgotten when the network changes. */
  readonly entries: Map<string, boolean>;
  readonly random: { readonly users: Random; readonly work: Random; readonly loss: Random; readonly arrivals: Random };
  /** Instant of what is being processed; traffic may run between two milliseconds and ahead of the kernel's clock. */
  now: number;
  post(observation: FleetObservation, at: Instant): void;
  /** The target has answered the user's request, or it was cut. Bound by `index.ts`; users are another part than machines. */
  answerUser(user: number, statusCode: number, cut: boolean): void;
  /** A request from outside has ended. Bound by `index.ts`: who listens stands outside of the world. */
  visitOver(visitId: string, end: VisitEnd): void;
  /** Real processes behind the applications, while somebody runs them. */
  hosting?: Hosting;
  /** A stopping application has given its last answer. Bound by `index.ts`, too. */
  appIsIdle(machine: Machine, app: App): void;
}

/** Kinds of queue entries; the code of an entry is `slot × 8 + kind`. Kind 0 is a timer, found by its sequence. */
export const EVENT = {
  timer: 0,
  userWakes: 1,
  userFate: 2,
  userDeadline: 3,
  jobWait: 4,
  probeDeadline: 5,
  jobArrives: 6,
  arrival: 7,
} as const;

export function nextSequence(simulation: Simulation): number {
  simulation.state.sequence += 1;
  return simulation.state.sequence;
}

/** Puts a traffic event into the queue; answers its sequence, by which a stale one is told from a valid one. */
export function schedule(simulation: Simulation, at: number, kind: number, slot: number): number {
  const sequence = nextSequence(simulation);
  push(simulation.state.queue, at, sequence, slot * 8 + kind);
  return sequence;
}

/** Asks for a rare event, on the next whole millisecond; answers its sequence, with which `callOff` cancels it. */
export function setTimer(simulation: Simulation, at: number, timer: Timer): number {
  const sequence = nextSequence(simulation);
  push(simulation.state.queue, Math.ceil(at), sequence, EVENT.timer);
  simulation.state.timers[sequence] = timer;
  return sequence;
}

export function callOff(simulation: Simulation, sequence: number): void {
  delete simulation.state.timers[sequence];
}

export function machineOf(simulation: Simulation, instanceId: string): Machine | undefined {
  return simulation.state.machines[instanceId];
}

export function appOf(machine: Machine, appId: number): App | undefined {
  for (const app of machine.apps) if (app.appId === appId) return app;
  return undefined;
}

/** One stream per machine, so that nothing that happens elsewhere shifts its boot. */
export function bootRandom(simulation: Simulation, machine: Machine): Random {
  return simulation.kernel.random(`fleet/boot/${machine.spec.instanceId}`);
}

/** Finds the machines with power again; call after any change of power. The order is that of the state, so that loading changes nothing. */
export function indexPowered(simulation: Simulation): void {
  const machines = Object.values(simulation.state.machines).filter(({ power }) => power !== 'off');
  simulation.powered.splice(0, simulation.powered.length, ...machines);
  simulation.busy.rebuild(machines);
}
