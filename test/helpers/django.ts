// The sample app's Python environment, as the product makes it; or the reason why there is none here, for a test to skip by name.
import type { LabError } from '../../src/errors.js';
import { pythonPrograms } from '../../src/sandbox/local/processes/python.js';

export { SAMPLE } from '../../src/sandbox/local/sample.js';

/** `bin`: folder of its programs. */
export type Venv = { readonly bin: string } | { readonly missing: string };

export async function djangoVenv(): Promise<Venv> {
  try {
    return { bin: await pythonPrograms(() => {}) };
  } catch (error) {
    return { missing: (error as LabError).message };
  }
}
