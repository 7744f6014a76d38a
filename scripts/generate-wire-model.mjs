// Writes src/sandbox/wire/model/*.json anew: `node scripts/generate-wire-model.mjs`. Run it after a change of
// scripts/served-operations.json or of an SDK version; a test fails until the result is committed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Inside the repository, so that the bundle finds its packages.
const folder = mkdtempSync(join(root, 'node_modules', '.wire-model-'));
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

try {
  const outfile = join(folder, 'generate.mjs');
  await build({
    entryPoints: [join(root, 'scripts', 'wire-model', 'generate.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { generateWireModel } = await import(pathToFileURL(outfile).href);
  for (const [name, text] of generateWireModel(root)) {
    writeFileSync(join(root, 'src', 'sandbox', 'wire', 'model', name), text);
    console.log(`${name}  ${Math.round(text.length / 1024)} kB`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
