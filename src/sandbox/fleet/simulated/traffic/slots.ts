// The slots that users live in: given out, and taken back when nobody needs them any more.

import type { Simulation } from '../simulation.js';
import { USER, type User } from '../state.js';

/** @param index position in a closed loop; -1: a visitor of an open one, or somebody who leaves after this request. */
export function newUser(simulation: Simulation, traffic: number, index: number): number {
  const user: User = {
    phase: USER.thinking,
    traffic,
    index,
    zone: '',
    resolvedUntil: 0,
    startedAt: 0,
    job: -1,
    targetGroupArn: '',
    instanceId: '',
    targetPort: 0,
    failOpen: false,
    fate: 0,
    eventSequence: 0,
    deadline: 0,
    deadlineStatus: 0,
    deadlineSequence: 0,
  };
  const { users, freeUsers } = simulation.state;
  const slot = freeUsers.pop() ?? users.length;
  users[slot] = user;
  return slot;
}

export function freeUser(simulation: Simulation, slot: number, user: User): void {
  user.phase = USER.gone;
  user.eventSequence = 0;
  user.deadlineSequence = 0;
  simulation.state.freeUsers.push(slot);
}
