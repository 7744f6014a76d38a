// One request through a load balancer: admitted by the world, carried to the target's real process, streamed both ways, its end told.

import { randomUUID } from 'node:crypto';
import type { RuleAnswer } from '../../fleet/environment.js';
import type { Admission } from '../../fleet/front-door.js';
import { type FailureCause, STATUS_BY_CAUSE } from '../../services/elbv2/index.js';
import type { Address } from '../addresses.js';
import type { Sides } from './access-log.js';
import { AnswerReader } from './answer-reader.js';
import { headToClient, headToTarget, traceId } from './headers.js';
import { type AnswerHead, type RequestHead, staysOpen } from './http/head.js';
import { ownAnswer } from './own-answers.js';
import type { TargetConnection, User } from './target-connections.js';
import type { Client, Request, Taken, Taking, Ways } from './ways.js';

const TRACE_DIGITS = 24;

export class Exchange implements User, Taking {
  private readonly startedAt = performance.now();
  private admission: Admission | undefined;
  private address: Address | undefined;
  private target: TargetConnection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private answeredAfterMs: number | undefined;
  private staysOpen = false;
  private sent = 0;
  private trace: string | undefined;
  private over = false;
  private received: number;
  private readonly head: RequestHead;
  private readonly reader: AnswerReader;

  /** @param bodyOver whether the request has come whole with its head. */
  constructor(
    private readonly request: Request,
    private bodyOver: boolean,
    private readonly client: Client,
    private readonly ways: Ways,
  ) {
    this.head = request.head;
    this.received = request.length;
    this.reader = new AnswerReader(request.head);
  }

  begin(): void {
    const { head, ways } = this;
    const admission = ways.admit(head, this.received);
    this.admission = admission;
    switch (admission.meets) {
      case 'nothing':
        // Nobody is there who could even refuse: the client waits as long as it likes.
        this.timer = setTimeout(() => this.client.abort(), ways.settings().idleMs);
        break;
      case 'balancer':
        this.answerSelf(admission);
        break;
      case 'refusal':
        this.fail('connection-refused');
        break;
      case 'silence':
        this.timer = setTimeout(() => this.fail('connect-timeout'), ways.settings().connectMs);
        break;
      case 'app':
        this.forward(admission);
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

  bodyCame(piece: Buffer, over: boolean): void {
    this.received += piece.length;
    this.bodyOver = over;
    if (this.target !== undefined && piece.length > 0 && !this.target.send(piece) && !over) this.client.pause();
  }

  bodyBroke(statusCode: 400 | 408): void {
    if (this.over) return;
    if (this.answered) this.breakOff();
    else this.giveOwn(statusCode);
    this.target?.close();
  }

  clientDrained(): void {
    this.target?.resume();
  }

  clientGone(): void {
    if (this.over) return;
    const { head } = this.reader;
    if (this.answered && head !== undefined) this.tell(head.statusCode, true);
    else this.tell(this.bodyOver ? STATUS_BY_CAUSE['client-gave-up'].statusCode : 400, false);
    this.target?.close();
  }

  came(piece: Buffer): void {
    const { reader } = this;
    const read = reader.read(piece);
    if (read === 'malformed') {
      if (this.answered) this.breakOff();
      else this.fail('malformed-answer');
      return;
    }
    if (this.head.minor > 0) {
      for (const { statusCode, reason } of read.interim) this.write(`HTTP/1.1 ${statusCode} ${reason}\r\n\r\n`);
    }
    const { head } = reader;
    if (head === undefined) return;
    const flows = this.write(this.answered ? '' : this.answerBegins(head), read.part);
    if (read.over) this.complete(head);
    else if (!flows) this.target?.pause();
  }

  drained(): void {
    this.client.resume();
  }

  ended(error: NodeJS.ErrnoException | undefined): void {
    const { reader } = this;
    this.target = undefined;
    if (this.over) return;
    if (this.targetIsDark()) {
      // Its zone has no power: nobody is left to reset anything, and silence is all that comes.
      this.timer = setTimeout(() => this.silent(true), this.ways.settings().idleMs);
    } else if (reader.head !== undefined && reader.endsWithConnection && error === undefined)
      this.complete(reader.head);
    else if (this.answered) this.breakOff();
    else this.fail(error?.code === 'ECONNREFUSED' ? 'connection-refused' : 'target-closed');
  }

  silent(connected: boolean): void {
    if (this.over) return;
    if (!this.bodyOver && connected) this.bodyBroke(408);
    else this.fail(connected ? 'answer-timeout' : 'connect-timeout');
  }

  private forward(admission: Extract<Admission, { meets: 'app' }>): void {
    const { head, client, ways } = this;
    const address = ways.open(admission);
    if (address === undefined) {
      this.fail('connection-refused');
      return;
    }
    const arrived = {
      clientAddress: client.address,
      clientPort: client.port,
      port: ways.port,
      atSeconds: Math.floor(Date.now() / 1_000),
      unique: randomUUID().replaceAll('-', '').slice(0, TRACE_DIGITS),
    };
    this.trace = traceId(head.fields, arrived);
    this.address = address;
    const settings = ways.settings();
    this.target = ways.targets.take(address, settings);
    this.target.use(this, settings);
    this.target.send(headToTarget(head, arrived, settings.fields, this.trace));
  }

  /** Its head as the client gets it. */
  private answerBegins(head: AnswerHead): string {
    const { reader } = this;
    this.answeredAfterMs = performance.now() - this.startedAt;
    this.staysOpen = this.mayStay() && !reader.endsWithConnection && !reader.plain;
    return headToClient(head, this.staysOpen, reader.plain);
  }

  /** The target's answer has been passed on whole. */
  private complete(head: AnswerHead): void {
    const { target, address, bodyOver, reader } = this;
    this.tell(head.statusCode, true);
    if (target !== undefined && address !== undefined && bodyOver && reader.leavesOpen && !this.request.alone) {
      this.ways.targets.giveBack(address, target);
    } else target?.close();
    this.client.finish(this.staysOpen && bodyOver);
  }

  /** In the middle of the target's answer. */
  private breakOff(): void {
    this.tell(this.reader.head?.statusCode ?? 502, true);
    this.target?.close();
    this.client.abort();
  }

  private fail(cause: FailureCause): void {
    if (this.over) return;
    if (this.answered) {
      this.breakOff();
      return;
    }
    const { statusCode, connectionFailed } = STATUS_BY_CAUSE[cause];
    this.target?.close();
    this.giveOwn(statusCode, connectionFailed);
  }

  /** A rule's answer, or that no target is registered. */
  private answerSelf(admission: Extract<Admission, { meets: 'balancer' }>): void {
    const { statusCode, answer: rule } = admission;
    if (statusCode === 0) {
      // No listener: AWS refuses the connection; here the port outlives its listener by a moment.
      this.tell(0, false);
      this.client.abort();
      return;
    }
    const location = rule?.type === 'redirect' ? this.ways.location(rule, this.head) : undefined;
    this.tell(statusCode, false, { location, action: rule?.type ?? 'forward' });
    this.writeOwn(statusCode, rule, location);
  }

  /** In the place of a target that was asked. */
  private giveOwn(statusCode: number, connectionFailed = false): void {
    this.tell(statusCode, false, { connectionFailed });
    this.writeOwn(statusCode);
  }

  private writeOwn(statusCode: number, rule?: RuleAnswer, location?: string): void {
    const mayStay = this.mayStay();
    const answering = { staysOpen: mayStay, headOnly: this.head.method === 'HEAD', at: Date.now() };
    this.write(ownAnswer(statusCode, answering, rule, location));
    this.client.finish(mayStay);
  }

  /** Whether the client has the head of the target's answer: nothing else can be said then. */
  private get answered(): boolean {
    return this.answeredAfterMs !== undefined;
  }

  private mayStay(): boolean {
    return this.bodyOver && !this.request.alone && this.client.mayStay && staysOpen(this.head);
  }

  private targetIsDark(): boolean {
    const { admission } = this;
    return admission !== undefined && 'target' in admission && this.ways.isDark(admission.target.instanceId);
  }

  private write(text: string, bytes?: Buffer): boolean {
    this.sent += text.length + (bytes?.length ?? 0);
    return this.client.write(text, bytes);
  }

  private sides(): Sides {
    const { client, received, sent } = this;
    return { clientAddress: client.address, clientPort: client.port, received, sent };
  }

  private tell(
    statusCode: number,
    byTarget: boolean,
    more: {
      readonly connectionFailed?: boolean;
      readonly location?: string | undefined;
      readonly action?: string;
    } = {},
  ): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    const { admission, ways, answeredAfterMs, head, address, trace } = this;
    const { connectionFailed = false, location, action = 'forward' } = more;
    const targetMs = answeredAfterMs === undefined ? undefined : answeredAfterMs * ways.factor;
    const seconds = targetMs === undefined ? undefined : targetMs / 1_000;
    const taken: Taken | undefined = admission === undefined || admission.meets === 'nothing' ? undefined : admission;
    if (taken !== undefined && statusCode > 0)
      ways.finished(taken, { statusCode, byTarget, connectionFailed, seconds });
    const targetGroupArn = taken !== undefined && 'target' in taken ? taken.target.targetGroupArn : undefined;
    const tookMs = (performance.now() - this.startedAt) * ways.factor;
    const went = { targetGroupArn, address, statusCode, byTarget, tookMs, targetMs };
    ways.log({ head, sides: this.sides(), ...went, action, location, trace, classification: this.request.doubt });
    ways.left(this);
  }
}
