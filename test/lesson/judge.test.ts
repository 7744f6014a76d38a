import { describe, expect, test } from 'vitest';
import { judge, newMemory } from '../../src/lesson/judge.js';
import { worst } from '../../src/lesson/verdict.js';
import { actOf, machine, moment, START, seen, story } from './stories.js';

/** A victim that is unhealthy from one second to another. */
const sick =
  (from: number, to: number, reason = 'Target.FailedHealthChecks') =>
  (second: number) =>
    moment(
      seen(second, {
        instances: [
          second >= from && second < to
            ? machine('i-a', { target: 'unhealthy', targetReason: reason })
            : machine('i-a'),
          machine('i-b', { zone: 'us-east-1b' }),
        ],
      }),
      100,
      second >= from && second < to ? 50 : 0,
    );

const roles = { victim: 'i-a' };
const SEEN = `- { id: seen, that: "victim.target == 'unhealthy'", within: 60s, why: w }`;

const only = (expectations: string, history: Parameters<typeof judge>[1]) => {
  const verdict = judge(actOf(expectations), history).at(-1);
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
};

describe('within', () => {
  test.each([
    ['comes true before the deadline', 30, 999, 120, 'held'],
    ['comes true exactly at the deadline', 60, 999, 120, 'held'],
    ['comes true one look too late', 65, 999, 120, 'broken'],
    ['never comes true', 999, 999, 120, 'broken'],
    ['the watch ends before the deadline', 999, 999, 40, 'unknown'],
    ['is true again later, which is no matter', 10, 15, 120, 'held'],
  ] as const)('%s', (_, from, to, length, result) => {
    expect(only(SEEN, story(length, sick(from, to), { roles })).result).toBe(result);
  });

  test('says when, with which values, and what happened instead', () => {
    const held = only(SEEN, story(120, sick(30, 999), { roles }));
    expect(held).toMatchObject({
      decidedAt: START + 30_000,
      deadline: START + 60_000,
      evidence: { at: START + 30_000, values: { 'victim.target': 'unhealthy' } },
      instead: [],
    });
    const broken = only(SEEN, story(120, sick(65, 999), { roles }));
    expect(broken).toMatchObject({
      decidedAt: START + 60_000,
      evidence: { values: { 'victim.target': 'healthy' } },
      instead: [{ word: 'victim.target', steps: [{ at: START, value: 'healthy' }] }],
    });
  });

  test('is open while it may still come true, with what was last seen', () => {
    const open = only(SEEN, story(30, sick(999, 999), { roles, ended: false }));
    expect(open).toMatchObject({ result: 'open', evidence: { values: { 'victim.target': 'healthy' } } });
  });

  test('a role that nobody named is unknown, never held', () => {
    expect(only(SEEN, story(120, sick(0, 999)))).toMatchObject({ result: 'unknown' });
    const not = `- { id: not, that: "victim.target != 'healthy'", within: 60s, why: w }`;
    expect(only(not, story(120, sick(0, 999))).result).toBe('unknown');
  });
});

describe('for', () => {
  const STAYS = `- { id: stays, that: "targets.unhealthy == 1", within: 60s, for: 30s, why: w }`;
  test.each([
    ['stays long enough', 20, 60, 'held'],
    ['begins in time and is proved after the deadline', 60, 999, 'held'],
    ['begins too late', 65, 999, 'broken'],
    ['goes away too soon', 20, 45, 'broken'],
  ] as const)('%s', (_, from, to, result) => {
    expect(only(STAYS, story(180, sick(from, to))).result).toBe(result);
  });

  test('is decided when it has stayed, not when it began', () => {
    expect(only(STAYS, story(180, sick(20, 999))).decidedAt).toBe(START + 50_000);
  });
});

describe('after', () => {
  const WELL = `${SEEN}\n- { id: well, that: "targets.healthy == 2", after: seen, within: 60s, why: w }`;
  test('counts from the moment the other came true', () => {
    expect(only(WELL, story(300, sick(50, 110), { roles }))).toMatchObject({
      result: 'held',
      anchor: START + 50_000,
      decidedAt: START + 110_000,
    });
    expect(only(WELL, story(300, sick(50, 115), { roles })).result).toBe('broken');
  });

  test('is unknown when the other did not come true', () => {
    const verdict = only(WELL, story(300, sick(999, 999), { roles }));
    expect(verdict).toMatchObject({ result: 'unknown', note: expect.stringContaining('"seen"') });
  });
});

describe('during', () => {
  const RATE = (low: string, high: string): string =>
    `${SEEN}\n- { id: rate, that: "users.errorRate > ${low} && users.errorRate < ${high}", during: { until: seen }, why: w }`;
  /** Errors for 60 s, then the target is seen unhealthy, then none. */
  const outage = (second: number) =>
    moment(
      seen(second, {
        instances:
          second >= 60 ? [machine('i-a', { target: 'unhealthy' }), machine('i-b')] : [machine('i-a'), machine('i-b')],
        users: { active: 20, windowSeconds: 30, requests: 600, requestRate: 20, byStatus: {} },
      }),
      100,
      second <= 30 ? 100 : 0,
    );

  test('adds up over its whole span, not over the last 30 s', () => {
    const history = story(120, outage, { roles });
    // 12 looks after the drill, 6 of them with nothing but errors.
    expect(only(RATE('0.49', '0.51'), history)).toMatchObject({
      result: 'held',
      evidence: { values: { 'users.errorRate': 0.5 } },
    });
    expect(only(RATE('0.6', '0.9'), history).result).toBe('broken');
  });

  test('is unknown when its span never ends', () => {
    expect(only(RATE('0.0', '1.0'), story(120, sick(999, 999), { roles })).result).toBe('unknown');
  });
});

describe('never', () => {
  test.each([
    ['until the end of the act', `- { id: no, never: "targets.unhealthy > 0", why: w }`, 100, 'broken'],
    ['within its length only', `- { id: no, never: "targets.unhealthy > 0", within: 60s, why: w }`, 100, 'held'],
    [
      'at the last moment of its length',
      `- { id: no, never: "targets.unhealthy > 0", within: 60s, why: w }`,
      60,
      'broken',
    ],
  ] as const)('%s', (_, expectation, from, result) => {
    expect(only(expectation, story(120, sick(from, 999))).result).toBe(result);
  });

  test('is open while it may still happen, held when nothing more will come', () => {
    const never = `- { id: no, never: "targets.unhealthy > 0", why: w }`;
    expect(only(never, story(60, sick(999, 999), { ended: false })).result).toBe('open');
    expect(only(never, story(60, sick(999, 999))).result).toBe('held');
    const minute = `- { id: no, never: "targets.unhealthy > 0", within: 60s, why: w }`;
    expect(only(minute, story(55, sick(999, 999), { ended: false })).result).toBe('open');
    expect(only(minute, story(60, sick(999, 999), { ended: false })).result).toBe('held');
  });

  test('is unknown when its values were never known, and when the watch was cut short', () => {
    expect(only(`- { id: no, never: "users.errorRate > 0.5", why: w }`, story(60, sick(999, 999))).result).toBe(
      'unknown',
    );
    const long = `- { id: no, never: "targets.unhealthy > 0", within: 10m, why: w }`;
    expect(only(long, story(60, sick(999, 999)))).toMatchObject({ result: 'unknown' });
  });
});

describe('rates', () => {
  test('look back 30 s, and not beyond their anchor', () => {
    const users = { active: 1, windowSeconds: 30, requests: 1, requestRate: 1, byStatus: {} };
    /** Only errors up to second 50, then none. */
    const tell = (second: number) =>
      moment(
        seen(second, { users, instances: second >= 50 ? [machine('i-a', { target: 'unhealthy' })] : [machine('i-a')] }),
        10,
        second <= 50 ? 10 : 0,
      );
    const clipped = `${SEEN}\n- { id: calm, never: "users.errorRate > 0.0", after: seen, why: w }`;
    expect(only(clipped, story(120, tell, { roles })).result).toBe('held');
    const unclipped = `- { id: late, that: "users.errorRate > 0.0 && users.errorRate < 1.0", within: 2m, why: w }`;
    expect(only(unclipped, story(120, tell, { roles }))).toMatchObject({ decidedAt: START + 55_000 });
  });
});

describe('rates by a clock of whole seconds', () => {
  /** The look at second 50 sees it unhealthy; the errors of that second came before, and are counted by the next look. */
  const tell = (wholeSeconds: { wholeSeconds?: true }) => (second: number) => {
    const users = { active: 1, windowSeconds: 30, requests: 1, requestRate: 1, byStatus: {} };
    const target = second >= 50 ? ('unhealthy' as const) : ('healthy' as const);
    const instances = [machine('i-a', { target })];
    return moment(seen(second, { users, instances, ...wholeSeconds }), 10, second <= 55 ? 5 : 0);
  };
  const calm = `${SEEN}\n- { id: calm, never: "users.errorRate > 0.0", after: seen, why: w }`;

  test('begin behind the look at the anchor’s second', () => {
    expect(only(calm, story(120, tell({ wholeSeconds: true }), { roles })).result).toBe('held');
    expect(only(calm, story(120, tell({}), { roles })).result).toBe('broken');
  });
});

describe('because', () => {
  const BECAUSE = `- { id: seen, that: "victim.target == 'unhealthy'", within: 60s, because: [Target.Timeout], why: w }`;
  test('another reason breaks it, and is named', () => {
    expect(only(BECAUSE, story(120, sick(30, 999), { roles }))).toMatchObject({
      result: 'broken',
      note: expect.stringContaining('Target.FailedHealthChecks'),
    });
    expect(only(BECAUSE, story(120, sick(30, 999, 'Target.Timeout'), { roles })).result).toBe('held');
  });
});

test('the first hint whose condition fits is given with a broken expectation, and with no other', () => {
  const hinted = `- id: seen
  that: "victim.target == 'unhealthy'"
  within: 60s
  why: w
  hints: [ { when: "group.desiredCapacity == 9", say: nine }, { when: "targets.healthy == 2", say: two }, { say: plain } ]`;
  expect(only(hinted, story(120, sick(999, 999), { roles })).hint).toBe('two');
  expect(only(hinted, story(120, sick(0, 999), { roles })).hint).toBeUndefined();
});

test('judged live, look by look, it comes to the same as judged at the end', () => {
  const act = actOf(
    `${SEEN}\n- { id: well, that: "targets.healthy == 2", after: seen, within: 60s, for: 20s, why: w }\n- { id: no, never: "targets.unhealthy > 1", why: w }`,
  );
  const whole = story(200, sick(30, 70), { roles });
  const memory = newMemory(act);
  for (let length = 1; length <= whole.moments.length; length++) {
    judge(act, { ...whole, moments: whole.moments.slice(0, length), ended: false }, memory);
  }
  expect(judge(act, whole, memory)).toEqual(judge(act, whole));
});

test('what was recorded as JSON is judged the same', () => {
  const act = actOf(SEEN);
  const whole = story(200, sick(30, 70), { roles });
  expect(judge(act, JSON.parse(JSON.stringify(whole)))).toEqual(judge(act, whole));
});

test('the worst wins, and nothing judged is unknown', () => {
  expect(worst([])).toBe('unknown');
  expect(worst([{ result: 'held' }])).toBe('held');
  expect(worst([{ result: 'held' }, { result: 'unknown' }])).toBe('unknown');
  expect(worst([{ result: 'unknown' }, { result: 'broken' }, { result: 'held' }])).toBe('broken');
});
