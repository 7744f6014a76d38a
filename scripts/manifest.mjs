// Writes oclif.manifest.json from the built commands, so that a start need not load them all. A test compares it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

export async function manifestText() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  return `${JSON.stringify(plugin.manifest, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync('oclif.manifest.json', await manifestText());
