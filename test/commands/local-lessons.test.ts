// The course on real machines: what a lesson claims holds as well where Django, its health checks and its CPU are real. Lesson 05 is played
// in local-fleet.test.ts, 06 on containers in docker-fleet.test.ts.

import { describe, expect, test } from 'vitest';
import { startCli } from '../helpers/background.js';
import { djangoVenv } from '../helpers/django.js';
import { scratchFolder } from '../helpers/scratch.js';
import { workbooks } from '../helpers/workbook.js';

/** Periods are so much shorter than on AWS; a busy computer falls behind, and takes longer. */
const SPEED = '20';
/** Met only where nothing comes any more: lesson 12 takes 65 s on a quiet computer. */
const PATIENCE_MS = 480_000;

interface Played {
  readonly lessons: readonly {
    readonly acts: readonly { readonly expectations: readonly { readonly id: string; readonly result: string }[] }[];
  }[];
}

const books = workbooks(scratchFolder());
const venv = await djangoVenv();
const missing = 'missing' in venv ? venv.missing : undefined;

describe.skipIf(missing !== undefined)(
  `lessons on real machines${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    test.each([
      ['03', 'a machine is born', 7],
      ['06', 'half of the requests fail, and then none', 9],
      ['12', '140 users, three machines, downloads that are finished and downloads that are cut', 14],
    ])(
      '%s holds: %s',
      async (lesson, _, expectations) => {
        const book = books.deployed();
        const server = startCli(['sandbox', 'serve', '--fleet', 'local', '--speed', SPEED], book);
        await server.see(/Serving at/);
        const { stdout, stderr } = await startCli(['lesson', 'run', lesson, '--yes', '--here', '--json'], book).ended();
        const { lessons } = JSON.parse(stdout) as Played;
        const verdicts = lessons.flatMap(({ acts }) => acts.flatMap((act) => act.expectations));
        const broken = verdicts.filter(({ result }) => result !== 'held').map(({ id, result }) => `${id} ${result}`);
        expect({ broken, stderr: broken.length > 0 ? stderr : '' }).toEqual({ broken: [], stderr: '' });
        expect(verdicts).toHaveLength(expectations);
        server.signal('SIGINT');
        expect(await server.ended()).toMatchObject({ status: 0 });
      },
      PATIENCE_MS,
    );
  },
);
