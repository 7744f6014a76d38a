// The build: bundle the sources and describe the commands for oclif. Types are not checked here (`npm run lint` does): whoever wants to
// run the tool need not wait for that. Bundled, because a command would otherwise spend most of its start on finding a thousand small files.
// It builds aside and swaps at the end, so that a command running from dist/ never sees half a build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleSynthesisPackages } from './synthesis-packages.mjs';

/** What is started or imported by its place in dist/ beside the commands; all other files are shared between these. */
const ENTRIES = [
  'src/cli/run.ts',
  'src/lesson/prove/worker.ts',
  'src/sandbox/local/containers/watchdog.ts',
  'src/load/process.ts',
  // For scripts, benchmarks and tests that start a process of their own.
  'src/generator/index.ts',
  'src/lab/lock.ts',
  'src/sandbox/index.ts',
  'src/sandbox/storage.ts',
];
/** Packages that stay packages: they find their own files, or only a few commands load them. */
const OUTSIDE = [
  '@oclif/core',
  '@cdktf/provider-aws',
  'cdktf',
  'constructs',
  'dockerode',
  'esbuild',
  'linkedom',
  '@observablehq/plot',
];

const fresh = `dist.new-${process.pid}`;
const old = `dist.old-${process.pid}`;
const commands = readdirSync('src/commands', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src/commands', name));
try {
  await build({
    entryPoints: [...commands, ...ENTRIES],
    outdir: fresh,
    outbase: 'src',
    bundle: true,
    splitting: true,
    chunkNames: 'shared/[name]-[hash]',
    external: OUTSIDE,
    // A package's ES modules lose what nobody uses; its CommonJS cannot.
    mainFields: ['module', 'main'],
    banner: {
      // For what is CommonJS inside the bundle and asks for Node's own modules.
      js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  await bundleSynthesisPackages(join(fresh, 'synthesis'));
} catch {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(1);
}
if (existsSync('dist')) renameSync('dist', old);
renameSync(fresh, 'dist');
rmSync(old, { recursive: true, force: true });

// A process of its own: it must see the commands just built, and none loaded before.
const manifest = spawnSync(process.execPath, ['scripts/manifest.mjs'], { stdio: 'inherit' });
if (manifest.status !== 0) process.exit(manifest.status ?? 1);
