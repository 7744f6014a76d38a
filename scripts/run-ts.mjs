// Runs a TypeScript script of this repository: bundles it (our packages stay outside) and starts it. `node scripts/run-ts.mjs bench/kernel/run.ts`
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const [entry, ...rest] = process.argv.slice(2);
const folder = 'node_modules/.cache/ha-lab/run';
// Each run has a file of its own: two at once must not start each other's script.
const outfile = `${folder}/${process.pid}-script.mjs`;
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
const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit' });
rmSync(outfile);
process.exit(status ?? 1);
