// Writes oclif.manifest.json from the built commands, so that a start need not load them all. A test compares it.
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

/** What oclif finds in the built commands, in an order that does not hang on the file system's. */
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
  const { commands, ...rest } = plugin.manifest;
  const ordered = Object.fromEntries(Object.entries(commands).sort(([left], [right]) => (left < right ? -1 : 1)));
  return `${JSON.stringify({ commands: ordered, ...rest }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = `oclif.manifest.json.new-${process.pid}`;
  writeFileSync(fresh, await manifestText());
  renameSync(fresh, 'oclif.manifest.json');
}
