// Drills and healing on a deployed stack: each with its effect, its undo, and a crash at every step between the two.

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACTIONS, findAction, type PlannedAct } from '../../src/lab/actions/index.js';
import { heal, performDrill } from '../../src/lab/drill.js';
import type { Lab } from '../../src/lab/lab.js';
import type { InstanceObservation, Observation } from '../../src/lab/observation.js';
import { UndoLog, undoLogFile } from '../../src/lab/undo-log.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();
const newLog = (): UndoLog => new UndoLog(undoLogFile(workbookAt(mkdtempSync(join(scratch, 'drill-')))));
const PROJECT = 'ha-django';

async function plan(lab: Lab, name: string, parameters: unknown = {}): Promise<PlannedAct> {
  return findAction(name).plan(lab, parameters, await lab.observe());
}

async function act(lab: Lab, log: UndoLog, name: string, parameters: unknown = {}): Promise<PlannedAct> {
  const planned = await plan(lab, name, parameters);
  await performDrill(lab, log, planned, { project: PROJECT, drill: name });
  return planned;
}

const find = (seen: Observation, id: string): InstanceObservation | undefined =>
  seen.instances.find((instance) => instance.id === id);

describe('stop-docker', () => {
  test('the target turns unhealthy while the machine runs on; healing in time brings it back', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    const { target } = await act(lab, log, 'stop-docker');
    expect(log.open().map((drill) => drill.target)).toEqual([target]);
    await lab.clock.pass(75_000);
    expect(find(await lab.observe(), target)).toMatchObject({ state: 'running', target: 'unhealthy' });

    const [healed] = await heal(lab, log, PROJECT);
    expect(healed?.steps).toMatchObject([{ result: 'done' }]);
    expect(log.open()).toEqual([]);
  });

  test('left alone, the group replaces the machine; healing then finds nothing to mend', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    const { target } = await act(lab, log, 'stop-docker');
    await lab.clock.pass(15 * MINUTES);
    const seen = await lab.observe();
    expect(find(seen, target)?.lifecycle).toBeUndefined();
    expect(seen.instances.filter((instance) => instance.target === 'healthy')).toHaveLength(2);
    expect(seen.activities.map(({ cause }) => cause)).toContainEqual(
      expect.stringContaining('ELB system health check failure'),
    );
    const [healed] = await heal(lab, log, PROJECT);
    expect(healed?.steps).toMatchObject([{ result: 'moot', said: expect.stringContaining(`${target} is gone`) }]);
    expect(log.open()).toEqual([]);
  });
});

describe('terminate', () => {
  test('the machine goes, another one comes, and nothing stays open', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    const { target, undo } = await act(lab, log, 'terminate');
    expect(undo).toEqual([]);
    expect([log.open(), log.all()]).toMatchObject([[], [{ drill: 'terminate', target }]]);
    expect(['shutting-down', 'terminated']).toContain(find(await lab.observe(), target)?.state);
    await lab.clock.pass(15 * MINUTES);
    const seen = await lab.observe();
    expect(seen.instances.filter((instance) => instance.target === 'healthy')).toHaveLength(2);
    expect(await heal(lab, log, PROJECT)).toEqual([]);
  });
});

describe('spike-cpu', () => {
  const cpuOf = (seen: Observation): readonly number[] => seen.instances.map((instance) => instance.cpu ?? 0);

  test('on all machines: both vCPUs busy, the group’s average with them, and quiet again by itself', async () => {
    const { lab } = await deployedLab('test', { alarms: { actionsEnabled: false } });
    await act(lab, newLog(), 'spike-cpu', { on: 'all', seconds: 240 });
    await lab.clock.pass(4 * MINUTES);
    const busy = await lab.observe();
    expect(busy.instances).toHaveLength(2);
    for (const cpu of cpuOf(busy)) expect(cpu).toBeGreaterThan(95);
    await lab.clock.pass(5 * MINUTES);
    for (const cpu of cpuOf(await lab.observe())) expect(cpu).toBeLessThan(5);
  });

  test('one thread on one machine: half of it, and healing ends it', async () => {
    const { lab } = await deployedLab('test', { alarms: { actionsEnabled: false } });
    const log = newLog();
    const { target } = await act(lab, log, 'spike-cpu', { threads: 1, seconds: 3_600 });
    await lab.clock.pass(4 * MINUTES);
    const cpu = find(await lab.observe(), target)?.cpu ?? 0;
    expect(cpu).toBeGreaterThan(45);
    expect(cpu).toBeLessThan(60);
    await heal(lab, log, PROJECT);
    await lab.clock.pass(3 * MINUTES);
    expect(find(await lab.observe(), target)?.cpu ?? 100).toBeLessThan(5);
  });

  test('on all, when the group has nobody, is refused by name', async () => {
    const { lab } = await deployedLab();
    const seen = { ...(await lab.observe()), instances: [] };
    await expect(findAction('spike-cpu').plan(lab, { on: 'all' }, seen)).rejects.toMatchObject({
      code: 'UNKNOWN_TARGET',
      exitCode: 2,
    });
  });
});

describe('set-desired-capacity', () => {
  test('one more is born; healing sets the number back', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    await act(lab, log, 'set-desired-capacity');
    expect((await lab.observe()).group.desiredCapacity).toBe(3);
    await lab.clock.pass(1 * MINUTES);
    expect((await lab.observe()).instances.filter(({ lifecycle }) => lifecycle !== undefined)).toHaveLength(3);
    await heal(lab, log, PROJECT);
    expect((await lab.observe()).group.desiredCapacity).toBe(2);
  });

  test.each([3, -1])(
    'a change of %i leaves the group’s limits: refused with the limits, before anything is touched',
    async (change) => {
      const { lab } = await deployedLab();
      await expect(plan(lab, 'set-desired-capacity', { change })).rejects.toMatchObject({
        code: 'UNKNOWN_TARGET',
        message: expect.stringMatching(/2 to 4/),
      });
      expect((await lab.observe()).group.desiredCapacity).toBe(2);
    },
  );
});

describe('the choice of a machine', () => {
  test('any, a zone, an id and its beginning; the same every time', async () => {
    const { lab } = await deployedLab();
    const { instances } = await lab.observe();
    const [oldest, other] = instances;
    if (oldest === undefined || other === undefined) throw new Error('two machines were deployed');
    const target = async (on: string): Promise<string> => (await plan(lab, 'stop-docker', { on })).target;
    expect(await target('any')).toBe(oldest.id);
    expect(await target(other.zone)).toBe(other.id);
    expect(await target(other.id)).toBe(other.id);
    expect(await target(other.id.slice(0, 8))).toBe(other.id);
  });

  test.each([
    ['i-0000', /is not an instance of the group/],
    ['i-', /is the beginning of several instances/],
    ['us-east-1c', /No healthy target in us-east-1c/],
    ['everything', /No healthy target in everything/],
  ])('--on %s is refused and names who is there', async (on, message) => {
    const { lab } = await deployedLab();
    const { instances } = await lab.observe();
    const failure = await plan(lab, 'terminate', { on }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNKNOWN_TARGET', exitCode: 2, message: expect.stringMatching(message) });
    const { suggestions } = failure as { readonly suggestions: readonly string[] };
    for (const { id } of instances) expect(suggestions.join('\n')).toContain(id);
  });

  test('planning touches nothing', async () => {
    const { lab, sandbox } = await deployedLab();
    sandbox.run(sandbox.now);
    const before = JSON.stringify(sandbox.world);
    for (const { name } of ACTIONS) await plan(lab, name);
    expect(JSON.stringify(sandbox.world)).toBe(before);
  });
});

describe('a crash', () => {
  test('the undo is on disk before the act begins', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    const planned = await plan(lab, 'stop-docker');
    let openWhenActing = 0;
    const spied: PlannedAct = {
      ...planned,
      perform: async () => {
        openWhenActing = log.open().length;
      },
    };
    await performDrill(lab, log, spied, { project: PROJECT, drill: 'stop-docker' });
    expect(openWhenActing).toBe(1);
  });

  test.each(['before the act', 'in the middle of it', 'after it'])(
    '%s: healing finishes what was begun',
    async (when) => {
      const { lab } = await deployedLab();
      const log = newLog();
      const planned = await plan(lab, 'stop-docker');
      const crash = async (): Promise<void> => {
        if (when !== 'before the act') await planned.perform(lab);
        throw new Error('the power went');
      };
      if (when === 'after it') await performDrill(lab, log, planned, { project: PROJECT, drill: 'stop-docker' });
      else
        await expect(
          performDrill(lab, log, { ...planned, perform: crash }, { project: PROJECT, drill: 'stop-docker' }),
        ).rejects.toThrow('the power went');
      expect(log.open()).toHaveLength(1);
      expect(await heal(lab, log, PROJECT)).toHaveLength(1);
      await lab.clock.pass(10 * MINUTES);
      const seen = await lab.observe();
      expect(find(seen, planned.target)).toMatchObject({ lifecycle: 'InService', target: 'healthy' });
    },
  );

  test('healing twice is healing once; newest first; other projects are left alone', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    await act(lab, log, 'set-desired-capacity');
    await lab.clock.pass(1_000);
    await act(lab, log, 'stop-docker');
    const [newest] = log.open().slice(-1);
    if (newest === undefined) throw new Error('nothing is open');
    log.begin({ ...newest, id: 'foreign', project: 'another' });
    expect((await heal(lab, log, PROJECT)).map(({ drill }) => drill.drill)).toEqual([
      'stop-docker',
      'set-desired-capacity',
    ]);
    expect(await heal(lab, log, PROJECT)).toEqual([]);
    expect(log.open().map(({ id }) => id)).toEqual(['foreign']);
  });

  test('an undo that fails stays open, to be tried again, and keeps no other from being done', async () => {
    const { lab } = await deployedLab();
    const log = newLog();
    await act(lab, log, 'stop-docker');
    const [open] = log.open();
    if (open === undefined) throw new Error('nothing is open');
    log.begin({ ...open, id: 'wrong', undo: [{ do: 'run-shell', instanceId: open.target, lines: ['exit 3'] }] });
    await expect(heal(lab, log, PROJECT)).rejects.toMatchObject({ code: 'ENVIRONMENT' });
    expect(log.open().map(({ id }) => id)).toEqual(['wrong']);
  });
});
