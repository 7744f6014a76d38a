// Redirections and here documents: `> file`, `2>&1`, `< file`, `<<EOF`, `<<< text`.

import { Source } from './source.js';
import type { Part, Redirect, Word } from './syntax.js';
import { documentParts, type ParseScript, readWord } from './words.js';

function wordAfter(source: Source, parse: ParseScript): Word | undefined {
  source.skipBlanks();
  return readWord(source, parse);
}

/** The redirection at the position, or undefined if none starts here. */
export function readRedirect(source: Source, parse: ParseScript): Redirect | undefined {
  if (source.match(/[<>]\(/) !== null) return undefined;
  const found = source.match(/(&>>|&>|[012]?>>|[012]?>&|[012]?>\|?|<<-|<<<|<<|<)/);
  if (found === null) return undefined;
  source.position += found[0].length;
  const operator = found[0];
  if (operator === '<<' || operator === '<<-') return hereDocument(source, parse, operator === '<<-');
  const target = wordAfter(source, parse);
  if (target === undefined) return source.fail(`nothing after ${operator}`);
  if (operator === '<<<')
    return { kind: 'text', stream: 0, target: [...target, { kind: 'text', text: '\n', quoted: true }] };
  if (operator === '<') return { kind: '<', stream: 0, target };
  const stream = operator.startsWith('&') ? 12 : operator.startsWith('2') ? 2 : 1;
  // `2>&1`: errors go where the output goes, which is the same console here.
  if (operator.endsWith('>&')) return { kind: '>>', stream, target: [{ kind: 'text', text: '&', quoted: true }] };
  return { kind: operator.includes('>>') ? '>>' : '>', stream, target };
}

function hereDocument(source: Source, parse: ParseScript, stripTabs: boolean): Redirect {
  source.skipBlanks();
  const quotedMark = source.match(/'([^'\n]*)'|"([^"\n]*)"|\\?([^\s;&|<>]+)/);
  if (quotedMark === null) return source.fail('nothing after <<');
  source.position += quotedMark[0].length;
  const plain = quotedMark[3] !== undefined && !quotedMark[0].startsWith('\\');
  const target: Part[] = [];
  const firstLine = source.line + 1;
  source.awaitDocument(quotedMark[1] ?? quotedMark[2] ?? quotedMark[3] ?? '', stripTabs, (text) => {
    if (plain) target.push(...documentParts(new Source(text, firstLine), parse));
    else target.push({ kind: 'text', text, quoted: true });
  });
  return { kind: 'text', stream: 0, target };
}
