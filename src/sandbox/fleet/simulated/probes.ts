// Health checks of the load balancer as the machine sees them: one more request through the same threads and the same CPU (ALB-11).

import type { ProbeRequest } from '../fleet.js';
import { admit, admitLater, answerProbe, freeJob, jobAt, newJob } from './jobs.js';
import { connectDelay, exchangeDelay } from './loss.js';
import { knock, pathFrom } from './network.js';
import { pageCost } from './pages.js';
import { EVENT, machineOf, type Simulation, schedule } from './simulation.js';
import { JOB } from './state.js';

/** A refusal needs one way there and one back. */
const REFUSAL_MS = 1;

/** Sends a health check; its answer is an observation, at the latest after the probe's timeout. */
export function sendProbe(simulation: Simulation, probe: ProbeRequest): void {
  const machine = machineOf(simulation, probe.instanceId);
  const path =
    machine === undefined
      ? undefined
      : pathFrom(simulation, machine, probe.loadBalancerArn, probe.nodeZone, probe.port);
  if (machine === undefined || path?.state !== 'open') {
    answerProbe(simulation, probe, { outcome: 'timed-out' }, probe.timeoutMs);
    return;
  }
  const door = knock(machine, probe.port);
  const { loss } = simulation.random;
  const connectMs = path.loss === 0 ? 0 : connectDelay(loss, path.loss);
  if (door.answer === 'silence' || connectMs >= probe.timeoutMs) {
    answerProbe(simulation, probe, { outcome: 'timed-out' }, probe.timeoutMs);
  } else if (door.answer === 'refused') {
    answerProbe(simulation, probe, { outcome: 'refused' }, connectMs + REFUSAL_MS);
  } else {
    const { app } = door;
    const cost = pageCost(app, probe.path, true, machine, simulation.state.timings);
    const slot = newJob(simulation, probe.instanceId, app.appId, cost);
    const job = jobAt(simulation, slot);
    job.probe = probe;
    simulation.hosting?.note(slot, probe.path, true);
    job.deadlineSequence = schedule(simulation, simulation.now + probe.timeoutMs, EVENT.probeDeadline, slot);
    if (path.loss === 0) admit(simulation, machine, app, slot);
    else admitLater(simulation, slot, connectMs + exchangeDelay(loss, path.loss));
  }
}

/** The health checker gives up. The application goes on with the request: nobody told it. */
export function probeDeadline(simulation: Simulation, slot: number, sequence: number): void {
  const job = jobAt(simulation, slot);
  const { probe } = job;
  if (job.phase === JOB.free || probe === null || job.deadlineSequence !== sequence) return;
  job.probe = null;
  answerProbe(simulation, probe, { outcome: 'timed-out' });
  if (job.phase === JOB.lost) freeJob(simulation, slot);
}
