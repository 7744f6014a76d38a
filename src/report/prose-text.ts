// Markdown of a lesson as text for a terminal: wrapped, bold where there is colour, the addresses of links written out. Pure.

import { marked, type Token, type Tokens } from 'marked';
import type { TextOptions } from './status-text.js';
import { hanging, wrapText } from './wrap.js';

const WIDTH = 80;

export function proseText(markdown: string, options: TextOptions): string {
  return marked
    .lexer(markdown)
    .flatMap((token) => blockText(token, options))
    .join('\n\n');
}

function blockText(token: Token, options: TextOptions): readonly string[] {
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
      return [wrapText(inlineText(token, options), WIDTH).join('\n')];
  }
}

function inline(tokens: readonly Token[] | undefined, options: TextOptions): string {
  return (tokens ?? []).map((token) => inlineText(token, options)).join('');
}

function inlineText(token: Token, options: TextOptions): string {
  switch (token.type) {
    case 'strong':
      return options.paint('strong', inline((token as Tokens.Strong).tokens, options));
    case 'link':
      return `${inline((token as Tokens.Link).tokens, options)}: ${(token as Tokens.Link).href}`;
    case 'codespan':
      return (token as Tokens.Codespan).text;
    case 'br':
      return ' ';
    default:
      return 'tokens' in token && token.tokens !== undefined
        ? inline(token.tokens, options)
        : String('text' in token ? token.text : token.raw);
  }
}
