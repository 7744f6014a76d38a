// When the SSM agent of a machine begins to speak: some minutes after boot, or after it was installed and started.

import { bootRandom, type Simulation, setTimer } from '../simulation.js';
import type { Machine } from '../state.js';
import { drawRange } from '../timings.js';

export function startAgentLater(simulation: Simulation, machine: Machine): void {
  const delayMs = drawRange(bootRandom(simulation, machine), simulation.state.timings.agentStart);
  heartbeatAfter(simulation, machine, delayMs);
}

/** `systemctl start` on a machine whose image has no agent. One that was started before goes on in its rhythm. */
export function startInstalledAgent(simulation: Simulation, machine: Machine): void {
  const { spec, epoch } = machine;
  if (spec.withoutAgent !== true) return;
  const timers = Object.values(simulation.state.timers);
  const beats = timers.some(
    (timer) => timer.kind === 'agent' && timer.instanceId === spec.instanceId && timer.epoch === epoch,
  );
  if (!beats) startAgentLater(simulation, machine);
}

export function heartbeatAfter(simulation: Simulation, machine: Machine, delayMs: number): void {
  const { instanceId } = machine.spec;
  setTimer(simulation, simulation.now + delayMs, { kind: 'agent', instanceId, epoch: machine.epoch });
}
