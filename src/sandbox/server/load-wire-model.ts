// Reads the wire model from disk. The wire layer itself does no I/O and is handed the result.

import { readFileSync } from 'node:fs';
import { type ModelFile, serviceNames } from '../wire/index.js';

/** The parsed `wire/model/<service>.json` of every service; about 5 ms for all of them. */
export function loadWireModel(): readonly ModelFile[] {
  return serviceNames.map((service) => {
    const file = new URL(`../wire/model/${service}.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8')) as ModelFile;
  });
}
