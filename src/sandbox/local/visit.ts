// One real request to simulated machines: told to the world, and answered as the world says.

import type { VisitEnd } from '../fleet/fleet.js';
import { pathOf } from './balancer/headers.js';
import { namedHost } from './balancer/hosts.js';
import { type RequestHead, staysOpen } from './balancer/http/head.js';
import { type Answering, ownAnswer, type Redirect, reasonOf } from './balancer/own-answers.js';
import type { Client, Request, Taking } from './balancer/ways.js';

/** What ends with no status: nothing comes back, the name leads nowhere. */
const UNRESOLVED = 1;
const CUT = 2;

/** Who writes visits down for the world. */
export interface Register {
  /** Answers false when it could not be written down: then it does not happen. */
  begun(visit: Visit): boolean;
  /** It has come to its end before the world's answer. */
  left(visit: Visit): void;
  /** Where a redirect leads. */
  location(rule: Redirect, head: RequestHead): string;
}

export class Visit implements Taking {
  readonly path: string;
  readonly host: string | undefined;
  private over = false;

  constructor(
    readonly visitId: string,
    private readonly request: Request,
    private bodyOver: boolean,
    private readonly client: Client,
    private readonly register: Register,
  ) {
    this.path = pathOf(request.head);
    this.host = namedHost(request.head);
  }

  begin(): void {
    if (!this.register.begun(this)) this.answer({ status: 503, instanceId: '', byTarget: false });
  }

  /** A simulated machine reads no body: it only has to come to its end before another request can follow. */
  bodyCame(_piece: Buffer, over: boolean): void {
    this.bodyOver = over;
  }

  bodyBroke(statusCode: 400 | 408): void {
    this.register.left(this);
    this.answer({ status: statusCode, instanceId: '', byTarget: false });
  }

  clientDrained(): void {}

  clientGone(): void {
    if (this.over) return;
    this.over = true;
    this.register.left(this);
  }

  answer({ status, instanceId, byTarget, answer: rule }: VisitEnd): void {
    if (this.over) return;
    const { client, request } = this;
    if (status <= UNRESOLVED) {
      this.abort();
      return;
    }
    const at = Date.now();
    if (status === CUT) {
      client.write(machineAnswer(200, instanceId, { staysOpen: false, headOnly: false, at }, true));
      this.abort();
      return;
    }
    this.over = true;
    const mayStay = this.bodyOver && !request.alone && client.mayStay && staysOpen(request.head);
    const answering = { staysOpen: mayStay, headOnly: request.head.method === 'HEAD', at };
    const location = rule?.type === 'redirect' ? this.register.location(rule, request.head) : undefined;
    client.write(
      byTarget ? machineAnswer(status, instanceId, answering) : ownAnswer(status, answering, rule, location),
    );
    client.finish(mayStay);
  }

  /** Nobody is left who could answer. */
  abort(): void {
    this.over = true;
    this.client.abort();
  }
}

const pageOf = (instanceId: string): string =>
  `<!doctype html>\n<title>${instanceId}</title>\n<h1>${instanceId}</h1>\n<p>A simulated machine answered. Reload: another one answers.</p>\n`;

/** @param cut a streamed answer whose connection breaks in the middle: half a body. */
function machineAnswer(
  statusCode: number,
  instanceId: string,
  { staysOpen, headOnly, at }: Answering,
  cut = false,
): string {
  const page = pageOf(instanceId);
  const lines = [
    `HTTP/1.1 ${statusCode} ${reasonOf(statusCode)}`,
    'Server: gunicorn',
    `Date: ${new Date(at).toUTCString()}`,
    'Content-Type: text/html; charset=utf-8',
    'Cache-Control: no-store',
    `X-Instance-Id: ${instanceId}`,
    `Content-Length: ${cut ? 2 * page.length : page.length}`,
    `Connection: ${staysOpen ? 'keep-alive' : 'close'}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${headOnly ? '' : page}`;
}
