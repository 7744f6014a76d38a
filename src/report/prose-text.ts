// Markdown of a lesson as text for a terminal: wrapped, bold where there is colour, the addresses of links written out. Pure.

import { marked, type Token, type Tokens } from 'marked';
import type { TextOptions } from './status-text.js';
import { hanging, wrapText } from './wrap.js';

const WIDTH = 80;

type Painted = Pick<TextOptions, 'paint'>;

/** One paragraph, to be wrapped by whoever shows it: a hint, a reason. */
export function inlineText(markdown: string, options: Painted = { paint: (_, text) => text }): string {
  return inline(marked.Lexer.lexInline(markdown), options);
}

export function proseText(markdown: string, options: Painted): string {
  return marked
    .lexer(markdown)
    .flatMap((token) => blockText(token, options))
    .join('\n\n');
}

function blockText(token: Token, options: Painted): readonly string[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'list':
      return [
        (token as Tokens.List).items.map((item) => hanging('- ', inline(item.tokens, options), WIDTH)).join('\n'),
      ];
    case 'code':
      return [(token as Tokens.Code).text.replace(/^/gm, '    ')];
    case 'heading':
      return [options.paint('strong', inline((token as Tokens.Heading).tokens, options))];
    default:
      return [wrapText(tokenText(token, options), WIDTH).join('\n')];
  }
}

function inline(tokens: readonly Token[] | undefined, options: Painted): string {
  return (tokens ?? []).map((token) => tokenText(token, options)).join('');
}

function tokenText(token: Token, options: Painted): string {
  switch (token.type) {
    case 'strong':
      return options.paint('strong', inline((token as Tokens.Strong).tokens, options));
    case 'link':
      return `${inline((token as Tokens.Link).tokens, options)}: ${(token as Tokens.Link).href}`;
    case 'codespan':
      return options.paint('code', (token as Tokens.Codespan).text);
    case 'br':
      return ' ';
    default:
      return 'tokens' in token && token.tokens !== undefined
        ? inline(token.tokens, options)
        : String('text' in token ? token.text : token.raw);
  }
}
