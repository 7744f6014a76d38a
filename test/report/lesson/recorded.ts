// A recorded act made by hand, look by look, for tests of what is said about it.

import type { ActivityObservation, AlarmTransition, InstanceObservation } from '../../../src/lab/observation.js';
import type { Moment } from '../../../src/lesson/history.js';
import type { Deed, Played } from '../../../src/lesson/play.js';
import { machine, NOW, observation } from '../observations.js';

export const VICTIM = 'i-0aaaaaaaaaaaaaaaa';
export const OTHER = 'i-0bbbbbbbbbbbbbbbb';
export const HEIR = 'i-0cccccccccccccccc';

/** What is seen at a look, where it is not as at the beginning: two healthy machines, nobody asking. */
export interface Look {
  /** Seconds from the drill. */
  readonly at: number;
  readonly victim?: Partial<InstanceObservation> | 'gone';
  readonly other?: Partial<InstanceObservation>;
  readonly heir?: Partial<InstanceObservation>;
  readonly users?: number;
  readonly requests?: number;
  readonly bad?: Readonly<Record<string, number>>;
  readonly desired?: number;
  readonly activities?: readonly (Partial<ActivityObservation> & { readonly after: number })[];
  readonly alarms?: readonly (Omit<AlarmTransition, 'at' | 'reason'> & { readonly after: number })[];
}

export const instant = (seconds: number): number => NOW + seconds * 1_000;

export function moment(look: Look): Moment {
  const { victim, other = {}, heir, users, requests = 0, bad = {} } = look;
  const errors = Object.values(bad).reduce((sum, count) => sum + count, 0);
  const instances = [
    ...(victim === 'gone' ? [] : [machine(VICTIM, { share: 0.5, cpu: 10, ...victim })]),
    machine(OTHER, { zone: 'us-east-1b', share: 0.5, cpu: 12, ...other }),
    ...(heir === undefined ? [] : [machine(HEIR, { launchedAt: instant(1), ...heir })]),
  ];
  const met = { windowSeconds: 30, requests, requestRate: requests / 5, byStatus: {}, p50Ms: 17, p95Ms: 30, p99Ms: 40 };
  const seen = observation(
    {
      at: instant(look.at),
      instances,
      groupCpu: { label: 'CPUUtilization', unit: '', periodSeconds: 60, points: [{ at: instant(-60), value: 11 }] },
      activities: (look.activities ?? []).map(({ after, ...rest }) => ({
        id: `activity-${after}`,
        startedAt: instant(after),
        status: 'Successful',
        progress: 100,
        description: '',
        cause: '',
        ...rest,
      })),
      alarmHistory: (look.alarms ?? []).map(({ after, ...rest }) => ({ at: instant(after), reason: '', ...rest })),
      ...(users === undefined ? {} : { users: { active: users, ...met } }),
    },
    { desiredCapacity: look.desired ?? 2 },
  );
  return { seen, requests, errors, byStatus: { ...(requests > errors ? { 200: requests - errors } : {}), ...bad } };
}

/** An act of lesson 06 in which Docker was stopped at second 0. */
export function played(looks: readonly Look[], over: Partial<Played> = {}): Played {
  const deeds: readonly Deed[] = [{ at: instant(0), title: `stop-docker on ${VICTIM} (us-east-1a)` }];
  return {
    act: 'elb',
    outcome: 'judged',
    gate: { at: instant(-1), conditions: [{ that: 'targets.healthy == 2', holds: true }] },
    deeds,
    history: { drilledAt: instant(0), roles: { victim: VICTIM }, moments: looks.map(moment), ended: true },
    verdicts: [],
    ...over,
  };
}

const ELB_CAUSE =
  'At 2026-01-05T13:01:13Z an instance was taken out of service in response to an ELB system health check failure.';

/** Half of the requests fail for a minute; the load balancer sees it, the group replaces the machine. */
export const DOCKER_DIES: readonly Look[] = [
  { at: -60, users: 20, requests: 100 },
  { at: -1, users: 20, requests: 100 },
  { at: 0, users: 20 },
  { at: 5, users: 20, requests: 100, bad: { 502: 50 } },
  {
    at: 60,
    users: 20,
    requests: 1_100,
    bad: { 502: 520, 504: 2 },
    victim: { target: 'unhealthy', targetReason: 'Target.FailedHealthChecks' },
  },
  { at: 65, users: 20, requests: 100, victim: { target: 'unhealthy' } },
  {
    at: 75,
    users: 20,
    requests: 200,
    victim: { target: 'draining', lifecycle: 'Terminating' },
    heir: { target: 'initial' },
  },
  { at: 120, users: 20, requests: 900, victim: 'gone', heir: { target: 'unhealthy' } },
  {
    at: 295,
    users: 20,
    requests: 3_500,
    victim: 'gone',
    heir: {},
    activities: [
      { after: 75, description: `Launching a new EC2 instance: ${HEIR}`, instanceId: HEIR },
      { after: 73, description: `Terminating EC2 instance: ${VICTIM}`, instanceId: VICTIM, cause: ELB_CAUSE },
      { after: -900, description: `Launching a new EC2 instance: ${VICTIM}`, instanceId: VICTIM },
    ],
  },
];
