// What status says, as data: verdict and cause first, then a reason under every row that is not well. Pure; `--json` prints this very object.

import type {
  ActivityObservation,
  AlarmObservation,
  InstanceObservation,
  LabInstant,
  Observation,
} from '../lab/observation.js';

export type Verdict = 'HEALTHY' | 'CHANGING' | 'DEGRADED' | 'DOWN';

/** What the observation cannot know. */
export interface StatusFacts {
  readonly project: string;
  readonly target: 'sandbox' | 'aws';
  readonly region: string;
  readonly url: string;
  /** When the sandbox began; absent on AWS. */
  readonly startedAt?: LabInstant;
  /** Virtual seconds per host second; 0: the clock stands still. */
  readonly speed?: number;
  readonly costPerHour?: number;
  /** Drills that are still open, newest last. */
  readonly drills: readonly { readonly at: LabInstant; readonly title: string; readonly target: string }[];
}

export interface InstanceRow extends InstanceObservation {
  /** Why it is not well; absent when it is. */
  readonly why?: string;
}

export interface AlarmRow extends AlarmObservation {
  /** What its action would change now, and why not. */
  readonly actionNow: string;
}

export interface TimelineRow {
  readonly at: LabInstant;
  readonly who: 'you' | 'group' | 'alarm';
  readonly what: string;
}

export interface StatusView {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly target: 'sandbox' | 'aws';
  readonly region: string;
  readonly url: string;
  readonly at: LabInstant;
  readonly startedAt?: LabInstant;
  readonly speed?: number;
  readonly verdict: Verdict;
  readonly cause: string;
  readonly group: Observation['group'] & { readonly inService: number; readonly healthy: number };
  readonly users?: Observation['users'];
  readonly instances: readonly InstanceRow[];
  readonly alarms: readonly AlarmRow[];
  readonly timeline: readonly TimelineRow[];
  readonly drills: StatusFacts['drills'];
  readonly costPerHour?: number;
}

const TIMELINE_LENGTH = 10;

export function statusView(seen: Observation, facts: StatusFacts): StatusView {
  const inService = seen.instances.filter((instance) => instance.lifecycle === 'InService').length;
  const healthy = seen.instances.filter((instance) => instance.target === 'healthy').length;
  const { drills, startedAt, speed, costPerHour, ...named } = facts;
  return {
    schemaVersion: 1,
    ...named,
    at: seen.at,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(speed === undefined ? {} : { speed }),
    ...judge(seen, healthy),
    group: { ...seen.group, inService, healthy },
    ...(seen.users === undefined ? {} : { users: seen.users }),
    instances: seen.instances.map((instance) => rowOf(instance, seen, drills)),
    alarms: seen.alarms.map((alarm) => ({ ...alarm, actionNow: actionNow(alarm, seen) })),
    timeline: timelineOf(seen, drills),
    drills,
    ...(costPerHour === undefined ? {} : { costPerHour }),
  };
}

/** The worst thing first, in one sentence. */
function judge(seen: Observation, healthy: number): { verdict: Verdict; cause: string } {
  const { desiredCapacity } = seen.group;
  const members = seen.instances.filter((instance) => instance.lifecycle !== undefined);
  const sick = members.find((instance) => instance.target === 'unhealthy');
  const errorRate = seen.users?.errorRate ?? 0;
  if (healthy === 0 && desiredCapacity > 0) {
    return members.some((instance) => instance.target === 'initial')
      ? { verdict: 'CHANGING', cause: `no target is healthy yet: ${members.length} starting` }
      : {
          verdict: 'DOWN',
          cause: `no target is healthy; the load balancer has nobody to send requests to but the unhealthy`,
        };
  }
  if (sick !== undefined) {
    const reason = sick.targetReason ?? 'no reason given';
    return {
      verdict: 'DEGRADED',
      cause: `${healthy} of ${desiredCapacity} wanted targets healthy: ${sick.id} is unhealthy, ${reason}`,
    };
  }
  if (errorRate > 0.01) {
    return { verdict: 'DEGRADED', cause: `${(errorRate * 100).toFixed(1)} % of the users’ requests fail` };
  }
  if (healthy < desiredCapacity) {
    return { verdict: 'DEGRADED', cause: `${healthy} of ${desiredCapacity} wanted targets are healthy` };
  }
  const moving = members.find((instance) => instance.lifecycle !== 'InService' || instance.target !== 'healthy');
  if (moving !== undefined) {
    return {
      verdict: 'CHANGING',
      cause: `${moving.id} is ${moving.lifecycle}, its target ${moving.target ?? 'not registered'}`,
    };
  }
  return { verdict: 'HEALTHY', cause: `${healthy} of ${desiredCapacity} wanted targets are healthy` };
}

function rowOf(instance: InstanceObservation, seen: Observation, drills: StatusFacts['drills']): InstanceRow {
  const reason = instance.targetReason;
  if (instance.target === 'healthy' || reason === undefined) return instance;
  const description = instance.targetDescription === undefined ? '' : `: ${instance.targetDescription}`;
  const drill = drills.find((candidate) => candidate.target.split(',').includes(instance.id));
  const blame = drill === undefined || drill.at > seen.at ? '' : `; you did: ${drill.title}`;
  return { ...instance, why: `${reason}${description}${blame}` };
}

/** What the alarm's scaling policy would do this minute: AWS itself never shows it. */
function actionNow(alarm: AlarmObservation, seen: Observation): string {
  if (!alarm.actionsEnabled) return 'actions are off';
  const policy = seen.policies.find((candidate) => alarm.actions.includes(candidate.arn));
  if (policy === undefined) return alarm.actions.length === 0 ? 'none' : `${alarm.actions.length} other`;
  const { change } = policy;
  if (change === undefined) return policy.name;
  const { desiredCapacity, minSize, maxSize } = seen.group;
  const text = change > 0 ? `+${change}` : String(change);
  if (change > 0 && desiredCapacity >= maxSize) return `${text}: already at max`;
  if (change < 0 && desiredCapacity <= minSize) return `${text}: already at min`;
  return alarm.state === 'ALARM' ? `${text}: every minute` : text;
}

/** Newest last, as one reads. */
function timelineOf(seen: Observation, drills: StatusFacts['drills']): readonly TimelineRow[] {
  const rows: TimelineRow[] = [
    ...drills.map((drill): TimelineRow => ({ at: drill.at, who: 'you', what: drill.title })),
    ...seen.activities.map(activityRow),
    ...seen.alarmHistory.map(
      ({ at, alarm, from, to }): TimelineRow => ({ at, who: 'alarm', what: `${alarm} ${from ?? '?'} → ${to}` }),
    ),
  ];
  return rows.sort((a, b) => a.at - b.at).slice(-TIMELINE_LENGTH);
}

function activityRow(activity: ActivityObservation): TimelineRow {
  const why =
    activity.cause
      .split('  ')
      .at(-1)
      ?.replace(/^At \S+ /, '') ?? '';
  return { at: activity.startedAt, who: 'group', what: `${activity.description}: ${why} [${activity.status}]` };
}
