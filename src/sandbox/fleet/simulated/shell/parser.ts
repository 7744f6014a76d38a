// The grammar: lists, pipes, conditions, loops, functions. From text to nodes; nothing is run here.

import { readRedirect } from './redirects.js';
import { Source } from './source.js';
import { type Assignment, type Node, type Redirect, ShellSyntaxError, type Word } from './syntax.js';
import { readWord } from './words.js';

const ENDS_LIST = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', '}', 'esac']);
const NOT_UNDERSTOOD = new Set(['case', 'select', 'coproc']);

/** The whole script as one node. Throws ShellSyntaxError with the line. */
export function parseScript(text: string, firstLine = 1): Node {
  const parser = new Parser(new Source(text, firstLine));
  return parser.script();
}

class Parser {
  constructor(private readonly source: Source) {}

  script(): Node {
    const node = this.list();
    if (!this.source.atEnd) this.source.fail(`unexpected ${this.source.match(/\S+/)?.[0] ?? 'text'}`);
    return node;
  }

  private list(): Node {
    const { source } = this;
    const items: Node[] = [];
    const { line } = source;
    for (;;) {
      this.skipBreaks();
      if (source.atEnd || source.char === ')' || ENDS_LIST.has(this.peekWord())) break;
      const start = source.position;
      const item = this.andOr();
      source.skipBlanks();
      const text = source.text.slice(start, source.position).trim();
      if (source.char === '&' && !source.startsWith('&&')) {
        source.position += 1;
        items.push({ kind: 'background', body: item, text, line: item.line });
      } else {
        items.push(item);
      }
      source.skipBlanks();
      if (source.startsWith(';;')) source.fail("';;' is not understood by the simulated machine");
      if (!source.take(';') && !source.takeLineBreak() && !source.atEnd && source.char !== ')') {
        if (items[items.length - 1]?.kind !== 'background') source.fail(`unexpected ${this.peekWord() || source.char}`);
      }
    }
    return { kind: 'list', items, line };
  }

  private skipBreaks(): void {
    do this.source.skipBlanks();
    while (this.source.takeLineBreak());
  }

  private andOr(): Node {
    let left = this.pipe();
    for (;;) {
      this.source.skipBlanks();
      const kind = this.source.take('&&') ? 'and' : this.source.take('||') ? 'or' : undefined;
      if (kind === undefined) return left;
      this.skipBreaks();
      left = { kind, left, right: this.pipe(), line: left.line };
    }
  }

  private pipe(): Node {
    const { source } = this;
    source.skipBlanks();
    const { line } = source;
    if (source.match(/!(?=\s)/) !== null) {
      source.position += 1;
      return { kind: 'not', body: this.pipe(), line };
    }
    const start = source.position;
    const items = [this.command()];
    for (;;) {
      source.skipBlanks();
      if (source.char !== '|' || source.startsWith('||')) break;
      source.position += source.startsWith('|&') ? 2 : 1;
      this.skipBreaks();
      items.push(this.command());
    }
    const [only] = items;
    if (items.length === 1 && only !== undefined) return only;
    return { kind: 'pipe', items, line, text: source.text.slice(start, source.position).trim() };
  }

  private peekWord(): string {
    return this.source.match(/[^\s;&|<>()'"$`\\]+/)?.[0] ?? '';
  }

  private expect(word: string): void {
    this.skipBreaks();
    if (this.peekWord() !== word) this.source.fail(`expected ${word}, found ${this.peekWord() || 'the end'}`);
    this.source.position += word.length;
  }

  private command(): Node {
    const { source } = this;
    source.skipBlanks();
    const word = this.peekWord();
    const { line } = source;
    if (NOT_UNDERSTOOD.has(word)) source.fail(`'${word}' is not understood by the simulated machine`);
    switch (word) {
      case 'if':
        source.position += 2;
        return this.condition(line);
      case 'while':
      case 'until':
        source.position += 5;
        return this.loop(word === 'until', line);
      case 'for':
        source.position += 3;
        return this.forLoop(line);
      case '{':
        source.position += 1;
        return this.group('}');
      default:
        return this.functionOrSimple(line);
    }
  }

  private functionOrSimple(line: number): Node {
    const { source } = this;
    if (source.startsWith('((')) return this.sumCommand(line);
    if (source.take('(')) return this.group(')');
    const definition = source.match(/(?:function\s+)?([A-Za-z_][\w-]*)\s*\(\s*\)|function\s+([A-Za-z_][\w-]*)/);
    if (definition === null) return this.simple(line);
    source.position += definition[0].length;
    this.skipBreaks();
    return { kind: 'function', name: definition[1] ?? definition[2] ?? '', body: this.command(), line };
  }

  /** `(( i += 1 ))` is the command `let` with one argument. */
  private sumCommand(line: number): Node {
    const { source } = this;
    source.position += 2;
    const text = source.untilClosing('(', ')');
    if (!source.take(')')) source.fail('no closing ))');
    const word = (content: string): Word => [{ kind: 'text', text: content, quoted: true }];
    return {
      kind: 'simple',
      text: `((${text}))`,
      assignments: [],
      words: [word('let'), word(text)],
      redirects: [],
      line,
    };
  }

  private group(close: '}' | ')'): Node {
    const body = this.list();
    this.source.skipBlanks();
    if (!this.source.take(close)) this.source.fail(`no closing ${close}`);
    return this.skippingRedirects(body);
  }

  /** Redirections of a whole block go where the console goes; they are read and have no effect. */
  private skippingRedirects(node: Node): Node {
    for (;;) {
      this.source.skipBlanks();
      if (readRedirect(this.source, parseScript) === undefined) return node;
    }
  }

  private condition(line: number): Node {
    const condition = this.list();
    this.expect('then');
    const yes = this.list();
    const next = this.peekWord();
    if (next === 'elif') {
      const at = this.source.line;
      this.source.position += 4;
      return { kind: 'if', condition, yes, no: this.condition(at), line };
    }
    if (next === 'else') {
      this.source.position += 4;
      const no = this.list();
      this.expect('fi');
      return this.skippingRedirects({ kind: 'if', condition, yes, no, line });
    }
    this.expect('fi');
    return this.skippingRedirects({ kind: 'if', condition, yes, line });
  }

  private loop(until: boolean, line: number): Node {
    const condition = this.list();
    return this.skippingRedirects({ kind: 'while', until, condition, body: this.loopBody(), line });
  }

  private loopBody(): Node {
    this.expect('do');
    const body = this.list();
    this.expect('done');
    return body;
  }

  private forLoop(line: number): Node {
    const { source } = this;
    source.skipBlanks();
    if (source.startsWith('((')) source.fail("'for ((…))' is not understood by the simulated machine; use a list");
    const name = this.peekWord();
    source.position += name.length;
    const words: Word[] = [];
    this.skipBreaks();
    if (this.peekWord() === 'in') {
      source.position += 2;
      for (let word = this.word(); word !== undefined; word = this.word()) words.push(word);
    } else {
      words.push([{ kind: 'variable', name: '@', quoted: true }]);
    }
    source.skipBlanks();
    source.take(';');
    return this.skippingRedirects({ kind: 'for', name, words, body: this.loopBody(), line });
  }

  private word(): Word | undefined {
    this.source.skipBlanks();
    return readWord(this.source, parseScript);
  }

  private simple(line: number): Node {
    const { source } = this;
    const start = source.position;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      source.skipBlanks();
      const redirect = readRedirect(source, parseScript);
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      const assignment = words.length === 0 ? source.match(/([A-Za-z_]\w*)=/) : null;
      if (assignment !== null) {
        source.position += assignment[0].length;
        assignments.push({ name: assignment[1] ?? '', value: readWord(source, parseScript) ?? [] });
        continue;
      }
      const word = words.length > 0 && this.isDoubleBracket(words) ? this.testWord() : this.word();
      if (word === undefined) break;
      words.push(word);
    }
    if (assignments.length + words.length + redirects.length === 0) {
      throw new ShellSyntaxError(line, `unexpected ${source.char || 'end'}`);
    }
    const text = source.text.slice(start, source.position).trim();
    return { kind: 'simple', text, assignments, words, redirects, line };
  }

  /** Inside `[[ … ]]` the operators `&&`, `||`, `<` and `>` are words. */
  private isDoubleBracket(words: readonly Word[]): boolean {
    const textOf = (word: Word | undefined): string => {
      const [part] = word ?? [];
      return part?.kind === 'text' && !part.quoted ? part.text : '';
    };
    return textOf(words[0]) === '[[' && textOf(words[words.length - 1]) !== ']]';
  }

  private testWord(): Word | undefined {
    this.source.skipBlanks();
    const operator = this.source.match(/&&|\|\||[<>()]/);
    if (operator === null) return this.word();
    this.source.position += operator[0].length;
    return [{ kind: 'text', text: operator[0], quoted: false }];
  }
}
