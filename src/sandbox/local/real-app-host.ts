// Real applications behind the machines': each is started by a runner, asked over HTTP, and what becomes of it is told to the world.

import type { ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppHost, HostedApp, HostedRequest, HostReports, HostSignal } from '../fleet/app-host.js';
import { LocalApp, type Surroundings } from './local-app.js';
import type { Runner, RunnerMaker } from './runner.js';

/** gunicorn says so when it is bound, and with the application loaded (`preload_app`). */
const LISTENS = /\bListening at: /;
const NOT_STARTED = 127;
const LOOK_AGAIN_MS = 20;

export interface Hearing {
  /** Set once the world is bound to this host. */
  readonly reports: () => HostReports;
  /** Everything has ended, and nobody asked for that. */
  readonly lost: (why: string) => void;
  /** The load balancers' own connections to a machine are cut as well. */
  readonly cut: (instanceId: string, targetGroupArn: string) => void;
}

export class RealAppHost implements AppHost {
  private readonly runner: Runner;
  private readonly apps = new Map<number, LocalApp>();
  private readonly open = new Map<number, ClientRequest>();
  private readonly burners = new Map<string, string[]>();
  private readonly used = new Map<string, { instanceId: string; lastMs: number }>();
  private readonly busyMs = new Map<string, number>();
  /** Started, and neither listening nor ended yet. */
  private readonly awaited = new Set<string>();
  private serial = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly hearing: Hearing,
    make: RunnerMaker,
  ) {
    this.runner = make({
      printed: (key, line) => this.printed(key, line),
      exited: (key, code) => this.exited(key, code),
      failed: (key, why) => {
        this.printed(key, why);
        this.exited(key, NOT_STARTED);
      },
      busy: (milliseconds) => this.countBusy(milliseconds),
      lost: hearing.lost,
    });
  }

  start(app: HostedApp): void {
    const local = new LocalApp(app, this.around);
    this.apps.set(app.appId, local);
    const key = keyOf(app.appId);
    this.awaited.add(key);
    this.watchUse(key, app.instanceId);
    void local.start(
      (order) => this.runner.start(key, order),
      (signal) => this.runner.signal(key, signal),
    );
  }

  signal(appId: number, signal: HostSignal): void {
    this.apps.get(appId)?.signal(signal);
  }

  ask(asked: HostedRequest): void {
    const { job, app } = asked;
    const local = this.apps.get(app.appId);
    const answered = (answer: { readonly statusCode: number } | 'reset'): void => {
      if (this.open.delete(job)) this.hearing.reports().answered(job, answer);
    };
    // Placed first: whoever forgets it before it is answered finds it.
    if (local !== undefined) this.open.set(job, local.ask(asked, answered));
    else setImmediate(() => this.hearing.reports().answered(job, 'reset'));
  }

  forget(job: number): void {
    const request = this.open.get(job);
    if (request === undefined) return;
    this.open.delete(job);
    request.destroy();
  }

  cut(instanceId: string, targetGroupArn: string): void {
    this.hearing.cut(instanceId, targetGroupArn);
  }

  burn(instanceId: string, threads: number): void {
    const burning = this.burners.get(instanceId) ?? [];
    for (const key of burning.splice(threads)) this.runner.signal(key, 'kill');
    while (burning.length < threads) {
      this.serial += 1;
      const key = `burn-${this.serial}`;
      this.watchUse(key, instanceId);
      this.runner.burn(key, instanceId);
      burning.push(key);
    }
    if (burning.length > 0) this.burners.set(instanceId, burning);
    else this.burners.delete(instanceId);
  }

  takeBusyMs(instanceId: string): number {
    const busy = this.busyMs.get(instanceId) ?? 0;
    this.busyMs.delete(instanceId);
    return busy * this.around.factor;
  }

  /** The application that listens there, for whoever brings a request of their own. */
  app(appId: number): LocalApp | undefined {
    return this.apps.get(appId);
  }

  /** Resolves when everything that was started listens or has ended, or when the patience is over. */
  async started(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.awaited.size > 0 && performance.now() < end) await sleep(LOOK_AGAIN_MS);
  }

  /** Resolves when nothing runs any more. */
  async close(): Promise<void> {
    for (const request of this.open.values()) request.destroy();
    this.open.clear();
    await this.runner.close();
    for (const local of this.apps.values()) local.forget();
  }

  private watchUse(key: string, instanceId: string): void {
    this.used.set(key, { instanceId, lastMs: 0 });
  }

  private printed(key: string, line: string): void {
    const local = this.apps.get(appIdOf(key));
    if (local === undefined) return;
    this.hearing.reports().printed(local.app, line);
    if (!LISTENS.test(line)) return;
    this.awaited.delete(key);
    this.hearing.reports().listening(local.app);
  }

  private exited(key: string, code: number): void {
    this.used.delete(key);
    this.awaited.delete(key);
    const appId = appIdOf(key);
    const local = this.apps.get(appId);
    if (local === undefined) return;
    this.apps.delete(appId);
    local.forget();
    this.hearing.reports().exited(local.app, code);
  }

  private countBusy(milliseconds: Readonly<Record<string, number>>): void {
    for (const [key, ms] of Object.entries(milliseconds)) {
      const known = this.used.get(key);
      if (known === undefined) continue;
      this.busyMs.set(known.instanceId, (this.busyMs.get(known.instanceId) ?? 0) + Math.max(0, ms - known.lastMs));
      known.lastMs = ms;
    }
  }
}

const keyOf = (appId: number): string => `app-${appId}`;
const appIdOf = (key: string): number => (key.startsWith('app-') ? Number(key.slice(4)) : 0);
