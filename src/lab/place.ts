// Where stacks stand: the workbook's own sandbox, or an account. Commands ask a place for clients, clock and labs, and do not see which it is.

import type { RealMachinesSeen } from '../sandbox/index.js';
import type { AwsClients } from './clients.js';
import { sandboxClients } from './clients.js';
import type { LabClock } from './clock.js';
import type { Lab, StackOutputs } from './lab.js';
import type { LabInstant } from './observation.js';
import type { OpenSandbox } from './open-sandbox.js';
import { type Pass, sandboxClock, sandboxLab } from './sandbox-lab.js';
import type { Target } from './state-file.js';

export type { RealMachinesSeen };

export interface When {
  readonly now: LabInstant;
  /** When the sandbox began; absent on an account. */
  readonly startedAt?: LabInstant;
  /** Virtual seconds per host second; absent on an account. */
  readonly speed?: number;
  /** Applications are processes of this computer. */
  readonly realMachines?: RealMachinesSeen;
}

export interface Place {
  readonly target: Target;
  readonly region: string;
  readonly clients: AwsClients;
  readonly clock: LabClock;
  /** @param pass how time moves on; an account's moves by itself. */
  lab(outputs: StackOutputs, pass?: Pass): Lab;
  when(): Promise<When>;
  close(): Promise<void>;
}

export function sandboxPlace(open: OpenSandbox): Place {
  return {
    target: 'sandbox',
    region: open.region,
    clients: sandboxClients(open.region, open.reach),
    clock: sandboxClock(open.control),
    lab: (outputs, pass) => sandboxLab(open, outputs, pass),
    when: async () => {
      const { now, startedAt, speed, realMachines } = await open.control.status();
      return { now, startedAt, speed, ...(realMachines === undefined ? {} : { realMachines }) };
    },
    close: () => open.close(),
  };
}
