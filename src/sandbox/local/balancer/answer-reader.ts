// A target's answer as it comes in pieces: interim answers, its head, its body, and what of each piece is to be passed on. It writes nothing.

import { type Body, bodyOf } from './http/body.js';
import { answerFraming } from './http/framing.js';
import { type AnswerHead, type RequestHead, readAnswerHead, staysOpen } from './http/head.js';

/** ALB-40: a longer head of an answer is a 502. */
const MOST_HEAD_BYTES = 32 * 1_024;
const END_OF_HEAD = '\r\n\r\n';
const SWITCHING_PROTOCOLS = 101;
const NOTHING = Buffer.alloc(0);

export interface Read {
  /** Heads of interim answers, such as 100. */
  readonly interim: readonly AnswerHead[];
  /** The body's part of the piece, as it is to be passed on. */
  readonly part: Buffer;
  readonly over: boolean;
}

export class AnswerReader {
  /** Known once it has come whole. */
  head: AnswerHead | undefined;
  /** Its chunks are taken off, because the client speaks HTTP/1.0. */
  plain = false;
  private held: Buffer | undefined;
  private body: Body | undefined;
  private more = false;

  constructor(private readonly request: RequestHead) {}

  /** @param piece what the target sent next. */
  read(piece: Buffer): Read | 'malformed' {
    if (this.body !== undefined) return this.readBody(this.body, piece, []);
    let bytes = this.held === undefined ? piece : Buffer.concat([this.held, piece]);
    const interim: AnswerHead[] = [];
    for (;;) {
      const end = bytes.indexOf(END_OF_HEAD);
      if (end > MOST_HEAD_BYTES || (end < 0 && bytes.length > MOST_HEAD_BYTES)) return 'malformed';
      if (end < 0) {
        this.held = bytes;
        return { interim, part: NOTHING, over: false };
      }
      const head = readAnswerHead(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + END_OF_HEAD.length);
      // Nobody asked for another protocol: `Upgrade` is not passed on.
      if (head === undefined || head.statusCode === SWITCHING_PROTOCOLS) return 'malformed';
      if (head.statusCode < 200) interim.push(head);
      else return this.begin(head, bytes, interim);
    }
  }

  /** Whether nothing can follow the head and body that were read, so that the end of the connection is no surprise. */
  get endsWithConnection(): boolean {
    return this.body?.endsWithConnection ?? false;
  }

  /** Whether the target's connection can be used for another request, once all of this one has gone out. */
  get leavesOpen(): boolean {
    const { head } = this;
    if (head === undefined || this.more || this.endsWithConnection) return false;
    return staysOpen(head);
  }

  private begin(head: AnswerHead, rest: Buffer, interim: readonly AnswerHead[]): Read | 'malformed' {
    const framing = answerFraming(head, this.request.method);
    if (framing === undefined) return 'malformed';
    this.head = head;
    this.held = undefined;
    this.plain = framing.kind === 'chunked' && this.request.minor === 0;
    this.body = bodyOf(framing);
    return this.readBody(this.body, rest, interim);
  }

  private readBody(body: Body, piece: Buffer, interim: readonly AnswerHead[]): Read | 'malformed' {
    const contents: Buffer[] = [];
    const { plain } = this;
    const taken = body.take(piece, 0, plain ? (from, to) => contents.push(piece.subarray(from, to)) : undefined);
    if (taken === 'malformed') return taken;
    this.more = taken.end < piece.length;
    const part = plain ? Buffer.concat(contents) : this.more ? piece.subarray(0, taken.end) : piece;
    return { interim, part, over: taken.over };
  }
}
