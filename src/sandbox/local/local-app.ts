// One application's real processes: where it listens, what its switch files hold, which connections it has, what of them is unanswered.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { HostedApp, HostedRequest, HostSignal, Switches } from '../fleet/app-host.js';
import { type Address, freeAddress, loopbackOf } from './addresses.js';
import { SAMPLE } from './python.js';
import type { Launch } from './supervisor.js';

const NUMBERS: Readonly<Record<HostSignal, number>> = {
  terminate: constants.signals.SIGTERM,
  kill: constants.signals.SIGKILL,
  pause: constants.signals.SIGSTOP,
  resume: constants.signals.SIGCONT,
};
/** Idle connections are closed from this side, before the sample's gunicorn does after 75 s: a request never meets a closing one. */
const IDLE_MS = 60_000;
/** ALB-10: how a health check introduces itself. */
const HEALTH_CHECKER = 'ELB-HealthChecker/2.0';

export interface Surroundings {
  /** Folder of `gunicorn`. */
  readonly programs: string;
  /** For the switch files of all applications. */
  readonly scratch: string;
  /** Virtual milliseconds per host millisecond: whatever takes time in the world is so much shorter here. */
  readonly factor: number;
}

export class LocalApp {
  readonly agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  private readonly folder: string;
  private readonly written: Record<string, string | undefined> = {};
  private readonly signals: number[] = [];
  private send?: (number: number) => void;
  /** Known once it has been started. */
  address: Address | undefined;

  constructor(
    readonly app: HostedApp,
    private readonly around: Surroundings,
  ) {
    this.folder = join(around.scratch, `app-${app.appId}`);
    mkdirSync(this.folder, { recursive: true });
  }

  /** Finds its place and starts it; signals that came before are sent after it. */
  async start(launch: (launch: Launch) => void, send: (number: number) => void): Promise<void> {
    const { privateIpAddress, port } = this.app;
    this.address = await freeAddress({ host: loopbackOf(privateIpAddress), port });
    launch(this.launch(this.address));
    this.send = send;
    for (const number of this.signals.splice(0)) send(number);
  }

  signal(signal: HostSignal): void {
    const number = NUMBERS[signal];
    if (this.send === undefined) this.signals.push(number);
    else this.send(number);
  }

  /** Asks it, and answers with the open request. */
  ask(asked: HostedRequest, answered: (answer: { readonly statusCode: number } | 'reset') => void): ClientRequest {
    this.turnSwitches(asked.switches);
    const headers = { host: 'localhost', 'user-agent': asked.healthCheck ? HEALTH_CHECKER : 'ha-lab' };
    const { host = '127.0.0.1', port = 0 } = this.address ?? {};
    const path = inHostTime(asked.path, this.around.factor);
    const open = request({ host, port, path, headers, agent: this.agent });
    open.once('response', (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => answered({ statusCode: response.statusCode ?? 0 }));
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

  private launch({ host, port }: Address): Launch {
    const { app, around, folder } = this;
    const workMs = Number(app.environment.WORK_MS ?? 0) / around.factor;
    return {
      argv: [join(around.programs, 'gunicorn'), '--config', join(SAMPLE, 'gunicorn.conf.py')],
      cwd: SAMPLE,
      env: {
        PATH: `${around.programs}:${process.env.PATH ?? ''}`,
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        ...app.environment,
        HOST: host,
        PORT: String(port),
        WEB_CONCURRENCY: String(app.workers),
        THREADS: String(app.threads),
        WORK_MS: String(workMs),
        HEALTH_ANSWER_FILE: join(folder, 'health-answer'),
        ANSWER_DELAY_FILE: join(folder, 'answer-delay'),
      },
    };
  }

  /** The sample reads its switches from files, and so they lie there as on the machine. */
  turnSwitches({ healthAnswer, answerDelayMs = 0 }: Switches): void {
    this.write('health-answer', healthAnswer);
    const delayMs = Math.round(answerDelayMs / this.around.factor);
    this.write('answer-delay', delayMs === 0 ? undefined : String(delayMs));
  }

  private write(name: string, text: string | undefined): void {
    if (this.written[name] === text) return;
    this.written[name] = text;
    const file = join(this.folder, name);
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
  }
}

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
