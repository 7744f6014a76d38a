// The sandbox's own small control surface: what no AWS API offers, in process or over HTTP. Optional everywhere above the lab.
// docs/control-api.md describes it as HTTP routes.

import { LabError } from '../errors.js';
import type { Instant, JournalEntry } from '../kernel/index.js';
import type { SandboxEvent } from './events.js';
import type { LocalDoor } from './fleet/front-door.js';
import type { TrafficReport } from './fleet/simulated/index.js';
import type { ControlAction } from './inputs.js';
import type { Occupants } from './occupants.js';
import { skip, waitFor } from './pace.js';
import type { Pace, PaceDial } from './pace-dial.js';
import type { RealMachines, Sandbox } from './sandbox.js';
import { inTransition, type Transition } from './transitions.js';

export interface SandboxStatus {
  readonly now: Instant;
  readonly startedAt: Instant;
  readonly region: string;
  readonly seed: string;
  /** Virtual seconds per host second while the clock follows the host's; 0: it stands still between commands. */
  readonly speed: number;
  /** Before each answer to an AWS client the clock runs until nothing is in transition; between them it stands still. */
  readonly instant: boolean;
  /** Applications are real processes of this computer: the clock cannot be run ahead. Absent: simulated. */
  readonly realMachines?: RealMachinesSeen;
  readonly nextAt?: Instant;
  readonly events: number;
}

export interface RealMachinesSeen {
  /** For how many requests of the sandbox's own users one that is really made stands, lately; 1: all are made. */
  readonly requestsPerAnswer: number;
}

/** What takes a little longer to gather than a status, which is asked for whenever somebody wants to know the time. */
export interface SandboxDetails {
  /** What runs next, and on what. */
  readonly next?: { readonly at: Instant; readonly controller: string; readonly key: string };
  readonly inTransition: readonly Transition[];
  /** Where the load balancers listen on this computer; absent: they do not. */
  readonly doors?: readonly LocalDoor[];
  /** What is kept on disk; absent where nothing is. */
  readonly kept?: Kept;
}

export interface Kept {
  readonly inputs: number;
  readonly snapshots: number;
  readonly bytes: number;
  readonly forks: readonly ForkSummary[];
}

/** Another course of the same sandbox that was left by a rewind. */
export interface ForkSummary {
  readonly name: string;
  /** Where its clock stands. */
  readonly at: Instant;
  /** Up to where it is the same as the course that was gone on with. */
  readonly leftAt: Instant;
  readonly events: number;
  readonly bytes: number;
}

export type RewindRequest =
  | { readonly to: Instant }
  /** To the moment before this entry of the journal was made. */
  | { readonly event: number }
  /** Into a fork; the present course becomes one. */
  | { readonly fork: string };

export interface Rewound {
  /** Where the clock stands now. */
  readonly now: Instant;
  readonly events: number;
  /** The fork that holds what was left. */
  readonly kept: string;
  /** Files of the workbook that were put back to what they were at that instant. */
  readonly restored: readonly string[];
}

/** What the clock may be run to, besides an instant. */
export type AdvanceUntil = 'settled' | { readonly event: string };

export interface SandboxControl {
  status(): Promise<SandboxStatus>;
  details(): Promise<SandboxDetails>;
  /** Runs the clock ahead by this many virtual milliseconds, as fast as possible; where it then stands is kept before this answers. */
  advance(ms: number, signal?: AbortSignal, until?: AdvanceUntil): Promise<Instant>;
  /** Lets the clock go on at another speed, in virtual seconds per second; 0 stops it. Throws REFUSED where nobody lets it run. */
  setSpeed(speed: number): Promise<void>;
  act(action: ControlAction): Promise<void>;
  /** What the users of the traffic generator met in [from, to): of one traffic, or of all together. */
  traffic(from: Instant, to: Instant, trafficId?: string): Promise<TrafficReport>;
  /** Journal entries from this sequence number on. */
  journal(since: number): Promise<readonly JournalEntry<SandboxEvent>[]>;
  /** Says who is at work here until the signal is aborted, and resolves then, or when the sandbox closes. Meanwhile nobody can rewind. */
  occupy(by: string, signal: AbortSignal): Promise<void>;
  /** Goes to a past instant, or into a fork; what is left is kept as a fork. Throws REFUSED, UNKNOWN_TARGET, WORKBOOK_BUSY. */
  rewind(request: RewindRequest): Promise<Rewound>;
}

/** What a sandbox on disk adds to one in memory. */
export interface Keeping {
  readonly kept: () => Kept;
  /** Keeps where the clock stands. Throws ENVIRONMENT. */
  readonly keepClock: () => void;
  readonly rewind: (request: RewindRequest) => Rewound;
  readonly occupants: Occupants;
}

/** Control over a sandbox in this process. `changed` is told after everything that moved it, and while it moves. */
export function localControl(
  sandbox: Sandbox,
  dial: Pace & Pick<PaceDial, 'turn'>,
  changed: () => void,
  keeping?: Keeping,
): SandboxControl {
  return {
    status: async () => statusOf(sandbox, dial),
    details: async () => detailsOf(sandbox, keeping),
    advance: async (ms, signal, until) => {
      const stop = until === undefined ? {} : { until: stopFor(sandbox, until) };
      const move = sandbox.hosting === undefined ? skip : waitFor;
      const reached = await move(sandbox, sandbox.now + ms, signal, { ...stop, onSlice: changed });
      keeping?.keepClock();
      changed();
      return reached;
    },
    setSpeed: async (speed) => {
      if (sandbox.hosting !== undefined) throw machinesAreReal('set');
      dial.turn(speed);
    },
    act: async (action) => {
      sandbox.act(action);
      changed();
    },
    traffic: async (from, to, trafficId) => sandbox.traffic(from, to, trafficId),
    journal: async (since) => sandbox.journal.slice(since),
    occupy: async (by, signal) => keeping?.occupants.stay(by, signal),
    rewind: async (request) => {
      if (keeping === undefined) throw notKept();
      if (sandbox.hosting !== undefined) throw machinesAreReal('turned back');
      keeping.occupants.requireNobody();
      return keeping.rewind(request);
    },
  };
}

function statusOf(sandbox: Sandbox, { speed, instant }: Pace): SandboxStatus {
  const nextAt = sandbox.nextAt();
  return {
    now: sandbox.now,
    startedAt: sandbox.startedAt,
    region: sandbox.region,
    seed: sandbox.world.kernel.seed,
    speed,
    instant,
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(sandbox.hosting === undefined ? {} : { realMachines: seen(sandbox.hosting) }),
    events: sandbox.journal.length,
  };
}

function seen({ requestsPerAnswer }: RealMachines): RealMachinesSeen {
  return { requestsPerAnswer: Math.round(10 * requestsPerAnswer()) / 10 };
}

function detailsOf(sandbox: Sandbox, keeping: Keeping | undefined): SandboxDetails {
  const [next] = sandbox.pending();
  const doors = sandbox.hosting?.doors ?? sandbox.visitorDoors;
  return {
    ...(next === undefined ? {} : { next: { at: next.at, controller: next.controller, key: next.key } }),
    inTransition: inTransition(sandbox.world),
    ...(doors === undefined ? {} : { doors: doors() }),
    ...(keeping === undefined ? {} : { kept: keeping.kept() }),
  };
}

function stopFor(sandbox: Sandbox, until: AdvanceUntil): () => boolean {
  if (until === 'settled') return () => inTransition(sandbox.world).length === 0;
  let seen = sandbox.journal.length;
  return () => {
    const fresh = sandbox.journal.slice(seen);
    seen = sandbox.journal.length;
    return fresh.some(({ event }) => event.type === until.event);
  };
}

function machinesAreReal(what: 'set' | 'turned back'): LabError {
  const instead =
    what === 'set'
      ? 'serve it again with another --speed'
      : 'with simulated machines (without --fleet) it can be rewound';
  return new LabError('REFUSED', `The machines of this sandbox are real: their time cannot be ${what}.`, {
    suggestions: [`End the server with Ctrl-C; the sandbox is kept, and ${instead}`],
    exitCode: 2,
  });
}

function notKept(): LabError {
  return new LabError('REFUSED', 'This sandbox lives in memory only; it has no past to go back to.', {
    suggestions: ['A sandbox that ha-lab keeps on disk has one: ha-lab deploy, then ha-lab sandbox rewind 5m'],
    exitCode: 2,
  });
}
