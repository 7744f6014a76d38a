// One client's connection: requests are read off it one after the other, and what is no request is refused.

import type { Socket } from 'node:net';
import { refusalOf } from './headers.js';
import { type Body, bodyOf } from './http/body.js';
import { mended, verdictOn } from './http/desync.js';
import { requestFraming } from './http/framing.js';
import { BARE_LINE_FEED, MOST_HEAD_BYTES, type Refusal, type RequestHead, readRequestHead } from './http/head.js';
import { ownAnswer } from './own-answers.js';
import type { Client, Reception, Taking } from './ways.js';

const END_OF_HEAD = '\r\n\r\n';
const CR = 13;
const LF = 10;
/** A client that was told to leave, and does not, is left alone for so long: what it still sends must not cost it the answer. */
const LINGER_MS = 1_000;

/** Pieces up to here are worth copying, so that a head and its body leave in one packet. */
const SMALL = 16 * 1_024;

export class ClientConnection implements Client {
  readonly address: string;
  readonly port: number;
  private readonly since = performance.now();
  /** Read, and not understood yet: a part of a head, or requests that wait their turn. */
  private pending: Buffer | undefined;
  private taking: Taking | undefined;
  /** Of the request under way, while more of it is to come. */
  private body: Body | undefined;
  /** Runs while a head is incomplete. */
  private deadline: NodeJS.Timeout | undefined;
  private idleMs: number;
  private ending = false;
  private gone = false;

  constructor(
    private readonly socket: Socket,
    private readonly reception: Reception,
  ) {
    this.address = socket.remoteAddress ?? '-';
    this.port = socket.remotePort ?? 0;
    this.idleMs = reception.settings().idleMs;
    socket.setTimeout(this.idleMs);
    socket.on('data', (piece) => this.came(piece));
    socket.on('drain', () => this.taking?.clientDrained());
    socket.on('timeout', () => this.idle());
    socket.on('error', () => socket.destroy());
    socket.on('end', () => this.left());
    socket.on('close', () => this.left());
  }

  get mayStay(): boolean {
    return !this.ending && performance.now() - this.since < this.reception.settings().keepAliveMs;
  }

  get isIdle(): boolean {
    return this.taking === undefined;
  }

  write(text: string, bytes?: Buffer): boolean {
    const { socket } = this;
    const length = bytes?.length ?? 0;
    if (bytes === undefined || length === 0) return text === '' || socket.write(text, 'latin1');
    if (text === '') return socket.write(bytes);
    if (length <= SMALL) return socket.write(text + bytes.toString('latin1'), 'latin1');
    socket.write(text, 'latin1');
    return socket.write(bytes);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  finish(staysOpen: boolean): void {
    this.taking = undefined;
    this.body = undefined;
    this.socket.resume();
    if (!staysOpen) this.end();
    else if (this.pending !== undefined) setImmediate(() => this.next());
  }

  abort(): void {
    this.taking = undefined;
    this.ending = true;
    this.socket.resetAndDestroy();
  }

  /** Ends it now, or after the request that is under way. */
  shut(): void {
    if (this.isIdle) this.end();
    else this.ending = true;
  }

  destroy(): void {
    this.socket.destroy();
  }

  private came(piece: Buffer): void {
    if (this.ending && this.body === undefined) return;
    if (this.body !== undefined) this.feed(this.body, piece);
    else {
      this.pending = this.pending === undefined ? piece : Buffer.concat([this.pending, piece]);
      if (this.taking === undefined) this.next();
      else if (this.pending.length > MOST_HEAD_BYTES) this.socket.pause();
    }
  }

  /** The next request, if its head is there. */
  private next(): void {
    if (this.taking !== undefined || this.ending || this.pending === undefined) return;
    const bytes = withoutEmptyLines(this.pending);
    const end = bytes.indexOf(END_OF_HEAD);
    this.pending = bytes.length === 0 ? undefined : bytes;
    if (end > MOST_HEAD_BYTES || (end < 0 && bytes.length > MOST_HEAD_BYTES)) this.refuse({ statusCode: 400 });
    else if (end >= 0) this.begin(bytes, end + END_OF_HEAD.length);
    else if (hasBareLineFeed(bytes)) this.refuse(BARE_LINE_FEED);
    else if (bytes.length > 0) {
      this.deadline ??= setTimeout(() => this.refuse({ statusCode: 408 }), this.reception.settings().idleMs);
    }
  }

  private begin(bytes: Buffer, length: number): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
    const head = readRequestHead(bytes.toString('latin1', 0, length - END_OF_HEAD.length));
    if ('refused' in head) {
      this.refuse(head.refused);
      return;
    }
    const read = requestFraming(head);
    if ('refused' in read) {
      this.refuse(read.refused, head);
      return;
    }
    const { framing, doubt } = read;
    const verdict = verdictOn(doubt, this.reception.settings().desync);
    const blocked = doubt !== undefined && verdict === 'blocked';
    const refusal = blocked ? { statusCode: 400, classification: doubt } : refusalOf(head);
    if (refusal !== undefined) {
      this.refuse(refusal, head);
      return;
    }
    const rest = bytes.length > length ? bytes.subarray(length) : undefined;
    const whole = framing.kind === 'none';
    this.pending = whole ? rest : undefined;
    this.body = whole ? undefined : bodyOf(framing);
    this.watchIdle();
    const request = { head: doubt === undefined ? head : mended(head), doubt, alone: verdict === 'alone', length };
    const taking = this.reception.take(request, whole, this);
    this.taking = taking;
    taking.begin();
    if (this.body !== undefined && rest !== undefined) this.feed(this.body, rest);
  }

  private feed(body: Body, piece: Buffer): void {
    const taken = body.take(piece, 0);
    const { taking } = this;
    if (taken === 'malformed') {
      this.body = undefined;
      taking?.bodyBroke(400);
      return;
    }
    if (taken.over) {
      this.body = undefined;
      if (taken.end < piece.length) this.pending = piece.subarray(taken.end);
    }
    taking?.bodyCame(piece.subarray(0, taken.end), taken.over);
  }

  private refuse(refusal: Refusal, head?: RequestHead): void {
    if (this.ending) return;
    const answer = ownAnswer(refusal.statusCode, { staysOpen: false, headOnly: false, at: Date.now() });
    this.write(answer);
    this.tellRefused(refusal, answer.length, head);
    this.end();
  }

  private tellRefused(refusal: Refusal, sent: number, head?: RequestHead): void {
    const { address, port, pending } = this;
    const sides = { clientAddress: address, clientPort: port, received: pending?.length ?? 0, sent };
    this.reception.refused(refusal, sides, head);
  }

  /** As long as the load balancer's attribute says now. */
  private watchIdle(): void {
    const { idleMs } = this.reception.settings();
    if (idleMs !== this.idleMs) this.socket.setTimeout(idleMs);
    this.idleMs = idleMs;
  }

  /** Nothing came and nothing went for as long as the load balancer waits. */
  private idle(): void {
    if (this.taking !== undefined) {
      // For the target's answer the target's connection watches.
      if (this.body !== undefined) this.taking.bodyBroke(408);
    } else if (this.pending !== undefined) this.refuse({ statusCode: 408 });
    else this.socket.destroy();
  }

  private end(): void {
    this.ending = true;
    this.pending = undefined;
    clearTimeout(this.deadline);
    this.socket.setTimeout(LINGER_MS);
    this.socket.end();
  }

  private left(): void {
    if (this.gone) return;
    this.gone = true;
    clearTimeout(this.deadline);
    if (this.taking !== undefined) this.taking.clientGone();
    // Half a head, and its sender has gone: nobody can be told, but it is counted (ALB-40).
    else if (this.pending !== undefined && !this.ending) this.tellRefused({ statusCode: 400 }, 0);
  }
}

/** RFC 9112, section 2.2: empty lines before a request are to be overlooked. */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let from = 0;
  while (bytes[from] === CR && bytes[from + 1] === LF) from += 2;
  return from === 0 ? bytes : bytes.subarray(from);
}

/** A head whose lines end so would never come to its end. */
function hasBareLineFeed(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) return true;
  return false;
}
