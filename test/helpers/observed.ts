// Short questions to a deployed lab, for the tests of whole-stack faults.

import type { InMemoryLab } from '../../src/lab/in-memory.js';
import type { UsersObservation } from '../../src/lab/observation.js';

/** The machines as the lab sees them, with their age in milliseconds. */
export async function machinesOf({ lab, sandbox }: InMemoryLab) {
  const { instances } = await lab.observe();
  return instances.map((instance) => ({ ...instance, age: sandbox.now - instance.launchedAt }));
}

export async function usersBetween({ lab }: InMemoryLab, from: number, to: number): Promise<UsersObservation> {
  const users = await lab.traffic.users(from, to);
  if (users === undefined) throw new Error('nobody asked in that time');
  return users;
}

/** Sends shell lines to a machine through Systems Manager; answers the command's id. */
export function send({ sandbox }: InMemoryLab, instanceId: string, ...commands: string[]): string {
  const input = { DocumentName: 'AWS-RunShellScript', InstanceIds: [instanceId], Parameters: { commands } };
  const answer = sandbox.call('ssm', 'SendCommand', input) as { Command?: { CommandId?: string } };
  return answer.Command?.CommandId ?? '';
}

/** The first instant, from `from` on, at which a target reached a state; NaN: never. */
export function targetBecame({ sandbox }: InMemoryLab, targetId: string, state: string, from = 0): number {
  const found = sandbox.journal.find(
    ({ at, event }) =>
      at >= from && event.type === 'TargetHealthChanged' && event.targetId === targetId && event.to === state,
  );
  return found?.at ?? Number.NaN;
}
