// A virtual environment with the sample app's requirements, made once and reused while requirements.txt stays the same.
// Where Python or pip's index is missing it returns the reason, for a test to skip by name.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SAMPLE = fileURLToPath(new URL('../../django-sample', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ha-lab', import.meta.url));

export type Venv = { readonly bin: string } | { readonly missing: string };

export function djangoVenv(): Venv {
  const python = findPython();
  if (python === undefined) return { missing: 'no python3 of version 3.10 or newer' };
  const venv = join(CACHE, 'django-venv');
  const stamp = join(venv, 'requirements.sha256');
  const requirements = join(SAMPLE, 'requirements.txt');
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { bin: join(venv, 'bin') };

  mkdirSync(CACHE, { recursive: true });
  rmSync(venv, { recursive: true, force: true });
  const made = spawnSync(python, ['-m', 'venv', venv], { encoding: 'utf8' });
  if (made.status !== 0)
    return { missing: `python3 cannot make a virtual environment (${lastLine(made.stderr || made.stdout)})` };
  const pip = join(venv, 'bin', 'pip');
  const installed = spawnSync(pip, ['install', '--quiet', '--retries', '1', '--timeout', '30', '-r', requirements], {
    encoding: 'utf8',
    timeout: 240_000,
  });
  if (installed.status !== 0) {
    rmSync(venv, { recursive: true, force: true });
    return { missing: `pip cannot install requirements.txt (${lastLine(installed.stderr)})` };
  }
  writeFileSync(`${stamp}.new`, hash);
  renameSync(`${stamp}.new`, stamp);
  return { bin: join(venv, 'bin') };
}

function findPython(): string | undefined {
  return ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'].find((name) => {
    const asked = spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' });
    return asked.status === 0;
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
