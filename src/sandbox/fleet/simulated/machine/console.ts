// The machine's console: what GetConsoleOutput shows. The newest 64 KB are kept, as AWS does.

import type { Simulation } from '../simulation.js';
import type { Machine, SimulatedFleetState } from '../state.js';

const KEPT = 65_536;

/** Appends text; a line break is added if it has none. */
export function print(machine: Machine, text: string): void {
  if (text === '') return;
  const all = machine.console + (text.endsWith('\n') ? text : `${text}\n`);
  machine.console = all.length > KEPT ? all.slice(all.length - KEPT) : all;
}

/** A line of the machine itself, with the seconds since its launch. */
export function printStamped(simulation: Simulation, machine: Machine, text: string): void {
  const seconds = (simulation.now - machine.bornAt) / 1000;
  print(machine, `[${seconds.toFixed(3).padStart(10)}] ${text}`);
}

/** What the console of a machine shows; undefined: no such machine is remembered. */
export function consoleOutput(state: SimulatedFleetState, instanceId: string): string | undefined {
  return state.machines[instanceId]?.console;
}
