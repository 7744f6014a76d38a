// The build: emit the sources, copy the data files that the code reads beside itself, describe the commands for oclif. Types are not
// checked here (`npm run lint` does): whoever wants to run the tool need not wait for that.
// It builds aside and swaps at the end, so that a command running from dist/ never sees half a build.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const fresh = `dist.new-${process.pid}`;
const old = `dist.old-${process.pid}`;
const sources = readdirSync('src', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));
try {
  await build({
    entryPoints: sources,
    outdir: fresh,
    outbase: 'src',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
} catch {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(1);
}
const model = 'src/sandbox/wire/model';
if (existsSync(model)) cpSync(model, `${fresh}/sandbox/wire/model`, { recursive: true });
if (existsSync('dist')) renameSync('dist', old);
renameSync(fresh, 'dist');
rmSync(old, { recursive: true, force: true });

// A process of its own: it must see the commands just built, and none loaded before.
const manifest = spawnSync(process.execPath, ['scripts/manifest.mjs'], { stdio: 'inherit' });
if (manifest.status !== 0) process.exit(manifest.status ?? 1);
