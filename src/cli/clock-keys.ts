// The keys that make a sandbox's clock faster and slower, whoever holds it.

import { LabError } from '../errors.js';
import type { SandboxControl } from '../sandbox/index.js';

/** Virtual seconds per second: the steps that the keys take. */
const STEPS = [0, 1, 5, 20, 60, 300] as const;

/** One step on from a speed that may lie between two of them. */
export function nextSpeed(speed: number, direction: 'faster' | 'slower'): number {
  if (direction === 'faster') return STEPS.find((step) => step > speed) ?? speed;
  return STEPS.findLast((step) => step < speed) ?? 0;
}

/** Answers why not, where the clock's holder refuses. */
export async function turnClock(control: SandboxControl, direction: 'faster' | 'slower'): Promise<string | undefined> {
  try {
    const { speed } = await control.status();
    await control.setSpeed(nextSpeed(speed, direction));
    return undefined;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.message;
  }
}
