// The load generator: sends what the plan says until it is over or stopped, and waits for the answers that are still open.

import { randomOver, seedStream } from '../kernel/random.js';
import { mostUsers, nextActive, nextArrival, rateAt, usersAt } from '../sandbox/fleet/simulated/traffic/plan.js';
import { type Address, Addresses } from './addresses.js';
import { type LoadClock, waitUntil } from './clock.js';
import { type Exchanged, Exchanges } from './exchange.js';
import type { ClosedLoop, LoadPlan, OpenLoop } from './plan.js';
import { Tally } from './tally.js';

export interface Sending {
  readonly plan: LoadPlan;
  readonly clock: LoadClock;
  /** Where a name leads; DNS unless told. */
  readonly resolve?: (name: string) => Promise<readonly Address[]>;
}

export class Generator {
  readonly tally = new Tally();
  readonly startedAt: number;
  /** When an answer came last; `performance.now()`. */
  answeredAt = performance.now();
  private readonly addresses: Addresses;
  private readonly exchanges: Exchanges;
  private readonly stopping = new AbortController();

  constructor(private readonly sending: Sending) {
    const { plan, clock, resolve } = sending;
    const url = new URL(plan.url);
    // Brackets of an IPv6 address belong to the URL.
    const name = url.hostname.replace(/^\[|\]$/g, '');
    this.addresses = new Addresses(name, this.random('addresses'), resolve);
    this.exchanges = new Exchanges(url, plan.host ?? url.host, plan.mostConnections);
    this.startedAt = clock.now();
  }

  /** No new requests from now on; open ones meet their fate. */
  stop(): void {
    this.stopping.abort();
  }

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Users that the plan asks for now, or its rate; zero once it is over. */
  get wanted(): { readonly users: number; readonly perSecond: number } {
    const { loop } = this.sending.plan;
    if (this.isOver()) return { users: 0, perSecond: 0 };
    return loop.kind === 'closed'
      ? { users: usersAt(loop.users, this.elapsed()), perSecond: 0 }
      : { users: 0, perSecond: rateAt(loop.arrivals, this.elapsed()) };
  }

  /** Resolves when everything was sent and every answer came, or its user gave up. */
  async run(): Promise<void> {
    const { loop } = this.sending.plan;
    try {
      await (loop.kind === 'closed' ? this.closed(loop) : this.open(loop));
    } finally {
      this.stop();
      this.exchanges.close();
    }
  }

  private async closed(loop: ClosedLoop): Promise<void> {
    await Promise.all(Array.from({ length: mostUsers(loop.users) }, (_, index) => this.user(loop, index)));
  }

  /** Each has chance of its own, so that the thoughts of one never shift another's. */
  private async user({ users, thinkMs, once }: ClosedLoop, index: number): Promise<void> {
    const random = this.random(`user-${index}`);
    const { clock } = this.sending;
    // Not all at the same instant: the first request comes after a part of a thought.
    let at = this.startedAt + random.uniform(0, thinkMs.high);
    for (;;) {
      const next = nextActive(users, index, at - this.startedAt);
      if (next === undefined || !(await this.untilDue(this.startedAt + next))) return;
      const due = clock.now();
      await this.ask(due, once === true ? undefined : (thinkMs.low + thinkMs.high) / 2);
      at = clock.now() + random.uniform(thinkMs.low, thinkMs.high);
    }
  }

  private async open({ arrivals, mostOpen }: OpenLoop): Promise<void> {
    const random = this.random('arrivals');
    const { clock } = this.sending;
    const asked = new Set<Promise<void>>();
    for (let elapsed: number | undefined = 0; ; ) {
      elapsed = nextArrival(arrivals, elapsed, random.exponential(1));
      if (elapsed === undefined || !(await this.untilDue(this.startedAt + elapsed))) break;
      const due = this.startedAt + elapsed;
      if (this.tally.open >= mostOpen) this.notSent(clock.now());
      else {
        const one: Promise<void> = this.ask(due).finally(() => asked.delete(one));
        asked.add(one);
      }
    }
    await Promise.all(asked);
  }

  /** False: the plan is over before that, or it was stopped. */
  private async untilDue(at: number): Promise<boolean> {
    const { plan, clock } = this.sending;
    const end = this.startedAt + (plan.durationMs ?? Number.POSITIVE_INFINITY);
    await waitUntil(clock, Math.min(at, end), this.stopping.signal);
    return !this.stopped && at < end;
  }

  private async ask(due: number, expectedIntervalMs?: number): Promise<void> {
    const { plan, clock } = this.sending;
    const sent = clock.now();
    const sentHost = performance.now();
    const { speed } = clock;
    this.tally.started(sent);
    const exchanged = await this.exchange(plan.patienceMs / speed);
    // By this computer's clock, which is finer than what the account is asked.
    const sentMs = (performance.now() - sentHost) * speed;
    if (typeof exchanged.fate === 'number') this.answeredAt = performance.now();
    this.tally.ended(clock.now(), {
      ...exchanged,
      sentMs,
      dueMs: sentMs + Math.max(0, sent - due),
      ...(expectedIntervalMs === undefined ? {} : { expectedIntervalMs }),
    });
  }

  private async exchange(patienceMs: number): Promise<Exchanged> {
    const address = await this.addresses.pick();
    if (address === undefined) return { fate: 'unresolved' };
    return this.exchanges.ask(address, this.sending.plan.path, patienceMs);
  }

  private notSent(now: number): void {
    this.tally.started(now);
    this.tally.ended(now, { fate: 'not-sent', dueMs: 0, sentMs: 0 });
  }

  private elapsed(): number {
    return this.sending.clock.now() - this.startedAt;
  }

  private isOver(): boolean {
    const { durationMs } = this.sending.plan;
    return this.stopped || (durationMs !== undefined && this.elapsed() >= durationMs);
  }

  private random(stream: string) {
    return randomOver(seedStream(this.sending.plan.seed, stream));
  }
}
