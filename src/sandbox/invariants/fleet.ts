// Machines and users: every request that was begun is open at one user or has had its fate, and every slot is used once.

import { JOB, type SimulatedFleetState, USER } from '../fleet/simulated/state.js';
import type { World } from '../world.js';
import { type Breaches, collect, repeated } from './breaches.js';

export function fleetBreaches({ fleet }: World): readonly string[] {
  const breaches = collect();
  checkUsers(fleet, breaches);
  checkJobs(fleet, breaches);
  checkApps(fleet, breaches);
  const { expect } = breaches;
  const queued = new Set<number>();
  for (let place = 1; place < fleet.queue.length; place += 3) queued.add(fleet.queue[place] ?? 0);
  for (const [sequence, { kind }] of Object.entries(fleet.timers))
    expect(queued.has(Number(sequence)), () => `the timer ${sequence} (${kind}) will never ring`);
  return breaches.found;
}

const isOpen = (phase: number): boolean => phase === USER.waiting || phase === USER.served;

function checkUsers({ users, freeUsers, traffics }: SimulatedFleetState, { expect }: Breaches): void {
  const free = new Set(freeUsers);
  for (const slot of repeated(freeUsers.map(String))) expect(false, () => `the user slot ${slot} is free twice`);
  const open = traffics.map(() => 0);
  for (const [slot, { phase, traffic }] of users.entries()) {
    expect(
      (phase === USER.gone) === free.has(slot),
      () => `user ${slot} is in phase ${phase}, and ${free.has(slot) ? '' : 'not '}free`,
    );
    if (isOpen(phase)) open[traffic] = (open[traffic] ?? 0) + 1;
  }
  for (const [place, { trafficId, statistics, users: own }] of traffics.entries()) {
    const { started, finished } = statistics;
    expect(
      started - finished === open[place],
      () => `${trafficId}: ${started} requests begun, ${finished} had a fate, ${open[place]} are open`,
    );
    for (const slot of own)
      expect(
        users[slot]?.traffic === place && users[slot]?.phase !== USER.gone,
        () => `${trafficId}: user ${slot} is not its own`,
      );
    const { seconds, halfMinutes, open: window } = statistics;
    const counted = [...halfMinutes, ...seconds, window];
    const kept = counted.reduce((sum, one) => sum + one.finished, 0);
    expect(kept <= finished, () => `${trafficId}: the windows count ${kept} of ${finished} requests`);
    for (const { at, finished: ended, statuses } of counted) {
      const fates = statuses.reduce((sum, value, column) => sum + (column % 2 === 1 ? value : 0), 0);
      expect(fates === ended, () => `${trafficId}: ${ended} requests ended at ${at}, with ${fates} fates`);
    }
  }
}

function checkJobs({ users, jobs, freeJobs }: SimulatedFleetState, { expect }: Breaches): void {
  const free = new Set(freeJobs);
  for (const slot of repeated(freeJobs.map(String))) expect(false, () => `the job slot ${slot} is free twice`);
  for (const [slot, { phase, user }] of jobs.entries()) {
    expect(
      (phase === JOB.free) === free.has(slot),
      () => `job ${slot} is in phase ${phase}, and ${free.has(slot) ? '' : 'not '}free`,
    );
    expect(user < 0 || users[user]?.job === slot, () => `job ${slot} answers user ${user}, who does not wait for it`);
  }
}

function checkApps({ machines, jobs }: SimulatedFleetState, { expect }: Breaches): void {
  const inside = new Map<number, { threads: number; backlog: number }>();
  for (const { phase, appId } of jobs) {
    if (phase === JOB.free || phase === JOB.lost) continue;
    const app = inside.get(appId) ?? { threads: 0, backlog: 0 };
    inside.set(appId, app);
    if (phase === JOB.backlog) app.backlog += 1;
    else app.threads += 1;
  }
  for (const machine of Object.values(machines)) {
    for (const { appId, name, serving, backlog } of machine.apps) {
      const { threads, backlog: waiting } = inside.get(appId) ?? { threads: 0, backlog: 0 };
      const where = `${name} on ${machine.spec.instanceId}`;
      expect(serving === threads, () => `${where} says it serves ${serving} requests, and ${threads} are there`);
      expect(
        backlog.length === waiting,
        () => `${where} has ${backlog.length} requests in line, and ${waiting} are there`,
      );
    }
  }
}
