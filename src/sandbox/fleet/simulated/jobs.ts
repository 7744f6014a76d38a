// Requests inside a machine: a thread slot, a wait, a share of the CPU, an answer. Also what ends them early: a pause, a stop, a crash.
// A health check that waits is answered here; a user through `simulation.answerUser`, because users are another part.

import type { ProbeRequest, ProbeResult } from '../fleet.js';
import { firstCode } from './heap.js';
import type { PageCost } from './pages.js';
import { addJob, advance, removeJobs, settle, takeCompleted } from './processor.js';
import { appOf, EVENT, nextSequence, type Simulation, schedule } from './simulation.js';
import { type App, JOB, type Job, type Machine } from './state.js';

export function jobAt(simulation: Simulation, slot: number): Job {
  return simulation.state.jobs[slot] as Job;
}

/** A slot for a new request, recycled where possible. */
export function newJob(simulation: Simulation, instanceId: string, appId: number, cost: PageCost): number {
  const { state } = simulation;
  const slot = state.freeJobs.pop() ?? state.jobs.length;
  const known = state.jobs[slot];
  if (known === undefined) {
    state.jobs.push({
      phase: JOB.free,
      instanceId,
      appId,
      user: -1,
      probe: null,
      cpuMs: 0,
      waitMs: 0,
      statusCode: 0,
      streams: false,
      eventSequence: 0,
      deadlineSequence: 0,
    });
  }
  const job = jobAt(simulation, slot);
  const { variability } = simulation.state.timings;
  job.instanceId = instanceId;
  job.appId = appId;
  job.cpuMs = cost.cpuMs * (1 - variability + variability * simulation.random.work.exponential(1));
  job.waitMs = cost.waitMs;
  job.statusCode = cost.statusCode;
  job.streams = cost.streams;
  return slot;
}

/** The request has reached the application's port. */
export function admit(simulation: Simulation, machine: Machine, app: App, slot: number): void {
  machine.networkIn += simulation.state.timings.requestBytes;
  if (simulation.hosting?.runs(app)) {
    jobAt(simulation, slot).phase = JOB.hosted;
    app.serving += 1;
    simulation.hosting.ask(machine, app, slot);
    return;
  }
  if (app.paused || app.serving >= app.workers * app.threads) {
    jobAt(simulation, slot).phase = JOB.backlog;
    app.backlog.push(slot);
  } else {
    begin(simulation, machine, app, slot);
  }
}

/** As `admit`, after the time that lost packets take to be sent again. */
export function admitLater(simulation: Simulation, slot: number, delayMs: number): void {
  const job = jobAt(simulation, slot);
  job.phase = JOB.travelling;
  job.eventSequence = schedule(simulation, simulation.now + delayMs, EVENT.jobArrives, slot);
}

/** The request got through in the end. Its application has gone meanwhile: then it was cut, and its slot is another's. */
export function jobArrives(simulation: Simulation, slot: number, sequence: number): void {
  const job = jobAt(simulation, slot);
  const machine = simulation.state.machines[job.instanceId];
  if (job.phase !== JOB.travelling || job.eventSequence !== sequence || machine === undefined) return;
  const app = appOf(machine, job.appId);
  if (app !== undefined) admit(simulation, machine, app, slot);
}

function begin(simulation: Simulation, machine: Machine, app: App, slot: number): void {
  const job = jobAt(simulation, slot);
  app.serving += 1;
  if (job.waitMs > 0) {
    job.phase = JOB.waiting;
    job.eventSequence = schedule(simulation, simulation.now + job.waitMs, EVENT.jobWait, slot);
    return;
  }
  compute(simulation, machine, slot, job.cpuMs);
}

function compute(simulation: Simulation, machine: Machine, slot: number, cpuMs: number): void {
  jobAt(simulation, slot).phase = JOB.running;
  const { processor } = machine;
  advance(processor, simulation.now);
  if (processor.jobs.length === 0) simulation.busy.enter(machine);
  addJob(processor, cpuMs, nextSequence(simulation), slot);
}

/** The part of a request that needs no CPU is over. */
export function waitOver(simulation: Simulation, slot: number, sequence: number): void {
  const job = jobAt(simulation, slot);
  const machine = simulation.state.machines[job.instanceId];
  if (job.phase !== JOB.waiting || job.eventSequence !== sequence || machine === undefined) return;
  const app = appOf(machine, job.appId);
  if (app?.paused === true) {
    job.phase = JOB.parked;
    app.parked.push({ job: slot, cpuMs: job.cpuMs });
  } else {
    compute(simulation, machine, slot, job.cpuMs);
  }
}

/** The machine's processor has finished its next job; `simulation.now` is that instant. */
export function completeNext(simulation: Simulation, machine: Machine): void {
  const { processor } = machine;
  advance(processor, simulation.now);
  const slot = firstCode(processor.jobs);
  takeCompleted(processor);
  settle(processor);
  answer(simulation, machine, slot, jobAt(simulation, slot).statusCode);
}

/** A real application has answered, at `simulation.now`. */
export function jobDone(simulation: Simulation, slot: number, statusCode: number): void {
  const machine = simulation.state.machines[jobAt(simulation, slot).instanceId];
  if (machine !== undefined) answer(simulation, machine, slot, statusCode);
}

/** The connection to a real application broke before it had answered. */
export function jobReset(simulation: Simulation, slot: number): void {
  const { instanceId, appId } = jobAt(simulation, slot);
  const machine = simulation.state.machines[instanceId];
  const app = machine === undefined ? undefined : appOf(machine, appId);
  if (machine !== undefined && app !== undefined) cutJobs(simulation, machine, app, false, (_, at) => at === slot);
}

/** What a real application had, and has no more, a simulated one goes on with. */
export function takeOver(simulation: Simulation, slot: number): void {
  const { instanceId, cpuMs } = jobAt(simulation, slot);
  const machine = simulation.state.machines[instanceId];
  if (machine !== undefined) compute(simulation, machine, slot, cpuMs);
}

function answer(simulation: Simulation, machine: Machine, slot: number, statusCode: number): void {
  const job = jobAt(simulation, slot);
  const app = appOf(machine, job.appId);
  machine.networkOut += simulation.state.timings.responseBytes;
  const { user, probe } = job;
  freeJob(simulation, slot);
  if (user >= 0) simulation.answerUser(user, statusCode, false);
  else if (probe !== null) answerProbe(simulation, probe, { outcome: 'answered', statusCode });
  if (app === undefined) return;
  app.serving -= 1;
  if (app.phase === 'stopping' && requestsInside(app) === 0) simulation.appIsIdle(machine, app);
  takeFromBacklog(simulation, machine, app);
}

function takeFromBacklog(simulation: Simulation, machine: Machine, app: App): void {
  while (app.backlog.length > 0 && !app.paused && app.serving < app.workers * app.threads) {
    begin(simulation, machine, app, app.backlog.shift() as number);
  }
}

export function freeJob(simulation: Simulation, slot: number): void {
  const job = jobAt(simulation, slot);
  job.phase = JOB.free;
  job.user = -1;
  job.probe = null;
  simulation.hosting?.forget(slot);
  simulation.state.freeJobs.push(slot);
}

export function answerProbe(simulation: Simulation, probe: ProbeRequest, result: ProbeResult, delayMs = 0): void {
  simulation.post({ kind: 'probe-answered', probeId: probe.probeId, result }, Math.ceil(simulation.now + delayMs));
}

const hasThread = ({ phase }: Job): boolean => phase !== JOB.backlog && phase !== JOB.travelling;

/** All requests inside an application, wherever they are. */
function jobsOf(simulation: Simulation, app: App): number[] {
  const slots: number[] = [];
  simulation.state.jobs.forEach((job, slot) => {
    if (job.phase !== JOB.free && job.phase !== JOB.lost && job.appId === app.appId) slots.push(slot);
  });
  return slots;
}

/** The application's processes are stopped (`kill -STOP`, `docker pause`): it takes connections and answers nothing. */
export function pauseApp(simulation: Simulation, machine: Machine, app: App): void {
  if (app.paused) return;
  app.paused = true;
  simulation.hosting?.signal(app, 'pause');
  advance(machine.processor, simulation.now);
  const standing = removeJobs(machine.processor, (slot) => jobAt(simulation, slot).appId === app.appId);
  for (const { code, cpuMs } of standing) {
    jobAt(simulation, code).phase = JOB.parked;
    app.parked.push({ job: code, cpuMs });
  }
}

export function resumeApp(simulation: Simulation, machine: Machine, app: App): void {
  if (!app.paused) return;
  app.paused = false;
  simulation.hosting?.signal(app, 'resume');
  for (const { job, cpuMs } of app.parked.splice(0)) compute(simulation, machine, job, cpuMs);
  takeFromBacklog(simulation, machine, app);
}

/**
 * Cuts requests of an application. `silently`: no packet tells the load balancer (power loss), so whoever waits goes on waiting;
 * otherwise a reset does, and the load balancer answers 502 (ALB-40).
 */
export function cutJobs(
  simulation: Simulation,
  machine: Machine,
  app: App,
  silently: boolean,
  only: (job: Job, slot: number) => boolean = () => true,
): void {
  const slots = jobsOf(simulation, app).filter((slot) => only(jobAt(simulation, slot), slot));
  if (slots.length === 0) return;
  const cut = new Set(slots);
  advance(machine.processor, simulation.now);
  removeJobs(machine.processor, (slot) => cut.has(slot));
  app.serving -= slots.filter((slot) => hasThread(jobAt(simulation, slot))).length;
  app.backlog.splice(0, app.backlog.length, ...app.backlog.filter((slot) => !cut.has(slot)));
  app.parked.splice(0, app.parked.length, ...app.parked.filter(({ job }) => !cut.has(job)));
  for (const slot of slots) {
    const job = jobAt(simulation, slot);
    const { statusCode, streams, user, probe } = job;
    const began = hasThread(job);
    if (silently && probe !== null) {
      // The health checker's own timeout ends it (`probeDeadline`).
      job.phase = JOB.lost;
      continue;
    }
    freeJob(simulation, slot);
    if (silently) continue;
    // A streamed answer has sent its headers: the user has a 200 with a body that ends too soon.
    if (user >= 0) simulation.answerUser(user, streams && began ? statusCode : 502, true);
    else if (probe !== null) answerProbe(simulation, probe, { outcome: 'refused' });
  }
  takeFromBacklog(simulation, machine, app);
}

/** Requests inside the application that have a thread. */
export function requestsInside(app: App): number {
  return app.serving + app.backlog.length;
}
