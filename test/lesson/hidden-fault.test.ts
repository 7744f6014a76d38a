// A hidden fault: drawn by the attempt, told by nobody until it is named, and undone all the same.

import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAction } from '../../src/lab/actions/index.js';
import {
  consequencesOf,
  explain,
  findSubject,
  newestStepOf,
  readRecord,
  type Stretch,
  spineOf,
} from '../../src/lab/explain/index.js';
import { asTold, HIDDEN_TITLE, hiddenStretches, told, toldHealed } from '../../src/lab/hidden.js';
import { type OpenDrill, UndoLog } from '../../src/lab/undo-log.js';
import { readLesson } from '../../src/lesson/course.js';
import { drawn, drawnAs, faultIds } from '../../src/lesson/draw.js';
import type { Lesson } from '../../src/lesson/lesson.js';
import { explainText } from '../../src/report/explain-text.js';
import { reasonText } from '../../src/report/reasons.js';
import { localControl, PaceDial } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const scratch = scratchFolder();

const drill = (id: string, hidden?: OpenDrill['hidden']): OpenDrill => ({
  id,
  at: 7,
  project: 'shop',
  drill: 'stop-docker',
  title: `stop-docker on ${id}`,
  target: id,
  undo: [{ do: 'run-shell', instanceId: id, lines: ['systemctl start docker.service'] }],
  ...(hidden === undefined ? {} : { hidden }),
});

describe('what is told of it', () => {
  const open = drill('i-open');
  const fault = drill('i-fault', 'fault');
  const part = drill('i-part', 'part');

  test('that there is one, and when; nothing of what, where, and how many steps', () => {
    expect(told([open, fault, part])).toEqual([open, asTold(fault)]);
    const text = JSON.stringify(told([fault, part]));
    expect(text).toContain(HIDDEN_TITLE);
    expect(text).not.toMatch(/docker|i-fault|i-part/);
  });

  test('undone, not even the steps of its undo', () => {
    const steps = [{ step: { do: 'stop-traffic' }, result: 'done', said: 'ran on i-fault' }] as const;
    const healed = [open, fault, part].map((one) => ({ drill: one, steps }));
    expect(toldHealed(healed).map(({ drill: { title } }) => title)).toEqual([open.title, HIDDEN_TITLE]);
    expect(JSON.stringify(toldHealed(healed.slice(1)))).not.toMatch(/docker|i-fault|i-part/);
  });

  test('the undo log keeps the whole from the beginning, and tells it once it is revealed', () => {
    const log = new UndoLog(join(mkdtempSync(join(scratch, 'log-')), 'undo.jsonl'));
    for (const one of [fault, part, open]) log.begin(one);
    expect(log.open()[0]).toMatchObject({ undo: fault.undo, hidden: 'fault' });
    log.reveal(fault.id);
    log.close(open.id);
    expect(log.open()).toEqual([drill('i-fault'), part]);
    expect(told(log.all()).map(({ title }) => title)).toEqual([fault.title, open.title]);
  });
});

describe('what status and explain make of the journal meanwhile', () => {
  /** The inside of a machine, and who changed the network: what somebody on AWS has to find out. */
  const NAMES = /stopped|network changed|failed at user data|command/i;

  async function saidOf(name: string, fromOutside: readonly Stretch[]): Promise<string> {
    const { lab, sandbox } = await deployedLab('hidden', { group: { healthCheckType: 'EC2' } });
    const at = sandbox.now;
    const act = await findAction(name).plan(lab, { on: 'any' }, await lab.observe());
    await act.perform(lab);
    if (name === 'cut-nat') {
      const zone = (await lab.observe()).instances.find(({ zone: one }) => act.target.includes(one))?.id;
      await (await findAction('terminate').plan(lab, { on: zone }, await lab.observe())).perform(lab);
    }
    await lab.clock.pass(6 * MINUTES);
    const seen = await lab.observe();
    const control = localControl(sandbox, new PaceDial(), () => {});
    const record = await readRecord(control, seen, told([{ ...drill('i-any', 'fault'), at }]), fromOutside);
    const sick = seen.instances.filter(({ target, state }) => state === 'running' && target === 'unhealthy');
    expect(sick).toHaveLength(1);
    return sick
      .map(({ id }) => {
        const subject = findSubject(record, id);
        const explanation = explain(record, subject.happening);
        const reason = reasonText(spineOf(explanation), newestStepOf(record, id)) ?? '';
        const view = { subject, explanation, ledTo: consequencesOf(record, subject.happening) };
        return `${reason}\n${explainText(view, { paint: (_, text) => text })}`;
      })
      .join('\n');
  }

  test.each(['stop-docker', 'hang', 'block-zone', 'cut-nat'])('%s: nothing that names it', async (name) => {
    const from = (await deployedLab('hidden', { group: { healthCheckType: 'EC2' } })).sandbox.now;
    const said = await saidOf(name, [{ from, to: Number.POSITIVE_INFINITY }]);
    expect(said).not.toMatch(NAMES);
    // Told as it is told afterwards, the same look names what can be named.
    if (name !== 'hang') expect(await saidOf(name, [])).toMatch(NAMES);
  });

  test('as long as it is open; undone and never named for its aftermath; named no more', () => {
    const log = new UndoLog(join(mkdtempSync(join(scratch, 'log-')), 'undo.jsonl'));
    log.begin(drill('i-fault', 'fault'));
    expect(hiddenStretches(log)).toEqual([{ from: 7, to: Number.POSITIVE_INFINITY }]);
    log.close('i-fault');
    expect(hiddenStretches(log)).toEqual([{ from: 7, to: 7 + 15 * MINUTES }]);
    log.reveal('i-fault');
    expect(hiddenStretches(log)).toEqual([]);
  });
});

describe('the draw', () => {
  const written = readLesson(join(ROOT, 'lessons/15-game-day/lesson.md')).lesson as Lesson;
  const faults = (lesson: Lesson): readonly (string | undefined)[] => lesson.acts.map(({ fault }) => fault);
  const keys = Array.from({ length: 200 }, (_, index) => `seed/${index}`);

  test('the same attempt meets the same faults, and never one twice', () => {
    for (const key of keys) {
      expect(faults(drawn(written, key))).toEqual(faults(drawn(written, key)));
      expect(new Set(faults(drawn(written, key))).size).toBe(written.acts.length);
    }
  });

  test('every fault comes first in some attempts, and second in others', () => {
    const all = keys.map((key) => faults(drawn(written, key)));
    for (const act of [0, 1]) expect(new Set(all.map((one) => one[act]))).toEqual(new Set(faultIds(written)));
  });

  test('nothing is left to chance in what is played', () => {
    for (const id of faultIds(written)) {
      const { acts } = drawnAs(written, id);
      expect(acts.map(({ fault }) => fault)).toEqual([id, id]);
      expect(acts.flatMap(({ steps }) => steps).every(({ kind }) => kind === 'drill')).toBe(true);
    }
  });

  test('a lesson without chance stays as it is written', () => {
    const plain = readLesson(join(ROOT, 'lessons/06-docker-dies/lesson.md')).lesson as Lesson;
    expect(drawn(plain, 'any')).toEqual(plain);
    expect(readFileSync(plain.file, 'utf8')).not.toContain('one-of');
  });
});
