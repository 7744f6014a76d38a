// The world: all mutable state of one sandbox, as plain JSON data. No closures, no Maps, no Dates: what is not in here does not exist.
// Each service owns one slice and lends it to nobody but through its functions.

import type { KernelState } from '../kernel/index.js';
import type { ApiFault } from './api-faults.js';
import type { SandboxEvent } from './events.js';
import type { FleetObservation } from './fleet/fleet.js';
import type { SimulatedFleetState } from './fleet/simulated/state.js';
import type { AutoScalingStore } from './services/autoscaling/store.js';
import type { CloudWatchStore } from './services/cloudwatch/store.js';
import type { Ec2Store } from './services/ec2/store.js';
import type { Elbv2Store } from './services/elbv2/store.js';
import type { IamStore } from './services/iam/store.js';
import type { LogsStore } from './services/logs/store.js';
import type { ServiceQuotasStore } from './services/servicequotas/store.js';
import type { SsmStore } from './services/ssm/store.js';

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  readonly zones: readonly { readonly name: string; readonly id: string }[];
}

export interface World {
  readonly account: Account;
  readonly kernel: KernelState<SandboxEvent>;
  readonly ec2: Ec2Store;
  readonly elbv2: Elbv2Store;
  readonly autoscaling: AutoScalingStore;
  readonly cloudwatch: CloudWatchStore;
  readonly iam: IamStore;
  readonly ssm: SsmStore;
  readonly logs: LogsStore;
  readonly servicequotas: ServiceQuotasStore;
  readonly fleet: SimulatedFleetState;
  /** What is wrong with the APIs themselves, in the order in which it began. */
  readonly apiFaults: ApiFault[];
  /** Observations of the machines that wait for their instant; the kernel task holds only the key. */
  readonly mailbox: Record<string, FleetObservation>;
}
