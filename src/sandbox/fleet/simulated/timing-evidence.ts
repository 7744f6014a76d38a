// Where each length of a simulated machine's life comes from, for the page that lists every timing. What is no length (cores, counts,
// bytes, the work of a page) is a choice of the learner or of the load model, and stands beside its figure.

import type { Evidence } from '../../services/shared/timing.js';
import type { FleetTimings } from './timings.js';

type NotALength = 'idleCores' | 'variability' | 'workMs' | 'workers' | 'threads' | `${string}Bytes`;

export interface Source {
  readonly kind: Evidence;
  /** Id of the rule that the figure belongs to. */
  readonly rule: string;
}

const observed = (rule: string): Source => ({ kind: 'observed', rule });
const chosen = (rule: string): Source => ({ kind: 'chosen', rule });

/** Of the steps of a birth only the whole was ever measured (60 to 240 s); how it is shared out is ours. */
export const TIMING_SOURCES: Readonly<Record<Exclude<keyof FleetTimings, NotALength>, Source>> = {
  boot: observed('EC2-02'),
  shutdownMs: chosen('EC2-02'),
  agentStart: observed('SSM-06'),
  agentHeartbeatMs: { kind: 'documented', rule: 'SSM-02' },
  packageIndex: chosen('EC2-08'),
  packageInstall: chosen('EC2-08'),
  imagePull: observed('EC2-08'),
  dockerStart: chosen('EC2-08'),
  containerCreate: chosen('EC2-08'),
  appStart: chosen('EC2-08'),
  unknownCommandMs: chosen('EC2-08'),
  packageTimeoutMs: chosen('VPC-22'),
  pullTimeoutMs: chosen('VPC-22'),
  connectTimeoutMs: chosen('VPC-22'),
  resolveTimeoutMs: chosen('VPC-30'),
  cheapPageMs: chosen('CW-05'),
  staticPageMs: chosen('CW-05'),
  roundTripMs: chosen('ALB-03'),
  targetConnectMs: { kind: 'documented', rule: 'ALB-40' },
  dnsTtlMs: { kind: 'documented', rule: 'ALB-03' },
};
