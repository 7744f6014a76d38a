// The first half of a synthesis: the project's own files become one program. The cdktf packages it imports stand ready, bundled while
// ha-lab was built; what the project installed itself, or imports beyond those, is bundled with it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuildOptions, OnResolveArgs, Plugin } from 'esbuild';
import { PACKAGE_ROOT } from '../package-root.js';
import { bundleProblem } from './synth-problems.js';

/** Written by the build (scripts/synthesis-packages.mjs). */
const READY = join(PACKAGE_ROOT, 'dist', 'synthesis');
const CDKTF_PACKAGES = /^(cdktf|constructs|@cdktf\/provider-aws)(\/|$)/;

/**
 * Bundles `main.ts` of a project into `outfile`, with `config` (any JSON value) in place of its ha-lab.json unless undefined.
 * Throws LabError SYNTHESIS_FAILED with every place (file:line:column) at which the project does not compile.
 */
export async function bundle(project: string, outfile: string, config: unknown): Promise<void> {
  const plugins = [readyPackages()];
  if (config !== undefined) plugins.push(configInstead(join(project, 'ha-lab.json'), config));
  try {
    await built({
      absWorkingDir: project,
      entryPoints: ['main.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      nodePaths: packageFolders(),
      external: [join(READY, 'packages.cjs')],
      plugins,
    });
  } catch (error) {
    throw bundleProblem(project, error);
  }
}

/**
 * esbuild works in a process of its own, which a Ctrl-C on the terminal ends together with whatever is in front of it. Who restores a
 * stack goes on after that, with a new one: esbuild does not find out by itself that it has to be started again.
 */
async function built(options: BuildOptions, tries = 3): Promise<void> {
  const { build, stop } = await import('esbuild');
  try {
    await build(options);
  } catch (error) {
    const stopped = error instanceof Error && /service (was stopped|is no longer running)/.test(error.message);
    if (!stopped || tries <= 1) throw error;
    await stop();
    await built(options, tries - 1);
  }
}

function configInstead(file: string, config: unknown): Plugin {
  return {
    name: 'config',
    setup: (hooks) =>
      hooks.onLoad({ filter: /ha-lab\.json$/ }, ({ path }) =>
        path === file ? { contents: JSON.stringify(config), loader: 'json' } : undefined,
      ),
  };
}

/** Takes a package from the ready bundle, unless the project has installed its own: all its classes must then come from there. */
function readyPackages(): Plugin {
  const names = namesOfReady();
  return {
    name: 'ready-packages',
    setup: (hooks) => {
      hooks.onResolve({ filter: CDKTF_PACKAGES }, async (asked: OnResolveArgs) => {
        if (asked.pluginData === 'as usual' || !names.has(asked.path)) return undefined;
        const { kind, importer, resolveDir } = asked;
        const usual = await hooks.resolve(asked.path, { kind, importer, resolveDir, pluginData: 'as usual' });
        return usual.path === ours(asked.path) ? { path: asked.path, namespace: 'ready' } : usual;
      });
      hooks.onLoad({ filter: /.*/, namespace: 'ready' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(join(READY, 'packages.cjs'))})[${JSON.stringify(path)}];`,
        resolveDir: READY,
      }));
    },
  };
}

/** None in a checkout that was never built: everything is bundled then, which gives the same and takes longer. */
function namesOfReady(): ReadonlySet<string> {
  const file = join(READY, 'packages.json');
  return new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
}

const ours = createRequire(join(PACKAGE_ROOT, 'package.json')).resolve;

/** The node_modules folders in which the cdktf packages of ha-lab's own installation stand. */
function packageFolders(): string[] {
  const folders = ['cdktf', 'constructs', '@cdktf/provider-aws'].map((name) => {
    const manifest = ours(`${name}/package.json`);
    return name.split('/').reduce((folder) => dirname(folder), dirname(manifest));
  });
  return [...new Set(folders)];
}
