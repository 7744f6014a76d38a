// A failed storm in words: what broke, the shortest way there, and the command that shows it again.

import type { Failure } from './play.js';
import type { Script, Step } from './script.js';
import type { Shrunk } from './shrink.js';

export function reportOf(script: Script, failure: Failure, { steps, failure: shortest }: Shrunk): string {
  return [
    `seed ${script.seed}, step ${failure.step + 1} of ${script.steps.length}, ${new Date(failure.at).toISOString()}:`,
    `  ${shortest.what}`,
    `the shortest way there, ${script.deployed ? 'on the deployed project' : 'in an empty account'}:`,
    ...steps.map((step) => `  ${stepText(step)}`),
    `again: npm run storm -- --seed ${script.seed}`,
  ].join('\n');
}

function stepText(step: Step): string {
  switch (step.kind) {
    case 'call':
      return `${step.service}:${step.operation} ${JSON.stringify(step.input)}`;
    case 'act':
      return JSON.stringify(step.action);
    default:
      return `${step.kind} ${step.ms} ms`;
  }
}
