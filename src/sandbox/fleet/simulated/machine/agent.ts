// The SSM agent: registers some minutes after boot, speaks every five minutes, fetches commands and delivers results while it has a way out.

import { type Egress, egress } from '../network.js';
import type { Simulation } from '../simulation.js';
import type { AgentCommand, Machine } from '../state.js';
import { beginExchange } from '../transfers.js';
import { heartbeatAfter } from './agent-start.js';
import { cancelScript, runCommand } from './scripts.js';

/** The agent speaks for a moment, as the process 0. */
const AGENT = { pid: 0, ms: 300 } as const;

/** SSM-01: permission, name resolution and a way to the endpoint; undefined: without permission it is not even tried. */
function wayToEndpoint(simulation: Simulation, machine: Machine): Egress | undefined {
  const { instanceId, availabilityZone } = machine.spec;
  const host = `ssm.${availabilityZone.replace(/[a-z]$/, '')}.amazonaws.com`;
  return simulation.environment.permitsSystemsManager(instanceId) ? egress(simulation, machine, host) : undefined;
}

const reaches = (simulation: Simulation, machine: Machine): boolean => wayToEndpoint(simulation, machine)?.ok === true;

/** SSM-02: a heartbeat, successful or not. */
export function agentHeartbeat(simulation: Simulation, machine: Machine): void {
  machine.agent.running = true;
  heartbeatAfter(simulation, machine, simulation.state.timings.agentHeartbeatMs);
  connectAgent(simulation, machine, true);
  const { instanceId } = machine.spec;
  const { reached } = machine.agent;
  simulation.post({ kind: 'agent-heartbeat', instanceId, reached }, Math.ceil(simulation.now));
}

/** Looks whether the endpoint is reached; if so, delivers results and takes what waits. Out of turn it speaks only if it is heard. */
export function connectAgent(simulation: Simulation, machine: Machine, inTurn = false): void {
  const { agent } = machine;
  const way = wayToEndpoint(simulation, machine);
  agent.reached = way?.ok === true;
  if (way !== undefined && (way.ok || inTurn)) {
    const { agentBytes: receivedBytes } = simulation.state.timings;
    const { pid, ms } = AGENT;
    beginExchange(simulation, machine, pid, ms, { way, answered: way.ok, sentBytes: receivedBytes, receivedBytes });
  }
  if (!agent.reached) return;
  for (const observation of agent.outbox.splice(0)) simulation.post(observation, Math.ceil(simulation.now));
  for (const command of agent.inbox.splice(0)) runCommand(simulation, machine, command);
}

/** A command for this machine: run now if the agent hears, else when it hears again, unless it is cancelled before (SSM-04). */
export function receiveCommand(simulation: Simulation, machine: Machine, command: AgentCommand): void {
  machine.agent.inbox.push(command);
  if (machine.power === 'on' && machine.agent.running) connectAgent(simulation, machine);
}

/** What has not begun is forgotten without a word; what runs is killed and reports. */
export function cancelCommand(simulation: Simulation, machine: Machine, commandId: string): void {
  const { inbox } = machine.agent;
  const waiting = inbox.findIndex((command) => command.commandId === commandId);
  if (waiting >= 0) inbox.splice(waiting, 1);
  else if (machine.agent.running && reaches(simulation, machine)) cancelScript(simulation, machine, commandId);
}
