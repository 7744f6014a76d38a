// One application that really runs: where it listens, what its switch files hold, which connections it has, what of them is unanswered.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import type { HostedApp, HostedRequest, HostSignal, Switches } from '../fleet/app-host.js';
import type { Address } from './addresses.js';
import type { Charge } from './cpu-accounts.js';
import { type Echo, Echoes } from './echoes.js';
import { type Order, SWITCH_FILES } from './runner.js';

/** Idle connections are closed from this side, before the sample's gunicorn does after 75 s: a request never meets a closing one. */
const IDLE_MS = 60_000;
/** ALB-10: how a health check introduces itself. */
const HEALTH_CHECKER = 'ELB-HealthChecker/2.0';

export interface Surroundings {
  /** For the switch files of all applications. */
  readonly scratch: string;
  /** Virtual milliseconds per host millisecond: whatever takes time in the world is so much shorter here. */
  readonly factor: number;
}

export class LocalApp {
  readonly agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  private readonly folder: string;
  private readonly written: Record<string, string | undefined> = {};
  private readonly early: HostSignal[] = [];
  private readonly echoes = new Echoes();
  private send?: (signal: HostSignal) => void;
  /** Known once it has been started. */
  address: Address | undefined;

  constructor(
    readonly app: HostedApp,
    private readonly around: Surroundings,
    private readonly onVisit: () => void,
  ) {
    this.folder = join(around.scratch, `app-${app.appId}`);
    mkdirSync(this.folder, { recursive: true });
  }

  /** Starts it; signals that come before it is there are sent after that. */
  async start(launch: (order: Order) => Promise<Address>, send: (signal: HostSignal) => void): Promise<void> {
    this.address = await launch({ app: this.app, environment: this.environment(), folder: this.folder });
    this.send = send;
    for (const signal of this.early.splice(0)) send(signal);
  }

  signal(signal: HostSignal): void {
    this.echoes.clear();
    if (this.send === undefined) this.early.push(signal);
    else this.send(signal);
  }

  /** What another user has just heard who asked for the same; undefined: it has to be asked. */
  echo({ path, switches }: HostedRequest): Echo | undefined {
    this.turnSwitches(switches);
    return this.echoes.of(path, performance.now());
  }

  /** What this request does to the account of its CPU. */
  charge({ path, healthCheck }: HostedRequest): Charge {
    return { workMs: workMsOf(path, this.workMs) / this.around.factor, healthCheck };
  }

  /** Asks it, and answers with the open request. */
  ask(asked: HostedRequest, answered: (answer: { readonly statusCode: number } | 'reset') => void): ClientRequest {
    this.turnSwitches(asked.switches);
    const began = performance.now();
    const headers = { host: 'localhost', 'user-agent': asked.healthCheck ? HEALTH_CHECKER : 'ha-lab' };
    const { host = '127.0.0.1', port = 0 } = this.address ?? {};
    const path = inHostTime(asked.path, this.around.factor);
    const open = request({ host, port, path, headers, agent: this.agent });
    open.once('response', (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => {
        const { statusCode = 0 } = response;
        const now = performance.now();
        if (!asked.healthCheck) this.echoes.note(asked.path, { statusCode, tookMs: now - began }, now);
        answered({ statusCode });
      });
      response.once('error', () => answered('reset'));
    });
    open.once('error', () => answered('reset'));
    open.end();
    return open;
  }

  /** Its processes have ended. */
  forget(): void {
    this.agent.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** CPU of a page, in the world's milliseconds. */
  private get workMs(): number {
    return Number(this.app.environment.WORK_MS ?? 0);
  }

  private environment(): Record<string, string> {
    const { environment, workers, threads } = this.app;
    const workMs = this.workMs / this.around.factor;
    return { ...environment, WEB_CONCURRENCY: String(workers), THREADS: String(threads), WORK_MS: String(workMs) };
  }

  /** Somebody from outside asks it. */
  visited(switches: Switches): void {
    this.turnSwitches(switches);
    this.onVisit();
  }

  /** The sample reads its switches from files, and so they lie there as on the machine. */
  private turnSwitches({ healthAnswer, answerDelayMs = 0 }: Switches): void {
    this.write(SWITCH_FILES.HEALTH_ANSWER_FILE, healthAnswer);
    const delayMs = Math.round(answerDelayMs / this.around.factor);
    this.write(SWITCH_FILES.ANSWER_DELAY_FILE, delayMs === 0 ? undefined : String(delayMs));
  }

  private write(name: string, text: string | undefined): void {
    if (this.written[name] === text) return;
    this.echoes.clear();
    this.written[name] = text;
    const file = join(this.folder, name);
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
  }
}

/** CPU that a page of the sample is asked to use: the front page the machine's WORK_MS, `/burn` what its query says. */
export function workMsOf(path: string, pageMs: number): number {
  const [page = '/', query = ''] = path.split('?');
  if (page === '/') return pageMs;
  return /^\/burn\/?$/.test(page) ? Number(new URLSearchParams(query).get('ms') ?? BURN_MS) || 0 : 0;
}

/** What the sample's `/burn` does unless told. */
const BURN_MS = 100;

/** Lengths of time in a query of the sample's own pages, as every other length of the world. */
const LENGTHS = ['s', 'beat', 'ms'];

/** `/slow?s=120&beat=1` at thirty times the speed is `/slow?s=4&beat=0.0333`. */
export function inHostTime(path: string, factor: number): string {
  const [page = '/', query] = path.split('?');
  if (query === undefined || factor === 1 || !/^\/(slow|burn)\/?$/.test(page)) return path;
  const words = new URLSearchParams(query);
  for (const name of LENGTHS) {
    const value = Number(words.get(name) ?? 0);
    if (value > 0) words.set(name, String(value / factor));
  }
  return `${page}?${words}`;
}
