// The build: check and emit the sources, copy the data files that the code reads beside itself, describe the commands for oclif.
// It builds aside and swaps at the end, so that a command running from dist/ never sees half a build.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';

const fresh = `dist.new-${process.pid}`;
const old = `dist.old-${process.pid}`;
const tsc = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
  { stdio: 'inherit' },
);
if (tsc.status !== 0) {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(tsc.status ?? 1);
}
const model = 'src/sandbox/wire/model';
if (existsSync(model)) cpSync(model, `${fresh}/sandbox/wire/model`, { recursive: true });
if (existsSync('dist')) renameSync('dist', old);
renameSync(fresh, 'dist');
rmSync(old, { recursive: true, force: true });

// A process of its own: it must see the commands just built, and none loaded before.
const manifest = spawnSync(process.execPath, ['scripts/manifest.mjs'], { stdio: 'inherit' });
if (manifest.status !== 0) process.exit(manifest.status ?? 1);
