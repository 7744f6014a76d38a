// The cdktf packages that every generated project imports, bundled once while ha-lab is built: a synthesis then bundles only the
// project's own few files, and loads one file instead of four hundred.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const PACKAGES = /from '((?:cdktf|constructs|@cdktf\/provider-aws)(?:\/[^']*)?)'/g;

/** Writes `packages.cjs`, which exports each module under the name it is imported by, and `packages.json`, the list of those names. */
export async function bundleSynthesisPackages(folder) {
  const names = importedByTemplates('templates/cdktf');
  await build({
    // Getters: a stack without a NAT gateway does not load the class.
    stdin: {
      contents: `module.exports = {\n${names.map((name) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(name)}); },`).join('\n')}\n};`,
      resolveDir: '.',
    },
    outfile: join(folder, 'packages.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'packages.json'), `${JSON.stringify(names, null, 2)}\n`);
}

function importedByTemplates(folder) {
  const found = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts.ejs'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(PACKAGES)])
    .map(([, name]) => name);
  return [...new Set(found)].sort();
}
