// A whole screen that is redrawn in place: the alternate screen, changed lines only, everything put back on every way out.

import { stripVTControlCharacters } from 'node:util';

export interface FrameStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[H\u001b[J';
const LEAVE = '\u001b[?25h\u001b[?1049l';
/** Terminals that know these marks show a frame whole or not at all; the others ignore them. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const at = (row: number): string => `\u001b[${row + 1};1H`;
const CLEAR_LINE = '\u001b[K';
const CLEAR_ALL = '\u001b[H\u001b[J';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

export class Frame {
  private shown: readonly string[] | undefined;
  private paintAgain: (() => readonly string[]) | undefined;
  private readonly resized = (): void => {
    if (this.shown === undefined || this.paintAgain === undefined) return;
    this.stream.write(CLEAR_ALL);
    this.shown = [];
    this.draw(this.paintAgain);
  };
  private readonly leaving = (): void => this.leave();

  constructor(private readonly stream: FrameStream) {}

  get open(): boolean {
    return this.shown !== undefined;
  }

  size(): FrameSize {
    return { columns: this.stream.columns || 80, rows: this.stream.rows || 24 };
  }

  /** @param paint makes the lines for the size there is; called again when that changes */
  draw(paint: () => readonly string[]): void {
    if (this.shown === undefined) this.enter();
    this.paintAgain = paint;
    const { columns, rows } = this.size();
    const lines = paint()
      .slice(0, rows)
      .map((line) => cutLine(line, columns));
    const before = this.shown ?? [];
    const count = Math.max(lines.length, before.length);
    const changed = Array.from({ length: count }, (_, row) => row).filter(
      (row) => (lines[row] ?? '') !== (before[row] ?? ''),
    );
    if (changed.length > 0) {
      this.stream.write(`${BEGIN}${changed.map((row) => `${at(row)}${lines[row] ?? ''}${CLEAR_LINE}`).join('')}${END}`);
    }
    this.shown = lines;
  }

  /** The screen as it was before the first frame. */
  leave(): void {
    if (this.shown === undefined) return;
    this.shown = undefined;
    this.stream.off('resize', this.resized);
    process.off('exit', this.leaving);
    this.stream.write(LEAVE);
  }

  private enter(): void {
    this.shown = [];
    this.stream.write(ENTER);
    this.stream.on('resize', this.resized);
    process.on('exit', this.leaving);
  }
}

/** Colours are dropped from a line that has to be cut, so that none is left open. */
export function cutLine(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, Math.max(1, columns - 1))}…`;
}
