// Real machines behind a sandbox that this process serves: what they ask of the clock, and what happens when they are lost.

import { LabError } from '../errors.js';
import { type Pace, type RealFleetSettings, type Sandbox, startLocalFleet } from '../sandbox/index.js';

/** Beyond that a health check would wait for less than a busy process needs. */
const FASTEST = 60;

export interface RealMachines {
  /** Never fulfilled; rejected with ENVIRONMENT when all processes are gone. */
  readonly lost: Promise<never>;
  /** Ends every process; the world goes on simulated. */
  stop(): Promise<void>;
}

/** Starts them; from now on they move the sandbox's clock. Throws ENVIRONMENT when this computer lacks what they need. */
export async function realMachines(
  sandbox: Sandbox,
  factor: number,
  folder: string,
  say: RealFleetSettings['say'],
): Promise<RealMachines> {
  let onLost: () => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    onLost = () => reject(processesLost());
  });
  const fleet = await startLocalFleet(sandbox, { factor, folder, say, onLost });
  return { lost, stop: () => fleet.stop() };
}

/** Throws INVALID_CONFIG for a pace that real machines cannot keep. */
export function requireRealTime({ speed, instant }: Pace): void {
  if (!instant && speed > 0 && speed <= FASTEST) return;
  throw new LabError(
    'INVALID_CONFIG',
    'Real machines live in real time: their clock can neither stand still nor be run ahead.',
    {
      suggestions: [
        'In real time: ha-lab sandbox serve --fleet local',
        `Everything so many times quicker, ${FASTEST} at most: ha-lab sandbox serve --fleet local --speed 10`,
      ],
      exitCode: 2,
    },
  );
}

function processesLost(): LabError {
  return new LabError('ENVIRONMENT', 'All machines are gone at once: the process that holds them was ended.', {
    suggestions: ['Serve again: the sandbox is kept, and its machines are started anew'],
    exitCode: 5,
  });
}
