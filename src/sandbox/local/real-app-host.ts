// Real applications behind the machines': each is started by a runner, asked over HTTP, and what becomes of it is told to the world.

import type { ClientRequest } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppHost, HostedApp, HostedRequest, HostReports, HostSignal } from '../fleet/app-host.js';
import { CpuAccounts } from './cpu-accounts.js';
import type { Echo } from './echoes.js';
import { LocalApp, type Surroundings } from './local-app.js';
import { REQUEST_MS, RequestBudget } from './request-budget.js';
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

/** A request that has not been answered. */
type Underway = Pick<ClientRequest, 'destroy'> | { destroy(): void };

export class RealAppHost implements AppHost {
  private readonly runner: Runner;
  private readonly apps = new Map<number, LocalApp>();
  private readonly open = new Map<number, Underway>();
  private readonly burners = new Map<string, string[]>();
  private readonly cpu: CpuAccounts;
  private readonly budget = new RequestBudget(availableParallelism(), performance.now());
  /** Started, and neither listening nor ended yet. */
  private readonly awaited = new Set<string>();
  private serial = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly hearing: Hearing,
    make: RunnerMaker,
  ) {
    this.cpu = new CpuAccounts(around.factor);
    this.runner = make({
      printed: (key, line) => this.printed(key, line),
      exited: (key, code) => this.exited(key, code),
      failed: (key, why) => {
        this.printed(key, why);
        this.exited(key, NOT_STARTED);
      },
      busy: (milliseconds) => this.cpu.report(milliseconds, performance.now()),
      lost: hearing.lost,
    });
  }

  start(app: HostedApp): void {
    const key = keyOf(app.appId);
    const local = new LocalApp(app, this.around, () => this.cpu.visited(key));
    this.apps.set(app.appId, local);
    this.awaited.add(key);
    this.cpu.open(key, app.instanceId, true);
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
    if (local === undefined) {
      setImmediate(() => this.hearing.reports().answered(job, 'reset'));
      return;
    }
    const echo = asked.healthCheck || this.budget.allows(performance.now()) ? undefined : local.echo(asked);
    if (echo !== undefined) this.follow(asked, echo);
    else this.really(asked, local);
  }

  /** This one's answer is that of another user of just now. */
  private follow({ job, app }: HostedRequest, { statusCode, tookMs }: Echo): void {
    this.cpu.followed(keyOf(app.appId));
    const timer = setTimeout(() => this.answered(job, { statusCode }), tookMs);
    this.open.set(job, { destroy: () => clearTimeout(timer) });
  }

  private really(asked: HostedRequest, local: LocalApp): void {
    const charge = local.charge(asked);
    this.budget.spend(charge.workMs + REQUEST_MS);
    this.cpu.asked(keyOf(asked.app.appId), charge);
    // What was forgotten still ends somehow, and its job may be another request's by then.
    const underway = local.ask(asked, (answer) => {
      if (this.open.get(asked.job) === underway) this.answered(asked.job, answer);
    });
    this.open.set(asked.job, underway);
  }

  /** Nobody hears of what has been forgotten. */
  private answered(job: number, answer: { readonly statusCode: number } | 'reset'): void {
    if (this.open.delete(job)) this.hearing.reports().answered(job, answer);
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
      this.cpu.open(key, instanceId, false);
      this.runner.burn(key, instanceId);
      burning.push(key);
    }
    if (burning.length > 0) this.burners.set(instanceId, burning);
    else this.burners.delete(instanceId);
  }

  takeBusyMs(instanceId: string): number {
    return this.cpu.take(instanceId, performance.now());
  }

  /** For how many of the users' requests one that is really made stands, lately. */
  get requestsPerAnswer(): number {
    return this.cpu.requestsPerAnswer;
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

  private printed(key: string, line: string): void {
    const local = this.apps.get(appIdOf(key));
    if (local === undefined) return;
    this.hearing.reports().printed(local.app, line);
    if (!LISTENS.test(line)) return;
    this.awaited.delete(key);
    this.cpu.listens(key);
    this.hearing.reports().listening(local.app);
  }

  private exited(key: string, code: number): void {
    this.cpu.close(key);
    this.awaited.delete(key);
    const appId = appIdOf(key);
    const local = this.apps.get(appId);
    if (local === undefined) return;
    this.apps.delete(appId);
    local.forget();
    this.hearing.reports().exited(local.app, code);
  }
}

const keyOf = (appId: number): string => `app-${appId}`;
const appIdOf = (key: string): number => (key.startsWith('app-') ? Number(key.slice(4)) : 0);
