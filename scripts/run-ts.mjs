// Runs a TypeScript script of this repository: bundles it (our packages stay outside) and starts it. `node scripts/run-ts.mjs bench/kernel/run.ts`
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

const [entry, ...rest] = process.argv.slice(2);
const folder = 'node_modules/.cache/ha-lab/run';
const outfile = `${folder}/script.mjs`;
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
// The wire model is read beside the code that reads it, which the bundle has moved.
cpSync('src/sandbox/wire/model', 'node_modules/.cache/ha-lab/wire/model', { recursive: true });
const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit' });
process.exit(status ?? 1);
