// The README's picture is what its script makes today: whoever changes what `break` or `status` says makes it again.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { picture } from '../../scripts/picture.js';
import { requireBuild } from '../helpers/cli.js';

const FILE = 'docs/picture.svg';
const textOf = (svg: string): string => svg.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]+>/g, '');

test('docs/picture.svg is true; if not: npm run picture', { timeout: 180_000 }, async () => {
  requireBuild();
  const made = await picture();
  const kept = readFileSync(FILE, 'utf8');
  // The text first: its difference can be read.
  expect(textOf(kept)).toBe(textOf(made));
  expect(kept).toBe(made);
});

test('it is small, and has something for everybody', () => {
  const kept = readFileSync(FILE, 'utf8');
  expect(kept.length).toBeLessThan(60_000);
  expect(kept).toContain('prefers-color-scheme:dark');
  expect(kept).toMatch(/role="img" aria-label="[^"]{40,}"/);
  expect(kept).not.toMatch(/<script|href=|url\(|@import/);
  expect(readFileSync('README.md', 'utf8')).toContain('(docs/picture.svg)');
});
