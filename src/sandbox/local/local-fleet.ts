// Processes of this computer behind the sandbox's applications: what `--fleet local` means.

import type { Sandbox } from '../sandbox.js';
import { ProcessRunner } from './processes/process-runner.js';
import { pythonPrograms } from './processes/python.js';
import { type RealFleet, type RealFleetSettings, startRealFleet } from './real-fleet.js';

/** Puts real processes behind the sandbox's applications. Throws ENVIRONMENT when this computer lacks what they need. */
export async function startLocalFleet(sandbox: Sandbox, settings: RealFleetSettings): Promise<RealFleet> {
  const programs = await pythonPrograms(settings.say);
  return startRealFleet(sandbox, settings, (reports) => new ProcessRunner(programs, reports));
}
