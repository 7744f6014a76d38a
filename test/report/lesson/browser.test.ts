// The report in a real browser, where the machine has one: nothing is fetched, nothing complains, nothing has to be scrolled sideways.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportHtml } from '../../../src/report/lesson/html.js';
import { mergeReports } from '../../../src/report/lesson/merge.js';
import { classHtml } from '../../../src/report/lesson/merge-text.js';
import { plotter } from '../../../src/report/lesson/plots.js';
import { findProgram } from '../../helpers/find-program.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { PREDICTED, report, SEEN, WATCHED } from './situations.js';

const executablePath = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
  .map((name) => findProgram(name, ['--version']))
  .find((found) => found !== undefined);
const folder = scratchFolder();
const REPORT = pathToFileURL(join(folder, 'report.html')).href;
const CLASS = pathToFileURL(join(folder, 'class.html')).href;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1_000, height: 900 };

let browser: Browser | undefined;
beforeAll(async () => {
  if (executablePath === undefined) return;
  const steps = [PREDICTED, WATCHED, SEEN, { step: 'done' }, PREDICTED, { ...WATCHED, run: 'docker-dies-0002' }];
  const made = report({ steps, runs: [{ name: 'docker-dies-0001' }, { name: 'docker-dies-0002' }], learner: 'Ada' });
  writeFileSync(join(folder, 'report.html'), reportHtml(made, await plotter()));
  const merged = mergeReports([{ file: 'a.json', report: made }], { madeAt: made.madeAt, haLab: '0.1.0' });
  writeFileSync(join(folder, 'class.html'), classHtml(merged));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

type Skip = { skip: (reason: string) => void };

/** Opens the page; whatever it asks for or complains about is an error. */
async function opened(
  context: Skip,
  url: string,
  options: { viewport: typeof PHONE; colorScheme: 'light' | 'dark' },
): Promise<Page | undefined> {
  if (browser === undefined) {
    context.skip('chromium is not on the PATH');
    return undefined;
  }
  const page = await browser.newPage(options);
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) heard.push(`asks for ${request.url()}`);
  });
  await page.goto(url, { waitUntil: 'load' });
  expect(heard).toEqual([]);
  return page;
}

const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const shown = (what: string): string =>
  `[...document.querySelectorAll('${what}')].filter((one) => one.getBoundingClientRect().width > 0).length`;
const ground = 'getComputedStyle(document.body).backgroundColor';

describe.each([
  ['the report', REPORT],
  ['the table of a class', CLASS],
])('%s', (_, url) => {
  test.for([
    ['on a desk', DESK],
    ['on a phone', PHONE],
  ] as const)('fits %s', async ([, viewport], context) => {
    const page = await opened(context, url, { viewport, colorScheme: 'light' });
    if (page === undefined) return;
    expect(await page.evaluate(sideways)).toBe(0);
    await page.close();
  });
});

test('each width has its own pictures', async (context) => {
  for (const [viewport, there, away] of [
    [DESK, '.wide svg', '.narrow svg'],
    [PHONE, '.narrow svg', '.wide svg'],
  ] as const) {
    const page = await opened(context, REPORT, { viewport, colorScheme: 'light' });
    if (page === undefined) return;
    expect([await page.evaluate(shown(there)), await page.evaluate(shown(away))]).toEqual([6, 0]);
    await page.close();
  }
});

test('light and dark', async (context) => {
  const grounds: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await opened(context, REPORT, { viewport: DESK, colorScheme });
    if (page === undefined) return;
    grounds.push(await page.evaluate(ground));
    await page.close();
  }
  expect(grounds).toEqual(['rgb(253, 253, 251)', 'rgb(20, 24, 28)']);
});

test('on paper: white ground even in the dark, a page for the cover, the lesson and the matrix at least', async (context) => {
  const page = await opened(context, REPORT, { viewport: DESK, colorScheme: 'dark' });
  if (page === undefined) return;
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(ground)).toBe('rgb(255, 255, 255)');
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0).toBeGreaterThanOrEqual(3);
  await page.close();
});
