// Following a drill: it ends when the group is whole again, when nothing more comes, or when somebody leaves; and it says who noticed, who acted, what it cost.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Overlay } from '../../src/generator/index.js';
import { findAction } from '../../src/lab/actions/index.js';
import { performDrill } from '../../src/lab/drill.js';
import { type FollowBeat, followDrill } from '../../src/lab/follow.js';
import { drillFacts } from '../../src/lab/follow-facts.js';
import type { Lab } from '../../src/lab/lab.js';
import type { Observation } from '../../src/lab/observation.js';
import { UndoLog, undoLogFile } from '../../src/lab/undo-log.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { followLines, followSummary, newsLines } from '../../src/report/follow-text.js';
import { judge } from '../../src/report/verdict.js';
import type { SandboxControl } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();
const PLAIN = { paint: (_: string, text: string) => text };

async function follow(drill: string, overlay: Overlay, { users = 0, leaveAfter = Number.POSITIVE_INFINITY } = {}) {
  const { lab, sandbox, open } = await deployedLab('follow', overlay);
  const { control } = open;
  if (users > 0) await lab.traffic.start({ from: users, to: users, rampSeconds: 0 });
  await lab.clock.pass(MINUTES);
  const log = new UndoLog(undoLogFile(workbookAt(mkdtempSync(join(scratch, 'follow-')))));
  const before = await lab.observe();
  const since = (await control.status()).events;
  const act = await findAction(drill).plan(lab, {}, before);
  const { at: from } = await performDrill(lab, log, act, { project: 'ha-django', drill });
  const beats: FollowBeat[] = [];
  const leave = new AbortController();
  const followed = await followDrill({
    lab,
    control,
    from,
    since,
    everyMs: 10_000,
    isWhole: (seen) => judge(seen).verdict === 'HEALTHY',
    onBeat: (beat) => {
      beats.push(beat);
      if (beats.length >= leaveAfter) leave.abort();
    },
    signal: leave.signal,
  });
  const facts = drillFacts(before, followed.happenings, await control.traffic(from - (from % 1_000), followed.to));
  return { followed, facts, beats, log, sandbox, victim: act.target, clock: { startedAt: from - 60_000, from } };
}

test('stop-docker: users notice first, then the load balancer, then the group; it ends when the group is whole', async () => {
  const { followed, facts, beats, victim, clock } = await follow('stop-docker', {}, { users: 40 });
  expect(followed.end).toBe('whole');
  expect(facts.noticed.map(({ who }) => who)).toEqual(['users', 'load balancer', 'group']);
  const [users, balancer] = facts.noticed.map(({ at }) => at - followed.from);
  expect(users).toBeLessThan(5_000);
  // ALB-12: two checks, half a minute apart.
  expect(balancer).toBeGreaterThan(30_000);
  expect(balancer).toBeLessThan(75_000);
  expect(facts.acted.map(({ what }) => what)).toEqual([
    `no more requests to ${victim}`,
    expect.stringContaining(`Terminating ${victim}`),
    expect.stringContaining('Launching i-'),
  ]);
  // Half of 40 users' requests fail until then.
  const { requests = 0, failed = 0, byStatus } = facts.lost ?? {};
  expect(byStatus).toEqual({ '502': failed });
  expect(failed / (balancer ?? 1)).toBeCloseTo((40 / 2) * 1e-3, 2);
  expect(requests).toBeGreaterThan(failed * 5);

  const told = beats.flatMap(({ news }) => news);
  expect(told).toEqual(followed.happenings);
  const lines = told.flatMap((one) => newsLines(one, clock));
  expect(lines.join('\n')).toMatch(/went healthy → unhealthy:\s+Target.FailedHealthChecks/);
  const summary = followSummary(followed, facts);
  expect(summary).toMatch(/^WHOLE {4}again after \dm\d\d: 2 of 2 wanted targets healthy\nNOTICED {2}users {10}after/);
  for (const line of [...lines, ...summary.split('\n')]) expect(line.length).toBeLessThanOrEqual(80);
  const below = followLines(beats[12]?.seen ?? followed.seen, clock, PLAIN);
  expect(below.join('\n')).toMatch(/DEGRADED|CHANGING[\s\S]*desired 2 {2}in service \d {2}healthy 1 .* req\/s/);
});

test('a group that asks only EC2 does nothing: it ends when nothing more comes, and says so', async () => {
  const { followed, facts } = await follow('stop-docker', { group: { healthCheckType: 'EC2' } });
  expect(followed.end).toBe('quiet');
  expect(followed.wholeAt).toBeUndefined();
  expect(facts.acted.map(({ who }) => who)).toEqual(['load balancer']);
  expect(facts.lost).toBeUndefined();
  const summary = followSummary(followed, facts);
  expect(summary).toMatch(/^QUIET {4}nothing more happens by itself[\s\S]*1 of 2 wanted/);
  expect(summary).toContain('nobody asked for anything');
});

test('who leaves changes nothing: the drill is open, and time has gone no further than was watched', async () => {
  const { followed, facts, log, sandbox } = await follow('hang', {}, { leaveAfter: 2 });
  expect(followed.end).toBe('detached');
  expect(sandbox.now).toBe(followed.to);
  expect(log.open()).toHaveLength(1);
  expect(followSummary(followed, facts)).toMatch(/^LEFT[\s\S]*NOTICED {2}nobody so far\nACTED {4}nothing so far/);
});

test('a group that breaks again is not whole: two minutes are counted from when it was whole last', async () => {
  const whole = [true, false, true, false, true, true, true, true];
  let beat = 0;
  const lab = {
    observe: async () => ({ at: beat * MINUTES }) as Observation,
    clock: {
      pass: async () => {
        beat += 1;
        return beat * MINUTES;
      },
    },
  } as unknown as Lab;
  const followed = await followDrill({
    lab,
    control: { journal: async () => [] } as unknown as SandboxControl,
    ...{ from: 0, since: 0, everyMs: MINUTES },
    isWhole: ({ at }) => whole[at / MINUTES] ?? true,
    onBeat: () => {},
    signal: new AbortController().signal,
  });
  expect(followed).toMatchObject({ end: 'whole', wholeAt: 4 * MINUTES, to: 6 * MINUTES });
});
