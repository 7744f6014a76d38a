// One sandbox: a live world, the door through which inputs come in, and its clock. It holds no files and no sockets.

import { ServiceError } from '../errors.js';
import type { Instant, JournalEntry, Task } from '../kernel/index.js';
import { type BirthCertificate, DEFAULT_BIRTH } from './birth.js';
import { carryOut } from './carry-out.js';
import type { SandboxEvent } from './events.js';
import type { AppHost, HostReports } from './fleet/app-host.js';
import type { VisitEnd } from './fleet/fleet.js';
import type { FrontDoor, LocalDoor } from './fleet/front-door.js';
import { type TrafficReport, trafficReport } from './fleet/simulated/index.js';
import { type ControlAction, type Input, isRead } from './inputs.js';
import { bringForth, bringToLife, type LiveWorld, operationsOf } from './wiring.js';
import type { World } from './world.js';

/** Where inputs are kept before they are carried out. */
export type InputSink = (input: Input) => void;

/** What stands behind the applications while they really run. */
export interface RealMachines {
  /** Virtual seconds per second. */
  readonly factor: number;
  /** Listeners of load balancers that can be used now. */
  readonly doors: () => readonly LocalDoor[];
  /** For how many requests of simulated users one that is really made stands, lately; 1: all are made. */
  readonly requestsPerAnswer: () => number;
}

export class Sandbox {
  /** Grows when another world takes this one's place: whoever was running the clock must stop. */
  life = 0;
  /** Present while real processes run the applications: time can neither be run ahead nor turned back. */
  hosting: RealMachines | undefined;
  /** Listeners of load balancers on this computer that lead to simulated machines, while somebody holds them open. */
  visitorDoors: (() => readonly LocalDoor[]) | undefined;
  /** Host milliseconds spent on the world's calls and tasks: about what replaying them would take. */
  private work = { ms: 0 };

  private constructor(
    private live: LiveWorld,
    private sink: InputSink,
  ) {}

  static born(birth: Partial<BirthCertificate> = {}, sink: InputSink = () => {}): Sandbox {
    return new Sandbox(bringForth({ ...DEFAULT_BIRTH, ...birth }), sink);
  }

  static of(world: World, sink: InputSink = () => {}): Sandbox {
    return new Sandbox(bringToLife(world), sink);
  }

  get workedMs(): number {
    return this.work.ms;
  }

  set workedMs(ms: number) {
    this.work.ms = ms;
  }

  get now(): Instant {
    return this.live.kernel.now;
  }

  get startedAt(): Instant {
    return this.live.kernel.startedAt;
  }

  get region(): string {
    return this.live.world.account.region;
  }

  /** Twelve digits. */
  get accountId(): string {
    return this.live.world.account.id;
  }

  get journal(): readonly JournalEntry<SandboxEvent>[] {
    return this.live.kernel.journal;
  }

  /** The world as data; to keep it, serialise it before the next input. */
  get world(): World {
    return this.live.world;
  }

  /** Another sandbox that goes on from here; nothing done to one is seen by the other. */
  fork(): Sandbox {
    return Sandbox.of(structuredClone(this.live.world));
  }

  /** Goes on as the other sandbox, which must not be used any more. Whoever holds this one sees the other's world from now on. */
  become(other: Sandbox): void {
    this.live = other.live;
    this.sink = other.sink;
    this.work = other.work;
    this.life += 1;
  }

  /** An AWS operation, decoded and validated. Drain "now", log, execute, answer. Throws ServiceError; what the sink throws: not done. */
  call(service: string, operation: string, input: unknown): unknown {
    const handler = operationsOf(service)[operation] as ((input: unknown, context: unknown) => unknown) | undefined;
    if (handler === undefined) {
      throw new ServiceError('UnsupportedOperation', `The operation ${operation} is not modelled by the sandbox.`);
    }
    return this.timed(() => {
      this.live.kernel.settle();
      if (!isRead(operation)) this.sink({ kind: 'call', at: this.now, service, operation, input });
      return handler(input, this.live.context);
    });
  }

  /** What no AWS API can do to machines, users, zones and the APIs themselves. Throws LabError. */
  act(action: ControlAction): void {
    this.live.kernel.settle();
    this.sink({ kind: 'control', at: this.now, action });
    carryOut(this.live, action);
  }

  /** Runs the clock to `to`, as fast as possible; a past instant changes nothing. Not an input until `noteClock`. */
  run(to: Instant): void {
    this.timed(() => this.live.kernel.runUntil(Math.max(to, this.now)));
  }

  private timed<Result>(work: () => Result): Result {
    const started = performance.now();
    try {
      return work();
    } finally {
      this.workedMs += performance.now() - started;
    }
  }

  /** Logs where the clock stands. */
  noteClock(): void {
    this.sink({ kind: 'clock', at: this.now });
  }

  /** Repeats a logged input at its instant; what was refused, or failed, the first time is refused, or fails, again. */
  replay(input: Input): void {
    this.run(input.at);
    try {
      if (input.kind === 'control') this.act(input.action);
      if (input.kind === 'call') this.call(input.service, input.operation, input.input);
    } catch {
      // The caller was told when it happened: as AWS's error, or as a failure of the sandbox. The world went on from there.
    }
  }

  /** From now on the applications really run; what becomes of them is told through what is returned. */
  host(host: AppHost, machines: RealMachines): HostReports {
    this.live.kernel.settle();
    this.hosting = machines;
    return this.live.fleet.host(host);
  }

  /** Whoever ran them has stopped: they go on simulated. */
  endHosting(): void {
    if (this.hosting === undefined) return;
    this.hosting = undefined;
    this.live.kernel.settle();
    this.live.fleet.endHosting();
  }

  /** For requests that are brought from outside. */
  get door(): FrontDoor {
    return this.live.fleet.door;
  }

  /** Who is told how each visit ended, at its instant; until another world takes this one's place. */
  onVisitOver(over: (visitId: string, end: VisitEnd) => void): void {
    this.live.fleet.visits(over);
  }

  /** What the users of the traffic generator, or of one traffic, met in [from, to). No AWS API knows it. */
  traffic(from: Instant, to: Instant, trafficId?: string): TrafficReport {
    return trafficReport(this.live.world.fleet, { from, to, ...(trafficId === undefined ? {} : { trafficId }) });
  }

  /** What is going to happen, in order. */
  pending(): readonly Task[] {
    return this.live.kernel.pending();
  }

  /** When the next thing is due. */
  nextAt(): Instant | undefined {
    return this.live.kernel.nextAt();
  }
}
