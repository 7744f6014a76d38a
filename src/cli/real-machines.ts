// Real machines behind a sandbox that this process serves: what they ask of the clock, and what happens when they are lost.

import { LabError } from '../errors.js';
import {
  type Pace,
  type RealFleetSettings,
  type Sandbox,
  startDockerFleet,
  startLocalFleet,
} from '../sandbox/index.js';

/** What may stand behind the instances, as `--fleet` names it. */
export const FLEETS = ['simulated', 'local', 'docker'] as const;
export type FleetName = (typeof FLEETS)[number];
export type RealFleetName = Exclude<FleetName, 'simulated'>;

/** Beyond that a health check would wait for less than a busy process needs. */
const FASTEST = 60;

export interface RealMachines {
  /** Never fulfilled; rejected with ENVIRONMENT when all of them are gone. */
  readonly lost: Promise<never>;
  /** Ends every application; the world goes on simulated. */
  stop(): Promise<void>;
}

export interface RealMachineSettings {
  readonly fleet: RealFleetName;
  /** Virtual seconds per second. */
  readonly factor: number;
  /** The workbook's, and in it the one for what they need. */
  readonly workbook: string;
  readonly folder: string;
  /** For containers: image to build the sample's on. */
  readonly baseImage?: string;
  readonly say: RealFleetSettings['say'];
}

/** The image to build on: the flag's, else the environment's. Throws INVALID_CONFIG for a flag that nothing would heed. */
export function baseImageOf(flag: string | undefined, fleet: FleetName): { readonly baseImage?: string } {
  if (flag !== undefined && fleet !== 'docker') {
    throw new LabError('INVALID_CONFIG', '--base-image is for containers, and these machines have none.', {
      suggestions: [`ha-lab sandbox serve --fleet docker --base-image ${flag}`, 'Or leave --base-image out'],
      exitCode: 2,
    });
  }
  const baseImage = flag ?? process.env.HA_LAB_BASE_IMAGE ?? '';
  return baseImage === '' ? {} : { baseImage };
}

/** Starts them; from now on they move the sandbox's clock. Throws ENVIRONMENT when this computer lacks what they need. */
export async function realMachines(sandbox: Sandbox, settings: RealMachineSettings): Promise<RealMachines> {
  const { fleet: name, ...rest } = settings;
  let onLost: (why: string) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    onLost = (why) => reject(allLost(why));
  });
  const start = name === 'docker' ? startDockerFleet : startLocalFleet;
  const fleet = await start(sandbox, { ...rest, onLost });
  return { lost, stop: () => fleet.stop() };
}

/** Throws INVALID_CONFIG for a pace that real machines cannot keep. */
export function requireRealTime({ speed, instant }: Pace, fleet: RealFleetName): void {
  if (!instant && speed > 0 && speed <= FASTEST) return;
  throw new LabError(
    'INVALID_CONFIG',
    'Real machines live in real time: their clock can neither stand still nor be run ahead.',
    {
      suggestions: [
        `In real time: ha-lab sandbox serve --fleet ${fleet}`,
        `Everything so many times quicker, ${FASTEST} at most: ha-lab sandbox serve --fleet ${fleet} --speed 10`,
      ],
      exitCode: 2,
    },
  );
}

function allLost(why: string): LabError {
  return new LabError('ENVIRONMENT', `All machines are gone at once: ${why}.`, {
    suggestions: ['Serve again: the sandbox is kept, and its machines are started anew'],
    exitCode: 5,
  });
}
