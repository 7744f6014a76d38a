// Makes drawn SVG fit for a page: it scales, says what it shows, and carries no digits that no eye can see. Pure.

import { escapeHtml } from './escape.js';

const LONG_NUMBER = /-?\d+\.\d{2,}/g;
/** Inside a picture with a text of its own they would only be read out twice. */
const NOISE = / (?:aria-label|aria-hidden|class)="[^"]*"/g;

export function tidySvg(svg: string, alt: string): string {
  const end = svg.indexOf('>') + 1;
  const viewBox = /viewBox="([^"]*)"/.exec(svg.slice(0, end))?.[1] ?? '0 0 880 150';
  const body = svg
    .slice(end)
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(NOISE, '')
    .replace(LONG_NUMBER, (number) => String(Math.round(Number(number) * 10) / 10));
  const head = `<svg role="img" aria-label="${escapeHtml(alt)}" viewBox="${viewBox}" fill="currentColor" font-size="11" text-anchor="middle">`;
  return `${head}${body}`;
}
