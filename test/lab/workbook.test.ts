// Which folder is the workbook, which project is meant, and what is said when nobody can know.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newState, saveState } from '../../src/applier/index.js';
import { LabError } from '../../src/errors.js';
import { isDeployed, stateFile } from '../../src/lab/state-file.js';
import { ensureOurs, findProject, findWorkbook, projectsIn, workbookAt } from '../../src/lab/workbook.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();

/** A folder with these projects below `generated/`. */
function book(...projects: readonly string[]): string {
  const folder = mkdtempSync(join(scratch, 'book-'));
  for (const name of projects) {
    mkdirSync(join(folder, 'generated', name), { recursive: true });
    writeFileSync(join(folder, 'generated', name, 'ha-lab.json'), '{}');
  }
  return folder;
}

describe('the workbook', () => {
  test('is the nearest folder upwards with .ha-lab/, else the folder itself; looking makes nothing', () => {
    const folder = book();
    const deep = join(folder, 'a/b');
    mkdirSync(deep, { recursive: true });
    expect(findWorkbook(deep).folder).toBe(deep);
    ensureOurs(workbookAt(folder));
    expect(findWorkbook(deep)).toEqual({ folder, ours: join(folder, '.ha-lab') });
    ensureOurs(workbookAt(join(folder, 'a')));
    expect(findWorkbook(deep).folder).toBe(join(folder, 'a'));
  });

  test('its projects are the folders of generated/ that hold a ha-lab.json', () => {
    const folder = book('two', 'one');
    mkdirSync(join(folder, 'generated/empty'));
    writeFileSync(join(folder, 'generated/file'), '');
    expect(projectsIn(workbookAt(folder))).toEqual([join(folder, 'generated/one'), join(folder, 'generated/two')]);
    expect(projectsIn(workbookAt(book()))).toEqual([]);
  });
});

describe('the project', () => {
  const find = (folder: string, named?: string, from = folder): string =>
    findProject(workbookAt(folder), { from, named });

  function refusal(work: () => unknown): LabError {
    try {
      work();
    } catch (error) {
      if (error instanceof LabError) return error;
    }
    throw new Error('nothing was refused');
  }

  test('is the one there is', () => {
    const folder = book('shop');
    expect(find(folder)).toBe(join(folder, 'generated/shop'));
  });

  test('is the folder one stands in', () => {
    const folder = book('one', 'two');
    const two = join(folder, 'generated/two');
    expect(find(folder, undefined, two)).toBe(two);
  });

  test('is the one that was named, from where one stands', () => {
    const folder = book('one', 'two');
    expect(find(folder, 'generated/two')).toBe(join(folder, 'generated/two'));
    expect(find(folder, 'two', join(folder, 'generated'))).toBe(join(folder, 'generated/two'));
    expect(find(folder, join(folder, 'generated/one'))).toBe(join(folder, 'generated/one'));
  });

  test('none: how to make one', () => {
    const error = refusal(() => find(book()));
    expect(error).toMatchObject({ code: 'NO_PROJECT', exitCode: 2, message: 'There is no project here yet.' });
    expect(error.suggestions).toEqual([expect.stringMatching(/^ha-lab new --yes/)]);
  });

  test('is, of several, the one that is deployed', () => {
    const folder = book('one', 'two');
    const deployed = { ...newState('two', 0), outputs: { asg_name: 'two-asg' } };
    saveState(stateFile(workbookAt(folder), join(folder, 'generated/two')), deployed);
    expect(find(folder)).toBe(join(folder, 'generated/two'));
    saveState(stateFile(workbookAt(folder), join(folder, 'generated/one')), { ...deployed, stack: 'one' });
    expect(refusal(() => find(folder)).message).toMatch(/2 projects/);
  });

  test('stands elsewhere than on the sandbox: whoever looks says where', () => {
    const folder = book('one', 'two');
    const two = join(folder, 'generated/two');
    expect(findProject(workbookAt(folder), { from: folder, stands: (project) => project === two })).toBe(two);
  });

  test('several: the commands to choose from, as one would type them there', () => {
    const two = book('one', 'two');
    const typed = refusal(() => findProject(workbookAt(two), { from: two, command: 'ha-lab logs --tail 3' }));
    expect(typed.suggestions[1]).toBe('ha-lab logs --tail 3 --project generated/two');
    const error = refusal(() => find(two));
    expect(error).toMatchObject({ code: 'NO_PROJECT', exitCode: 2, message: expect.stringMatching(/2 projects/) });
    expect(error.suggestions).toEqual(['--project generated/one', '--project generated/two']);
  });

  test('a name that is none: the name, and what there is', () => {
    const error = refusal(() => find(book('one'), 'generated/on'));
    expect(error).toMatchObject({
      code: 'NO_PROJECT',
      exitCode: 2,
      message: 'There is no ha-lab.json in generated/on.',
    });
    expect(error.suggestions).toEqual(['--project generated/one']);
  });
});

test('what was never deployed is not deployed', () => {
  const folder = book('one');
  expect(isDeployed(workbookAt(folder), join(folder, 'generated/one'))).toBe(false);
});
