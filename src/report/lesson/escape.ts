// Text as HTML, and a lesson's Markdown as HTML: what an author or a learner wrote can never become markup of its own. Pure.

import { Marked, type Tokens } from 'marked';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Ids and zones hold hyphens at which a browser would break them. */
export const textHtml = (text: string): string =>
  escapeHtml(text).replace(/\b(i-[0-9a-f]{5,17}|[a-z]{2}-[a-z]+-\d[a-z])\b/g, '<span class="whole">$1</span>');

const markdown = new Marked({
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
    image: ({ text }: Tokens.Image) => escapeHtml(text),
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      return /^https?:\/\//.test(href) ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
    },
  },
});

/** Paragraphs and lists. Pictures are left out: nothing is fetched from anywhere. */
export const proseHtml = (text: string): string => markdown.parse(text, { async: false }).trim();

/** Without a paragraph around it. */
export const inlineHtml = (text: string): string => markdown.parseInline(text, { async: false });
