// One HTTP request through a load balancer: admitted by the world, carried to the target's real process, streamed both ways, its end told.

import { randomBytes } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import type { Admission } from '../fleet/front-door.js';
import { type FailureCause, STATUS_BY_CAUSE } from '../services/elbv2/index.js';
import type { AccessLine } from './access-log.js';
import { endToEnd, toTarget } from './headers.js';
import { answerByItself } from './listeners.js';
import type { LocalApp } from './local-app.js';

/** ALB-40: no connection within this long, virtual time. */
const CONNECT_MS = 10_000;
const TRACE_DIGITS = 24;
/** ALB-40: more addresses in X-Forwarded-For are refused with 463. */
const MOST_FORWARDED = 30;

/** What a load balancer's node has taken in. */
export type Taken = Exclude<Admission, { meets: 'nothing' }>;

/** What carrying needs of the world and of the processes. */
export interface Ways {
  admit(path: string, host: string | undefined, bytes: number): Admission;
  app(appId: number): LocalApp | undefined;
  finished(admission: Taken, end: Ending): void;
  log(line: AccessLine): void;
  readonly port: number;
  readonly idleTimeoutMs: number;
  readonly factor: number;
}

export interface Ending {
  readonly statusCode: number;
  readonly byTarget: boolean;
  readonly connectionFailed: boolean;
  /** Until the target answered, virtual; absent: it did not. */
  readonly seconds?: number;
}

/** A request on its way; the deregistration delay may cut it. */
export class Carried {
  private readonly startedAt = performance.now();
  private admission: Admission | undefined;
  private upstream: ClientRequest | undefined;
  private timer: NodeJS.Timeout | undefined;
  private answeredAfterMs: number | undefined;
  private over = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly ways: Ways,
    private readonly left: () => void,
  ) {}

  begin(): void {
    const { request, response, ways } = this;
    const refused = refusalOf(request);
    if (refused !== undefined) {
      this.answerSelf(refused);
      return;
    }
    const { host } = request.headers;
    const admission = ways.admit(request.url ?? '/', nameOf(host), sizeOf(request));
    this.admission = admission;
    response.once('close', () => this.clientGone());
    switch (admission.meets) {
      case 'nothing':
        request.socket.destroy();
        this.end();
        break;
      case 'balancer':
        this.answerSelf(admission.statusCode);
        break;
      case 'refusal':
        this.fail('connection-refused');
        break;
      case 'silence':
        this.timer = setTimeout(() => this.fail('connect-timeout'), CONNECT_MS / ways.factor);
        break;
      case 'app':
        this.forward(admission, ways.app(admission.app.appId));
    }
  }

  /** Whether this is under way to that machine from that target group. */
  goesTo(instanceId: string, targetGroupArn: string): boolean {
    const { admission } = this;
    if (admission === undefined || !('target' in admission)) return false;
    return admission.target.instanceId === instanceId && admission.target.targetGroupArn === targetGroupArn;
  }

  cut(): void {
    this.fail('drain-expired');
  }

  private forward(admission: Extract<Admission, { meets: 'app' }>, app: LocalApp | undefined): void {
    if (app?.address === undefined) {
      this.fail('connection-refused');
      return;
    }
    app.turnSwitches(admission.switches);
    const { request, ways } = this;
    const { method, url: path } = request;
    const headers = toTarget(request.headers, {
      clientAddress: request.socket.remoteAddress ?? '',
      port: ways.port,
      atSeconds: Math.floor(Date.now() / 1_000),
      unique: randomBytes(TRACE_DIGITS / 2).toString('hex'),
    });
    const upstream = open({ ...app.address, agent: app.agent, method, path, headers });
    this.upstream = upstream;
    this.watchIdle();
    upstream.once('response', (answer) => this.answer(answer));
    upstream.on('error', (error: NodeJS.ErrnoException) => this.fail(causeOf(error)));
    // Most have no body, and need no pipe.
    if (hasBody(request)) request.pipe(upstream);
    else upstream.end();
  }

  private answer(answer: IncomingMessage): void {
    const { response } = this;
    this.answeredAfterMs = performance.now() - this.startedAt;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.headers));
    answer.on('data', () => this.timer?.refresh());
    // Half an answer cannot be taken back: the client sees the connection end too soon.
    answer.once('error', () => response.destroy());
    answer.once('end', () => this.told({ statusCode: answer.statusCode ?? 502, byTarget: true }));
    answer.pipe(response);
  }

  /** Nothing passed for as long as the load balancer waits (ALB-40: 504). */
  private watchIdle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail('answer-timeout'), this.ways.idleTimeoutMs / this.ways.factor);
  }

  private clientGone(): void {
    if (this.over) return;
    if (this.answeredAfterMs === undefined) this.fail('client-gave-up');
    else this.told({ statusCode: this.response.statusCode, byTarget: true });
    this.upstream?.destroy();
  }

  private fail(cause: FailureCause): void {
    if (this.over) return;
    const { statusCode, connectionFailed } = STATUS_BY_CAUSE[cause];
    if (this.answeredAfterMs !== undefined) {
      this.response.destroy();
      this.told({ statusCode: this.response.statusCode, byTarget: true });
    } else {
      this.told({ statusCode, byTarget: false, connectionFailed });
      answerByItself(this.response, statusCode);
    }
    this.upstream?.destroy();
  }

  /** Nobody's fault but the request's, or a rule's: no target hears of it. */
  private answerSelf(statusCode: number): void {
    // No listener: AWS refuses the connection; here the port outlives its listener by a moment.
    if (statusCode === 0) this.request.socket.destroy();
    else answerByItself(this.response, statusCode);
    this.told({ statusCode, byTarget: false });
  }

  private told(end: Pick<Ending, 'statusCode' | 'byTarget'> & { readonly connectionFailed?: boolean }): void {
    if (this.over) return;
    this.end();
    const { admission, ways, answeredAfterMs } = this;
    const routed = admission !== undefined && 'target' in admission ? admission : undefined;
    const tookMs = (performance.now() - this.startedAt) * ways.factor;
    const targetMs = answeredAfterMs === undefined ? undefined : answeredAfterMs * ways.factor;
    const seconds = targetMs === undefined ? {} : { seconds: targetMs / 1_000 };
    if (admission !== undefined && admission.meets !== 'nothing' && end.statusCode > 0) {
      ways.finished(admission, { connectionFailed: false, ...end, ...seconds });
    }
    ways.log({
      request: this.request,
      routed,
      statusCode: end.statusCode,
      byTarget: end.byTarget,
      tookMs,
      ...(targetMs === undefined ? {} : { targetMs }),
    });
  }

  private end(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.left();
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What the load balancer refuses by itself (ALB-40). */
function refusalOf({ method, headers }: IncomingMessage): number | undefined {
  if (method === 'TRACE') return 405;
  const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',');
  return forwarded.split(',').length > MOST_FORWARDED ? 463 : undefined;
}

function causeOf({ code = '' }: NodeJS.ErrnoException): FailureCause {
  if (code === 'ECONNREFUSED') return 'connection-refused';
  return code.startsWith('HPE_') ? 'malformed-answer' : 'target-closed';
}

/** Of "localhost:8080" the name. An address is no name that a rule could match. */
function nameOf(host: string | undefined): string | undefined {
  const name = host?.replace(/:\d+$/, '');
  return name === undefined || /^[\d.]+$|^\[|^localhost$/.test(name) ? undefined : name;
}

function sizeOf({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, method.length + url.length + 12);
}
