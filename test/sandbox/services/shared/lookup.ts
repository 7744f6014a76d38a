// What a service that is tested alone is told of its neighbours: nothing is there, and five of everything are allowed.

import type { Context } from '../../../../src/sandbox/context.js';

export const ALONE: Context['lookup'] = {
  instanceProfile: () => undefined,
  parameter: () => undefined,
  quota: () => 5,
  consoleOutput: () => undefined,
  linkedService: () => undefined,
};
