// The undo log: on disk before anything happens, readable after any crash.

import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type OpenDrill, UndoLog, undoLogFile } from '../../src/lab/undo-log.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { scratchFolder } from '../helpers/scratch.js';

const scratch = scratchFolder();
const newFile = (): string => undoLogFile(workbookAt(mkdtempSync(join(scratch, 'undo-'))));

const drill = (id: string): OpenDrill => ({
  id,
  at: 1,
  project: 'shop',
  drill: 'stop-docker',
  title: `stop-docker ${id}`,
  target: 'i-0a',
  undo: [{ do: 'run-shell', instanceId: 'i-0a', lines: ['systemctl start docker.service'] }],
});

describe('lines', () => {
  test('what was begun is open until it is closed, also for another reader', () => {
    const file = newFile();
    const log = new UndoLog(file);
    expect(log.open()).toEqual([]);
    log.begin(drill('one'));
    log.begin(drill('two'));
    expect(new UndoLog(file).open()).toEqual([drill('one'), drill('two')]);
    log.close('one');
    expect(new UndoLog(file).open()).toEqual([drill('two')]);
    expect(new UndoLog(file).all()).toEqual([drill('one'), drill('two')]);
  });

  test('closing twice, or what was never begun, does no harm', () => {
    const log = new UndoLog(newFile());
    log.begin(drill('one'));
    log.close('one');
    log.close('one');
    log.close('never');
    expect(log.open()).toEqual([]);
  });

  test('a line that a crash cut short was never acted on, and the next one does not melt into it', () => {
    const file = newFile();
    const log = new UndoLog(file);
    log.begin(drill('one'));
    const whole = readFileSync(file, 'utf8');
    for (let cut = 1; cut < whole.length; cut += 9) {
      writeFileSync(file, whole);
      appendFileSync(file, whole.slice(0, cut).replaceAll('one', 'two'));
      expect(log.open()).toEqual([drill('one')]);
      log.begin(drill('three'));
      expect(log.open()).toEqual([drill('one'), drill('three')]);
    }
  });

  test('lines of no meaning are passed over', () => {
    const file = newFile();
    writeFileSync(file, 'nonsense\n7\nnull\n{"other":1}\n\n');
    expect(new UndoLog(file).open()).toEqual([]);
  });
});
