// A few lines that are redrawn in place on a terminal. Elsewhere a redraw would be noise: then only what changed is written, by the caller.

import { stripVTControlCharacters } from 'node:util';

export interface LiveStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const UP = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A`);
const CLEAR_DOWN = '\u001b[J';

export class LiveLines {
  private drawn = 0;

  constructor(private readonly stream: LiveStream) {}

  /** Draws the lines over those drawn before. A line wider than the terminal is cut: a wrapped one could not be drawn over. */
  draw(lines: readonly string[]): void {
    if (this.stream.isTTY !== true) return;
    const width = this.stream.columns || 80;
    this.stream.write(`${UP(this.drawn)}\r${CLEAR_DOWN}${lines.map((line) => `${cut(line, width)}\n`).join('')}`);
    this.drawn = lines.length;
  }

  /** What is drawn stays, or goes; later lines come below. */
  end(keep: boolean): void {
    if (!keep && this.drawn > 0) this.stream.write(`${UP(this.drawn)}\r${CLEAR_DOWN}`);
    this.drawn = 0;
  }
}

/** Colours are dropped from a line that has to be cut, so that none is left open. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < width ? line : `${plain.slice(0, Math.max(1, width - 2))}…`;
}
