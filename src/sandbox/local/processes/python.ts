// A Python with the sample application's packages: made once for each version of requirements.txt, used by every fleet after that.

import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../../errors.js';
import { SAMPLE } from '../sample.js';

const REQUIREMENTS = join(SAMPLE, 'requirements.txt');
/** Django 5.2 asks for it. */
const OLDEST = [3, 10] as const;
/** pip gives up long before. */
const ABANDONED_MS = 600_000;
const LOOK_AGAIN_MS = 500;
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * The folder of the environment's programs (`python`, `gunicorn`); makes the environment if there is none yet, which takes about half a
 * minute. Throws ENVIRONMENT naming what is missing. @param say told what is being done, before each slow step.
 */
export async function pythonPrograms(say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder(), `django-${fingerprint()}`);
  const programs = join(folder, 'bin');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return programs;
  mkdirSync(cacheFolder(), { recursive: true });
  await alone(`${folder}.making`, async () => {
    if (existsSync(ready)) return;
    // Made in its place, for its programs know where they are; whole only when the mark is there.
    rmSync(folder, { recursive: true, force: true });
    await make(folder, say);
    writeFileSync(ready, '');
  });
  return programs;
}

async function make(folder: string, say: (line: string) => void): Promise<void> {
  const python = findPython();
  say(`Making a Python environment for the sample application in ${folder} (once) …`);
  await step(python, ['-m', 'venv', folder], `${python} cannot make a virtual environment`, [
    'On Debian and Ubuntu it is a package of its own: apt install python3-venv',
  ]);
  say('Installing Django and gunicorn into it …');
  const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '30'];
  await step(
    join(folder, 'bin', 'python'),
    ['-m', 'pip', 'install', ...quietly, '-r', REQUIREMENTS],
    'pip cannot install django-sample/requirements.txt',
    ['It needs a package index: is this machine online? Behind a mirror, set PIP_INDEX_URL'],
  );
}

/** Two that want the same environment at the same moment make it once. What a crash left is taken over after a while. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > ABANDONED_MS) rmSync(lock, { recursive: true, force: true });
      await sleep(LOOK_AGAIN_MS);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function cacheFolder(): string {
  const root = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(root, 'ha-lab');
}

/** Another text of requirements.txt is another environment. */
function fingerprint(): string {
  return createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
}

function findPython(): string {
  const newEnough = `import sys; sys.exit(sys.version_info < (${OLDEST.join(', ')}))`;
  const found = NAMES.find((name) => spawnSync(name, ['-c', newEnough], { stdio: 'ignore' }).status === 0);
  if (found !== undefined) return found;
  throw new LabError(
    'ENVIRONMENT',
    `Real machines need Python ${OLDEST.join('.')} or newer, and none is on the PATH.`,
    {
      suggestions: [
        'Install Python 3, then run the same command again',
        'Without it: leave --fleet out; the simulated machines need nothing',
      ],
      exitCode: 5,
    },
  );
}

async function step(file: string, words: readonly string[], what: string, advice: readonly string[]): Promise<void> {
  const { code, said } = await run(file, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (code === 0) return;
  throw new LabError('ENVIRONMENT', `${what}: ${said.trim().split('\n').at(-1) || `exit code ${code}`}`, {
    suggestions: [...advice, 'Without real machines: leave --fleet out'],
    exitCode: 5,
  });
}

function run(
  file: string,
  words: readonly string[],
  options: SpawnOptions,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, words, options);
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', (error) => resolve({ code: null, said: error.message }));
    child.once('close', (code) => resolve({ code, said }));
  });
}
