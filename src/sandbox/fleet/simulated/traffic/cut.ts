// The deregistration delay ran out (ALB-30): the load balancer drops what is in flight to one machine from one target group.

import { cutJobs } from '../jobs.js';
import type { Simulation } from '../simulation.js';
import type { Machine } from '../state.js';
import { userAt } from './users.js';

export function cutConnections(simulation: Simulation, machine: Machine, targetGroupArn: string): void {
  simulation.hosting?.cut(machine, targetGroupArn);
  for (const app of [...machine.apps]) {
    cutJobs(simulation, machine, app, false, ({ user }) => {
      return user >= 0 && userAt(simulation, user).targetGroupArn === targetGroupArn;
    });
  }
}
