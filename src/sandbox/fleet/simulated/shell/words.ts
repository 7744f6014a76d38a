// Reads one word: quotes, variables, command substitutions, sums. The result is parts; expansion happens when the command runs.

import type { Source } from './source.js';
import type { Instead, Node, Part, Word } from './syntax.js';

/** Parses a piece of script found inside a word; given by the grammar, which imports this file. */
export type ParseScript = (text: string, line: number) => Node;

const NAME = /[A-Za-z_]\w*/;
const ENDS_WORD = /[\s;&|<>()]/;

/** The word at the position, or undefined if none starts here. */
export function readWord(source: Source, parse: ParseScript): Word | undefined {
  const parts: Part[] = [];
  let started = false;
  for (;;) {
    if (source.atEnd || (ENDS_WORD.test(source.char) && !isProcessSubstitution(source, started))) break;
    if (source.match(/\\\r?\n/) !== null) {
      source.position += source.match(/\\\r?\n/)?.[0].length ?? 0;
      continue;
    }
    started = true;
    readPart(source, parse, parts);
  }
  return started ? parts : undefined;
}

/** `>(tee log)`: used to send all output to a log as well; the console has it anyway. */
function isProcessSubstitution(source: Source, started: boolean): boolean {
  return !started && (source.startsWith('>(') || source.startsWith('<('));
}

function readPart(source: Source, parse: ParseScript, parts: Part[]): void {
  if (source.take("'")) {
    const end = source.text.indexOf("'", source.position);
    if (end < 0) source.fail("no closing '");
    parts.push({ kind: 'text', text: source.text.slice(source.position, end), quoted: true });
    source.position = end + 1;
  } else if (source.take('"')) {
    parts.push(...quotedParts(source, parse));
  } else if (source.take('\\')) {
    parts.push({ kind: 'text', text: source.char, quoted: true });
    source.position += 1;
  } else if (source.take('>(') || source.take('<(')) {
    source.untilClosing('(', ')');
    parts.push({ kind: 'text', text: '/dev/null', quoted: true });
  } else if (source.char === '$' || source.char === '`') {
    parts.push(readDollar(source, parse, false));
  } else {
    const text = source.match(/[^\s;&|<>()'"\\$`]+/)?.[0] ?? source.char;
    source.position += text.length;
    parts.push({ kind: 'text', text, quoted: false });
  }
}

function quotedParts(source: Source, parse: ParseScript): Part[] {
  const parts: Part[] = [{ kind: 'text', text: '', quoted: true }];
  while (!source.take('"')) {
    if (source.atEnd) source.fail('no closing "');
    parts.push(readQuoted(source, parse));
  }
  return parts;
}

function readQuoted(source: Source, parse: ParseScript): Part {
  if (source.char === '$' || source.char === '`') return readDollar(source, parse, true);
  if (source.take('\\\n')) return { kind: 'text', text: '', quoted: true };
  if (source.match(/\\[$`"\\]/) !== null) {
    source.position += 2;
    return { kind: 'text', text: source.text[source.position - 1] ?? '', quoted: true };
  }
  const text = source.match(/\\|[^"\\$`]+/)?.[0] ?? source.char;
  source.position += text.length;
  return { kind: 'text', text, quoted: true };
}

/** The text of a here document: variables and substitutions work, quotes are ordinary characters. */
export function documentParts(source: Source, parse: ParseScript): Word {
  const parts: Part[] = [];
  while (!source.atEnd) {
    if (source.take('"')) parts.push({ kind: 'text', text: '"', quoted: true });
    else parts.push(readQuoted(source, parse));
  }
  return parts;
}

function readDollar(source: Source, parse: ParseScript, quoted: boolean): Part {
  const { line } = source;
  if (source.take('`')) {
    const end = source.text.indexOf('`', source.position);
    if (end < 0) source.fail('no closing `');
    const text = source.text.slice(source.position, end);
    source.position = end + 1;
    return { kind: 'command', body: parse(text, line), quoted };
  }
  source.position += 1;
  if (source.take('((')) {
    const text = source.untilClosing('(', ')');
    if (!source.take(')')) source.fail('no closing ))');
    return { kind: 'sum', text, quoted };
  }
  if (source.take('(')) return { kind: 'command', body: parse(source.untilClosing('(', ')'), line), quoted };
  if (source.take('{')) return readBraces(source.untilClosing('{', '}'), source, quoted);
  const name = source.match(NAME) ?? source.match(/[?!#$@*0-9]/);
  if (name === null) return { kind: 'text', text: '$', quoted };
  source.position += name[0].length;
  return { kind: 'variable', name: name[0], quoted };
}

function readBraces(text: string, source: Source, quoted: boolean): Part {
  const found = /^([A-Za-z_]\w*|[?!#$@*0-9])(?:(:?)([-=+?]|##?|%%?)([\s\S]*))?$/.exec(text);
  if (found === null) {
    const length = /^#([A-Za-z_]\w*)$/.exec(text);
    if (length?.[1] !== undefined) return { kind: 'sum', text: `#${length[1]}`, quoted };
    return source.fail(`\${${text}} is not understood by the simulated machine`);
  }
  const [, name = '', colon = '', operator, word = ''] = found;
  if (operator === undefined) return { kind: 'variable', name, quoted };
  const instead: Instead = { operator: operator as Instead['operator'], alsoWhenEmpty: colon === ':', word };
  return { kind: 'variable', name, quoted, instead };
}
