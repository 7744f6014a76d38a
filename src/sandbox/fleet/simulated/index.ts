// The simulated fleet's public face. All it knows is in its state; this file binds the state to the kernel and runs its events in order.

import type { Kernel } from '../../../kernel/index.js';
import { RANK } from '../../context.js';
import type { SandboxEvent } from '../../events.js';
import type { HostReports } from '../app-host.js';
import type { Environment } from '../environment.js';
import type { Fleet, FleetObservation, VisitEnd } from '../fleet.js';
import { BusyMachines } from './busy.js';
import { carryOut, dispatch, ring } from './dispatch.js';
import { admit, place } from './front-door.js';
import { firstCode, firstKey, firstSequence, removeFirst } from './heap.js';
import { endHosting, Hosting, startHosting } from './hosting.js';
import { completeNext } from './jobs.js';
import { lastAnswerGiven } from './machine/apps.js';
import { NEVER } from './processor.js';
import { EVENT, indexPowered, type Simulation } from './simulation.js';
import type { SimulatedFleetState } from './state.js';
import { answerUser } from './traffic/users.js';

export { consoleOutput } from './machine/console.js';
export { newState, type SimulatedFleetState } from './state.js';
export { DEFAULT_TIMINGS, type FleetTimings } from './timings.js';
export {
  type AccessLine,
  accessLog,
  type Latencies,
  type TrafficPeriod,
  type TrafficReport,
  trafficReport,
} from './traffic/report.js';

const CONTROLLER = 'fleet';
const KEY = 'machines';

type Listener = (observation: FleetObservation, at: number) => void;

/**
 * Machines, users and requests over `state`. Registers its own kernel task. Traffic runs ahead in batches up to the kernel's horizon;
 * whatever the journal sees happens at its own millisecond.
 */
export function createSimulatedFleet(
  state: SimulatedFleetState,
  kernel: Kernel<SandboxEvent>,
  environment: Environment,
): Fleet {
  const listeners: Listener[] = [];
  let visitOver: (visitId: string, end: VisitEnd) => void = () => {};
  const simulation: Simulation = {
    state,
    kernel,
    environment,
    powered: [],
    busy: new BusyMachines(),
    scripts: new Map(),
    entries: new Map(),
    random: {
      users: kernel.random('fleet/users'),
      work: kernel.random('fleet/work'),
      loss: kernel.random('fleet/loss'),
      arrivals: kernel.random('fleet/arrivals'),
    },
    now: Math.max(state.clock, kernel.now),
    post: (observation, at) => {
      for (const listener of listeners) listener(observation, at);
    },
    answerUser: (user, statusCode, cut) => answerUser(simulation, user, statusCode, cut),
    visitOver: (visitId, end) => visitOver(visitId, end),
    appIsIdle: (machine, app) => lastAnswerGiven(simulation, machine, app),
  };
  indexPowered(simulation);
  const run = new FleetRun(simulation);
  kernel.register(CONTROLLER, RANK.observation, () => run.runAhead());
  if (state.hosted === true) run.during(() => endHosting(simulation));
  return {
    perform: (command) => run.during(() => carryOut(simulation, command)),
    subscribe: (listener) => listeners.push(listener),
    host: (host) => {
      const hosting = new Hosting(host);
      run.during(() => startHosting(simulation, hosting));
      return reportsAtOnce(hosting.reports(simulation), run);
    },
    visits: (over) => {
      visitOver = over;
    },
    endHosting: () => run.during(() => endHosting(simulation)),
    door: {
      admit: (request, turn) => run.during(() => admit(simulation, request, turn)),
      place: (knock, turn) => run.during(() => place(simulation, knock, turn)),
      finished: (outcome) => run.during(() => environment.requestFinished(outcome)),
    },
  };
}

/** Each report is carried out at the kernel's present instant, like a command. */
function reportsAtOnce(reports: HostReports, run: FleetRun): HostReports {
  return {
    listening: (app) => run.during(() => reports.listening(app)),
    exited: (app, exitCode) => run.during(() => reports.exited(app, exitCode)),
    answered: (job, answer) => run.during(() => reports.answered(job, answer)),
    printed: (app, line) => run.during(() => reports.printed(app, line)),
  };
}

class FleetRun {
  private running = false;

  constructor(private readonly simulation: Simulation) {}

  /** Carries out a command of the control plane, or a report of a host, at the kernel's present instant. */
  during<Result>(work: () => Result): Result {
    const { simulation } = this;
    const { kernel, state } = simulation;
    // A command that comes out of one of our own events finds everything up to it done.
    if (!this.running) this.runUntil(false);
    simulation.now = Math.max(kernel.now, state.clock);
    const outer = this.running;
    this.running = true;
    try {
      return work();
    } finally {
      this.running = outer;
      const next = this.nextAt();
      if (next < NEVER) kernel.wake(CONTROLLER, KEY, Math.ceil(next));
    }
  }

  /** Everything up to now, and beyond it up to the next thing that anybody else does. Answers when to go on. */
  runAhead(): number | undefined {
    this.runUntil(true);
    const next = this.nextAt();
    return next >= NEVER ? undefined : Math.ceil(next);
  }

  /** Events in order of time; a rare one only at the kernel's own instant, because the journal may hear of it. */
  private runUntil(ahead: boolean): void {
    const { simulation } = this;
    const { state, kernel } = simulation;
    const { queue } = state;
    this.running = true;
    try {
      for (;;) {
        const machine = simulation.busy.first();
        const queued = queue.length > 0 ? firstKey(queue) : NEVER;
        const machineAt = machine === undefined ? NEVER : machine.processor.nextAt;
        const at = machineAt <= queued ? machineAt : queued;
        // Asked every time: an observation that was posted meanwhile brings the horizon nearer.
        if (at > kernel.now && (!ahead || at > kernel.horizon() - 1)) return;
        if (machine !== undefined && machineAt <= queued) {
          this.moveTo(at);
          completeNext(simulation, machine);
        } else {
          const code = firstCode(queue);
          const sequence = firstSequence(queue);
          const kind = code & 7;
          if (kind === EVENT.timer && at > kernel.now && state.timers[sequence] !== undefined) return;
          removeFirst(queue);
          if (kind === EVENT.timer) this.ring(at, sequence);
          else {
            this.moveTo(at);
            dispatch(simulation, kind, (code - kind) / 8, sequence);
          }
        }
      }
    } finally {
      this.running = false;
    }
  }

  private moveTo(at: number): void {
    this.simulation.now = at;
    this.simulation.state.clock = at;
  }

  private ring(at: number, sequence: number): void {
    const { state } = this.simulation;
    const timer = state.timers[sequence];
    if (timer === undefined) return;
    delete state.timers[sequence];
    this.moveTo(Math.max(at, state.clock));
    ring(this.simulation, timer);
  }

  private nextAt(): number {
    const { queue } = this.simulation.state;
    const queued = queue.length > 0 ? firstKey(queue) : NEVER;
    return Math.min(queued, this.simulation.busy.first()?.processor.nextAt ?? NEVER);
  }
}
