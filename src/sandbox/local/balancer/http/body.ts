// Follows a body that passes through: how much of a piece belongs to it, and whether that was the end. It keeps nothing. Pure.

import type { Framing } from './framing.js';

export interface Taken {
  /** Where in the piece the body's part ends. */
  readonly end: number;
  readonly over: boolean;
}

export interface Body {
  /** @param from where in the piece to begin. @param content told each stretch that is no framing. 'malformed': the chunks are none. */
  take(piece: Buffer, from: number, content?: (from: number, to: number) => void): Taken | 'malformed';
  /** Whether the end of the connection is the end of the body, and not too soon. */
  readonly endsWithConnection: boolean;
}

export function bodyOf(framing: Framing): Body {
  switch (framing.kind) {
    case 'none':
      return { take: (_, end) => ({ end, over: true }), endsWithConnection: false };
    case 'length':
      return new OfLength(framing.bytes);
    case 'chunked':
      return new Chunks();
    case 'until-close':
      return {
        take: (piece, from, content) => {
          content?.(from, piece.length);
          return { end: piece.length, over: false };
        },
        endsWithConnection: true,
      };
  }
}

class OfLength implements Body {
  readonly endsWithConnection = false;

  constructor(private left: number) {}

  take(piece: Buffer, from: number, content?: (from: number, to: number) => void): Taken {
    const end = Math.min(piece.length, from + this.left);
    this.left -= end - from;
    if (end > from) content?.(from, end);
    return { end, over: this.left === 0 };
  }
}

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
/** Of a chunk's size: more than any body has. */
const MOST_DIGITS = 12;
/** Of what may follow a chunk's size, and of trailers: a body of endless trailers is an attack. */
const MOST_ASIDE = 16 * 1_024;

type Place =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'content'
  | 'content-cr'
  | 'content-lf'
  | 'line-start'
  | 'line'
  | 'line-lf'
  | 'last-lf';

/** A byte at a time where there is framing, in strides where there is content. */
class Chunks implements Body {
  readonly endsWithConnection = false;
  private place: Place = 'size';
  private digits = 0;
  private size = 0;
  private aside = 0;

  take(piece: Buffer, from: number, content?: (from: number, to: number) => void): Taken | 'malformed' {
    let at = from;
    while (at < piece.length) {
      if (this.place === 'content') {
        const end = Math.min(piece.length, at + this.size);
        content?.(at, end);
        this.size -= end - at;
        at = end;
        if (this.size === 0) this.place = 'content-cr';
        continue;
      }
      const next = this.step(piece[at] ?? 0);
      if (next === undefined) return 'malformed';
      at += 1;
      if (next === 'over') return { end: at, over: true };
      this.place = next;
    }
    return { end: at, over: false };
  }

  /** What comes after this byte; undefined: it must not stand here. */
  private step(byte: number): Place | 'over' | undefined {
    switch (this.place) {
      case 'size':
        return this.sizeStep(byte);
      case 'extension':
        if (byte === CR) return 'size-lf';
        return this.isAside(byte) ? 'extension' : undefined;
      case 'size-lf':
        if (byte !== LF) return undefined;
        this.digits = 0;
        this.aside = 0;
        return this.size === 0 ? 'line-start' : 'content';
      case 'content-cr':
        return byte === CR ? 'content-lf' : undefined;
      case 'content-lf':
        return byte === LF ? 'size' : undefined;
      case 'line-start':
        if (byte === CR) return 'last-lf';
        return this.isAside(byte) ? 'line' : undefined;
      case 'line':
        if (byte === CR) return 'line-lf';
        return this.isAside(byte) ? 'line' : undefined;
      case 'line-lf':
        return byte === LF ? 'line-start' : undefined;
      case 'last-lf':
        return byte === LF ? 'over' : undefined;
      case 'content':
        return undefined;
    }
  }

  private sizeStep(byte: number): Place | undefined {
    const digit = digitOf(byte);
    if (digit !== undefined) {
      this.size = this.digits === 0 ? digit : this.size * 16 + digit;
      this.digits += 1;
      return this.digits <= MOST_DIGITS ? 'size' : undefined;
    }
    if (this.digits === 0) return undefined;
    if (byte === CR) return 'size-lf';
    return byte === SEMICOLON ? 'extension' : undefined;
  }

  private isAside(byte: number): boolean {
    this.aside += 1;
    return byte !== LF && byte !== 0 && this.aside <= MOST_ASIDE;
  }
}

/** Of a hexadecimal digit in ASCII. */
function digitOf(byte: number): number | undefined {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const small = byte | 32;
  return small >= 97 && small <= 102 ? small - 87 : undefined;
}
