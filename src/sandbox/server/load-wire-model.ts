// Reads the wire model from disk. The wire layer itself does no I/O and is handed the result.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.js';
import { type ModelFile, serviceNames } from '../wire/index.js';

const FOLDER = join(PACKAGE_ROOT, 'src', 'sandbox', 'wire', 'model');

/** The parsed `wire/model/<service>.json` of every service; about 5 ms for all of them. */
export function loadWireModel(): readonly ModelFile[] {
  return serviceNames.map((service) => {
    const file = join(FOLDER, `${service}.json`);
    return JSON.parse(readFileSync(file, 'utf8')) as ModelFile;
  });
}
