// How long things take at the load balancer. Milliseconds. What its clients and connections wait for is the fleet's (ALB-03, ALB-40).

import type { Range, Timing } from '../shared/timing.js';

export const TIMINGS = {
  /** Create until `active`: 2 min 15 s – 3 min 07 s in Terraform logs. */
  provisioning: { value: { low: 135_000, high: 187_000 }, kind: 'observed', rule: 'ALB-50' },
  /** Registration until a node sends its first check. Each node draws its own, which also sets the nodes' checks apart (ALB-11). */
  registration: { value: { low: 1_000, high: 10_000 }, kind: 'chosen', rule: 'ALB-13' },
  /** A terminated instance gets no more requests after this: users' errors ended 1 s and about 10 s after the kill. */
  terminatedTargetNoticed: { value: { low: 1_000, high: 10_000 }, kind: 'observed', rule: 'ALB-15' },
  /** A terminated instance drops out of its target groups by itself: 18 s and 35 s were measured. */
  terminatedTargetLeaves: { value: { low: 18_000, high: 35_000 }, kind: 'observed', rule: 'ALB-13' },
  /** A node without power stays in DNS for so long; clients' own copies live 60 s more (ALB-03). */
  deadNodeLeavesDns: { value: 20_000, kind: 'chosen', rule: 'ALB-25' },
  /** End of a minute until its figures can be read. */
  publication: { value: { low: 60_000, high: 120_000 }, kind: 'observed', rule: 'CW-10' },
} as const satisfies Record<string, Timing<Range> | Timing>;
