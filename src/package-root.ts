// Where the package lies: templates, lessons and the wire model are read from there, whichever file of dist/ the build put the code into.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of ha-lab's own package.json. */
export const PACKAGE_ROOT = above(dirname(fileURLToPath(import.meta.url)));

function above(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder)
    throw new Error('ha-lab runs outside of its package: package.json is in no folder above');
  return above(dirname(folder));
}
