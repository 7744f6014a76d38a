// The report as a page: what it says in each situation, and that it keeps to itself: no script, no network, no markup from outside.

import { beforeAll, describe, expect, test } from 'vitest';
import { reportHtml } from '../../../src/report/lesson/html.js';
import { reportMarkdown } from '../../../src/report/lesson/markdown.js';
import type { ActSection } from '../../../src/report/lesson/model.js';
import { type Figure, plotter } from '../../../src/report/lesson/plots.js';
import { DOCKER_DIES, instant } from './recorded.js';
import { PREDICTED, report, run, SEEN, type Situation, WATCHED } from './situations.js';

let draw: (act: ActSection) => readonly Figure[];
beforeAll(async () => {
  draw = await plotter();
});

const both = (situation: Situation): readonly [html: string, markdown: string] => {
  const made = report(situation);
  return [reportHtml(made, draw), reportMarkdown(made)];
};

describe('an attempt that was watched', () => {
  const steps = [PREDICTED, WATCHED, SEEN, { step: 'hint', answer: 'errors' }];
  let html = '';
  let markdown = '';
  beforeAll(() => {
    [html, markdown] = both({ steps, runs: [{ name: 'docker-dies-0001' }], learner: '<b>Ada</b>' });
  });

  test('prediction and evidence stand beside each other, and apart', () => {
    const understood = html.indexOf('Understood: what you said');
    const observed = html.indexOf('Observed: what the stack did');
    expect(understood).toBeGreaterThan(0);
    expect(observed).toBeGreaterThan(understood);
    expect(html.slice(understood, observed)).toContain('you predicted this, sure');
    expect(html.slice(understood, observed)).toContain('you saw this');
    expect(html.slice(understood, observed)).toContain('The machine is fine, and EC2 looks at nothing else');
    expect(html.slice(observed)).toContain('victim.target = unhealthy');
    expect(markdown).toContain("- You predicted: EC2's status checks, at once (sure), which is not so");
    expect(markdown).toContain("✓ **held at +01:00** `victim.target == 'unhealthy'`");
  });

  test('six plots on one axis, each with a sentence and for two widths; the fault is in every one', () => {
    const svgs = html.match(/<svg role="img"[\s\S]*?<\/svg>/g) ?? [];
    expect(svgs).toHaveLength(12);
    for (const svg of svgs) {
      expect(svg).toMatch(/aria-label="[^"]{10,}"/);
      expect(svg).toContain('var(--fault)');
      expect(svg).not.toMatch(/NaN|undefined|#[0-9a-f]{3,6}"/);
    }
    expect(html).toContain('570');
    expect(markdown).toContain('up to 10.0 per second failed, from +00:05 to +01:00.');
  });

  test('hints, versions, the seed quoted for a shell, and how to see it again', () => {
    for (const text of [html.replaceAll('&#39;', "'"), markdown]) {
      expect(text).toMatch(/Hints used: [<`]/);
      expect(text).toContain('seed a b; ha-lab 0.1.0, Node 20.20.0');
      expect(text).toContain("ha-lab lesson run docker-dies --yes --seed 'a b'");
      expect(text).toContain('ha-lab lesson replay docker-dies-0001');
    }
  });

  test('the act that was not played is named, the matrix has the one that was', () => {
    for (const text of [html, markdown]) expect(text).toContain('Not played in this run: The same outage');
    expect(html.match(/data-title="Failure"/g)).toHaveLength(1);
    expect(markdown.split('## My HA matrix')[1]).toContain('+00:05 users: 502; +01:00 load balancer');
  });

  test('what a drill or AWS says cannot become markup, wherever it stands', () => {
    const evil = '<img src=x onerror=alert(1)>';
    const looks = DOCKER_DIES.map((look) => ({
      ...look,
      ...(look.victim === undefined || look.victim === 'gone'
        ? {}
        : { victim: { ...look.victim, targetReason: evil } }),
    }));
    const { acts } = run(looks, { deeds: [{ at: instant(0), title: evil }] });
    const [page] = both({
      steps: [{ ...PREDICTED, answer: evil }, WATCHED],
      runs: [{ name: 'docker-dies-0001', acts }],
    });
    expect(page).not.toContain('<img');
    expect(page.split('id="matrix"')[1]?.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test('keeps to itself', () => {
    expect(html).not.toMatch(/<script|<iframe|<img|src=|@import|url\(/);
    const links = [...html.matchAll(/(?:href)="([^"]*)"/g)].map(([, href = '']) => href);
    expect(links.filter((href) => !/^(#|data:,$|https:\/\/docs\.aws\.amazon\.com\/)/.test(href))).toEqual([]);
    expect(html).toContain('Lesson report of &lt;b&gt;Ada&lt;/b&gt;');
  });
});

describe('other situations', () => {
  test('predicted and not watched: the question, and no answer', () => {
    for (const text of both({ steps: [PREDICTED] })) {
      expect(text).toContain('Asked, and not watched yet');
      expect(text).toContain('Nothing of this lesson was watched yet');
      expect(text).not.toContain('Two failed checks');
      expect(text).not.toContain('My HA matrix');
    }
  });

  test('a run with nobody to ask says so', () => {
    for (const text of both({ runs: [{ name: 'docker-dies-0001', unattended: true }] })) {
      expect(text).toContain('Nobody was asked in this run');
      expect(text).toContain('played by itself on project shop');
    }
  });

  test('of several attempts the last watched one is shown, the others are lines', () => {
    const steps = [
      PREDICTED,
      WATCHED,
      { step: 'done' },
      PREDICTED,
      { step: 'watch:elb', run: '/x/docker-dies-0002.json.gz' },
    ];
    const made = report({ steps, runs: [{ name: 'docker-dies-0001' }, { name: 'docker-dies-0002' }] });
    expect(made.lessons[0]?.run?.name).toBe('docker-dies-0002');
    expect(made.lessons[0]?.otherRuns.map(({ name }) => name)).toEqual(['docker-dies-0001']);
    for (const text of [reportHtml(made, draw), reportMarkdown(made)]) expect(text).toContain('Earlier attempts');
  });

  test('a run without the drill is no evidence while there is one with it', () => {
    const idle = { name: 'docker-dies-0002', acts: run(DOCKER_DIES, { deeds: [] }).acts };
    const made = report({ runs: [{ name: 'docker-dies-0001' }, idle] });
    expect(made.lessons[0]?.run?.name).toBe('docker-dies-0001');
    expect(report({ runs: [idle] }).matrix).toEqual([]);
  });

  test.each(['gate-shut', 'interrupted', 'aborted'] as const)('%s is said in words', (outcome) => {
    const acts = run([{ at: -1 }, { at: 0 }, { at: 5 }], { outcome }).acts;
    for (const text of both({ runs: [{ name: 'docker-dies-0001', acts }] })) {
      expect(text).toMatch(/The act did not begin|The watch was interrupted|The watch was ended/);
    }
  });

  test('nobody asked the stack for anything: no plots of users, and why', () => {
    const acts = run([{ at: -1 }, { at: 0 }, { at: 300, victim: { target: 'unhealthy' } }]).acts;
    const [html, markdown] = both({ runs: [{ name: 'docker-dies-0001', acts }] });
    expect(html).toContain('Nobody was using the stack in this act');
    expect(html.match(/<figure>/g)).toHaveLength(3);
    expect(markdown).not.toContain('Requests and errors');
  });

  test('an old recording without its origin is shown all the same', () => {
    const { origin: _, ...old } = run(DOCKER_DIES);
    const source = { name: 'docker-dies-0001', ...old, schemaVersion: 1 as const, origin: undefined as never };
    const made = report({ runs: [source] });
    expect(made.lessons[0]?.run?.rerun).toBe('ha-lab lesson run docker-dies --yes');
    expect(reportMarkdown(made)).toContain('by a version that did not note its own number');
  });
});
