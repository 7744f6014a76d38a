// The sandbox's own small control surface: what no AWS API offers, in process or over HTTP. Optional everywhere above the lab.

import type { Instant, JournalEntry } from '../kernel/index.js';
import type { SandboxEvent } from './events.js';
import type { TrafficReport } from './fleet/simulated/index.js';
import type { ControlAction } from './inputs.js';
import { skip } from './pace.js';
import type { Sandbox } from './sandbox.js';

export interface SandboxStatus {
  readonly now: Instant;
  readonly startedAt: Instant;
  readonly region: string;
  readonly seed: string;
  /** Virtual seconds per host second while the clock follows the host's; 0: it stands still between commands. */
  readonly speed: number;
  readonly nextAt?: Instant;
  readonly events: number;
}

export interface SandboxControl {
  status(): Promise<SandboxStatus>;
  /** Runs the clock ahead by this many virtual milliseconds, as fast as possible. */
  advance(ms: number, signal?: AbortSignal): Promise<Instant>;
  act(action: ControlAction): Promise<void>;
  /** What the users of the traffic generator met in [from, to). */
  traffic(from: Instant, to: Instant): Promise<TrafficReport>;
  /** Journal entries from this sequence number on. */
  journal(since: number): Promise<readonly JournalEntry<SandboxEvent>[]>;
}

/** Control over a sandbox in this process. `changed` is told after everything that moved it. */
export function localControl(sandbox: Sandbox, speed: () => number, changed: () => void): SandboxControl {
  return {
    status: async () => {
      const next = sandbox.nextAt();
      return {
        now: sandbox.now,
        startedAt: sandbox.startedAt,
        region: sandbox.region,
        seed: sandbox.world.kernel.seed,
        speed: speed(),
        ...(next === undefined ? {} : { nextAt: next }),
        events: sandbox.journal.length,
      };
    },
    advance: async (ms, signal) => {
      const reached = await skip(sandbox, sandbox.now + ms, signal);
      changed();
      return reached;
    },
    act: async (action) => {
      sandbox.act(action);
      changed();
    },
    traffic: async (from, to) => sandbox.traffic(from, to),
    journal: async (since) => sandbox.journal.slice(since),
  };
}
