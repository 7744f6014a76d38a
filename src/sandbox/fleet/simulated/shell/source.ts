// A script's text with a reading position: blanks, comments, line numbers, matching brackets. No grammar.

import { ShellSyntaxError } from './syntax.js';

export class Source {
  position = 0;
  /** Here documents announced on this line; their text starts on the next one. */
  private readonly awaited: ((text: string) => void)[] = [];
  private readonly marks: { readonly end: string; readonly stripTabs: boolean }[] = [];

  constructor(
    readonly text: string,
    private readonly firstLine = 1,
  ) {}

  get line(): number {
    let line = this.firstLine;
    for (let index = 0; index < this.position; index += 1) if (this.text[index] === '\n') line += 1;
    return line;
  }

  get char(): string {
    return this.text[this.position] ?? '';
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.position += text.length;
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, `${pattern.flags}y`);
    sticky.lastIndex = this.position;
    return sticky.exec(this.text);
  }

  fail(message: string): never {
    throw new ShellSyntaxError(this.line, message);
  }

  /** Skips blanks, continued lines and comments; stays before a line break. */
  skipBlanks(): void {
    for (;;) {
      const blank = this.match(/(?:[ \t\r]|\\\r?\n)+/);
      if (blank !== null) this.position += blank[0].length;
      else if (this.char === '#') this.position += this.match(/[^\n]*/)?.[0].length ?? 0;
      else return;
    }
  }

  /** Steps over one line break and reads the here documents that start after it. */
  takeLineBreak(): boolean {
    if (!this.take('\n')) return false;
    for (const [index, mark] of this.marks.splice(0).entries()) this.readDocument(mark, this.awaited[index]);
    this.awaited.length = 0;
    return true;
  }

  awaitDocument(end: string, stripTabs: boolean, deliver: (text: string) => void): void {
    this.marks.push({ end, stripTabs });
    this.awaited.push(deliver);
  }

  private readDocument(
    mark: { readonly end: string; readonly stripTabs: boolean },
    deliver: ((text: string) => void) | undefined,
  ): void {
    const lines: string[] = [];
    while (!this.atEnd) {
      const raw = this.match(/[^\n]*/)?.[0] ?? '';
      this.position += raw.length;
      const line = mark.stripTabs ? raw.replace(/^\t+/, '') : raw;
      this.take('\n');
      if (line === mark.end) break;
      lines.push(`${line}\n`);
    }
    deliver?.(lines.join(''));
  }

  /** From just behind an opening bracket: the text up to its closing one, quotes respected; steps behind it. */
  untilClosing(open: string, close: string): string {
    const start = this.position;
    let depth = 1;
    while (!this.atEnd) {
      const char = this.char;
      if (char === '\\') this.position += 1;
      else if (char === "'") this.position = this.indexAfter("'");
      else if (char === '"') this.skipDoubleQuotes();
      else if (char === open) depth += 1;
      else if (char === close) {
        depth -= 1;
        if (depth === 0) {
          this.position += 1;
          return this.text.slice(start, this.position - 1);
        }
      }
      this.position += 1;
    }
    return this.fail(`no closing ${close}`);
  }

  private indexAfter(quote: string): number {
    const end = this.text.indexOf(quote, this.position + 1);
    return end < 0 ? this.fail(`no closing ${quote}`) : end;
  }

  private skipDoubleQuotes(): void {
    this.position += 1;
    while (!this.atEnd && this.char !== '"') {
      if (this.char === '\\') this.position += 1;
      else if (this.startsWith('$(')) {
        this.position += 2;
        this.untilClosing('(', ')');
        continue;
      }
      this.position += 1;
    }
    if (this.atEnd) this.fail('no closing "');
  }
}
