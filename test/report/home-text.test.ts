// `ha-lab` alone, in each situation: where one is and the three next commands, in 80 columns.

import { expect, test } from 'vitest';
import { type HomeFacts, homeText, nextSteps } from '../../src/report/home-text.js';

const COURSE = {
  lessons: 15,
  passed: 0,
  next: { id: 'first-stack', number: '00', title: 'From answers to a running stack' },
};
const OPEN = { id: 'docker-dies', number: '06', title: 'The container dies, the machine lives' };
const shop = (state: 'deployed' | 'not deployed' | 'unreadable', named: readonly string[] = []) => ({
  name: 'shop',
  state,
  named,
});
const clock = { sinceMs: 847_000, pace: 'stands still between commands' };
const facts = (over: Partial<HomeFacts>): HomeFacts => ({ projects: [], drills: [], course: COURSE, ...over });

test.each<[string, HomeFacts, readonly string[], string | RegExp]>([
  [
    'first run',
    facts({}),
    ['new', 'lesson run', 'lesson run --all --yes'],
    /^ha-lab: build .*\nIt runs on .*\n\n {2}ha-lab new {2,}/,
  ],
  [
    'lessons seen, no project',
    facts({ course: { ...COURSE, passed: 2 } }),
    ['new', 'lesson run', 'lesson report --open'],
    'project  none yet\ncourse   2 of 15 lessons behind you; next 00 From answers to a running stack',
  ],
  [
    'a project',
    facts({ projects: [shop('not deployed')] }),
    ['deploy', 'lesson run', 'lesson run --all --yes'],
    'project  shop (not deployed)',
  ],
  [
    'deployed',
    facts({ projects: [shop('deployed')], clock }),
    ['status', 'break stop-docker', 'lesson run'],
    'project  shop (deployed)\nclock    t+00:14:07, stands still between commands\ncourse   0 of 15',
  ],
  [
    'something is broken',
    facts({
      projects: [shop('deployed')],
      clock,
      drills: [
        { project: 'shop', title: 'stop-docker on i-02f787ba3343222d9 (us-east-1b)' },
        { project: 'shop', title: 'suspend' },
      ],
    }),
    ['heal', 'status', 'lesson run'],
    'broken   stop-docker on i-02f787ba3343222d9 (us-east-1b) and 1 more',
  ],
  [
    'in the middle of a lesson, with a drill open',
    facts({
      projects: [shop('deployed')],
      clock,
      drills: [{ project: 'shop', title: 'suspend' }],
      course: { ...COURSE, passed: 5, open: OPEN },
    }),
    ['lesson run docker-dies', 'heal', 'status'],
    /course {3}5 of 15 lessons behind you; in the middle of 06 The container dies, the\n {9}machine lives/,
  ],
  [
    'two projects, the second one deployed, and a drill on it',
    facts({
      projects: [
        { name: 'demo', state: 'not deployed', named: ['--project', 'generated/demo'] },
        shop('deployed', ['--project', 'generated/shop']),
      ],
      drills: [{ project: 'shop', title: 'suspend' }],
    }),
    ['heal', 'status', 'lesson run'],
    'broken   suspend, shop',
  ],
  [
    'two projects, and none stands: the newer one is meant, and every command says so',
    facts({
      projects: [
        { name: 'shop', state: 'not deployed', named: ['--project', 'generated/shop'] },
        { name: 'demo', state: 'not deployed', named: ['--project', 'generated/demo'] },
      ],
    }),
    ['deploy --project generated/shop', 'lesson run --project generated/shop', 'lesson run --all --yes'],
    'build shop on the sandbox',
  ],
  [
    'a state that cannot be read is looked at, not deployed over',
    facts({ projects: [shop('unreadable')] }),
    ['status', 'break stop-docker', 'lesson run'],
    '(unreadable)',
  ],
  [
    'the whole course behind one',
    facts({ projects: [shop('deployed')], course: { lessons: 15, passed: 15 } }),
    ['status', 'break stop-docker', 'lesson run'],
    'course   15 of 15 lessons behind you\n',
  ],
])('%s', (_, here, commands, text) => {
  const steps = nextSteps(here);
  const shown = homeText(here, steps);
  expect(steps.map(({ command }) => command.join(' '))).toEqual(commands);
  expect(shown).toMatch(text);
  for (const [index, line] of shown.split('\n').entries())
    expect(`${index}: ${line.length <= 80 ? 'fits' : line}`).toBe(`${index}: fits`);
});
