// What status says, as data: verdict and cause first, then a reason under every row that is not well. Pure; `--json` prints this very object.

import type {
  ActivityObservation,
  AlarmObservation,
  InstanceObservation,
  LabInstant,
  Observation,
} from '../lab/observation.js';
import type { TrafficObservation } from '../lab/observe/traffics.js';
import type { RealMachinesSeen } from '../lab/place.js';
import type { NetworkMap } from '../lab/trace/map.js';
import { judge, type Verdict } from './verdict.js';

export type { Verdict } from './verdict.js';

/** One value a minute, newest last; a gap: no data. */
export type Trend = readonly (number | undefined)[];

/** What the observation cannot know. */
export interface StatusFacts {
  /** CPU minute by minute, newest last, of the group and by instance. */
  readonly cpu?: { readonly group: Trend; readonly instances: Readonly<Record<string, Trend>> };
  /** Everything that happened from then on is listed; absent: the newest few. */
  readonly since?: LabInstant;
  readonly project: string;
  readonly target: 'sandbox' | 'aws';
  readonly region: string;
  readonly url: string;
  /** When the sandbox began; absent on AWS. */
  readonly startedAt?: LabInstant;
  /** Virtual seconds per host second; 0: the clock stands still. */
  readonly speed?: number;
  /** The applications are processes of this computer. */
  readonly realMachines?: RealMachinesSeen;
  readonly costPerHour?: number;
  /** What stands in for the account, where something of this machine does. */
  readonly standIn?: string;
  /** Drills that are still open, newest last. */
  readonly drills: readonly Done[];
  /** Everything the learner did, open or not, for the timeline; the open drills unless told. */
  readonly acts?: readonly Done[];
  /** What is behind an instance's trouble, in words, by instance id: the end of its chain of causes. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Each traffic by its name, where there are others than the ordinary users. */
  readonly traffics?: readonly TrafficObservation[];
  /** Read only where it is asked for. */
  readonly network?: NetworkMap;
}

/** One thing that the learner did. */
export interface Done {
  readonly at: LabInstant;
  readonly title: string;
  readonly target: string;
}

export interface InstanceRow extends InstanceObservation {
  /** Why it is not well; absent when it is. */
  readonly why?: string;
  readonly cpuTrend?: Trend;
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
  readonly realMachines?: RealMachinesSeen;
  readonly verdict: Verdict;
  readonly cause: string;
  readonly group: Observation['group'] & { readonly inService: number; readonly healthy: number };
  /** Of all traffics together. */
  readonly users?: Observation['users'];
  readonly traffics?: readonly TrafficObservation[];
  readonly network?: NetworkMap;
  readonly instances: readonly InstanceRow[];
  readonly alarms: readonly AlarmRow[];
  readonly timeline: readonly TimelineRow[];
  readonly drills: StatusFacts['drills'];
  /** CPU of the whole group, minute by minute. */
  readonly cpuTrend?: Trend;
  readonly costPerHour?: number;
  /** What stands in for the account, where something of this machine does. */
  readonly standIn?: string;
}

const TIMELINE_LENGTH = 10;

export function statusView(seen: Observation, facts: StatusFacts): StatusView {
  const inService = seen.instances.filter((instance) => instance.lifecycle === 'InService').length;
  const healthy = seen.instances.filter((instance) => instance.target === 'healthy').length;
  const {
    drills,
    acts = drills,
    reasons = {},
    startedAt,
    speed,
    costPerHour,
    cpu,
    since,
    traffics = [],
    ...named
  } = facts;
  return {
    schemaVersion: 1,
    ...named,
    at: seen.at,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(speed === undefined ? {} : { speed }),
    ...judge(seen),
    group: { ...seen.group, inService, healthy },
    ...(seen.users === undefined ? {} : { users: seen.users }),
    ...(traffics.length === 0 ? {} : { traffics }),
    instances: seen.instances.map((instance) => {
      const cpuTrend = cpu?.instances[instance.id];
      const row = rowOf(instance, seen, drills, reasons[instance.id]);
      return cpuTrend === undefined ? row : { ...row, cpuTrend };
    }),
    alarms: seen.alarms.map((alarm) => ({ ...alarm, actionNow: actionNow(alarm, seen) })),
    timeline: timelineOf(seen, acts, since),
    drills,
    ...(cpu === undefined ? {} : { cpuTrend: cpu.group }),
    ...(costPerHour === undefined ? {} : { costPerHour }),
  };
}

function rowOf(
  instance: InstanceObservation,
  seen: Observation,
  drills: StatusFacts['drills'],
  because: string | undefined,
): InstanceRow {
  const reason = instance.targetReason;
  if (instance.target === 'healthy' || reason === undefined) return instance;
  const description = instance.targetDescription === undefined ? '' : `: ${instance.targetDescription}`;
  if (because !== undefined) return { ...instance, why: `${reason}${description}; ${because}` };
  const drill = drills.find((candidate) => candidate.target.split(',').includes(instance.id));
  const blame = drill === undefined || drill.at > seen.at ? '' : `; you did: ${drill.title}`;
  return { ...instance, why: `${reason}${description}${blame}` };
}

/** What the alarm's scaling policy would do this minute: AWS itself never shows it. */
function actionNow(alarm: AlarmObservation, seen: Observation): string {
  if (!alarm.actionsEnabled) return 'actions are off';
  const policy = seen.policies.find((candidate) => alarm.actions.includes(candidate.arn));
  if (policy === undefined) return alarm.actions.length === 0 ? 'none' : `${alarm.actions.length} other`;
  if (seen.group.suspendedProcesses.includes('AlarmNotification')) return 'none: suspended';
  const { change } = policy;
  if (change === undefined) return policy.name;
  const { desiredCapacity, minSize, maxSize } = seen.group;
  const text = signed(change);
  const possible = Math.min(maxSize, Math.max(minSize, desiredCapacity + change)) - desiredCapacity;
  if (possible === 0 || Math.sign(possible) !== Math.sign(change)) {
    return `${text}: already at ${change > 0 ? 'max' : 'min'}`;
  }
  if (possible !== change) return `${text}: ${signed(possible)}, then ${change > 0 ? 'max' : 'min'}`;
  return alarm.state === 'ALARM' ? `${text}: every minute` : text;
}

const signed = (change: number): string => (change > 0 ? `+${change}` : String(change));

/** Newest last, as one reads. */
function timelineOf(seen: Observation, acts: readonly Done[], since?: LabInstant): readonly TimelineRow[] {
  const rows: TimelineRow[] = [
    ...acts.map((act): TimelineRow => ({ at: act.at, who: 'you', what: act.title })),
    ...seen.activities.map(activityRow),
    ...seen.alarmHistory.map(
      ({ at, alarm, from, to }): TimelineRow => ({ at, who: 'alarm', what: `${alarm} ${from ?? '?'} → ${to}` }),
    ),
  ];
  const sorted = rows.sort((a, b) => a.at - b.at);
  return since === undefined ? sorted.slice(-TIMELINE_LENGTH) : sorted.filter(({ at }) => at >= since);
}

/** A cause in AWS's words may have several sentences; the first is what set it off, the others what followed from it. */
function activityRow({ startedAt, description, cause, status }: ActivityObservation): TimelineRow {
  const [first = ''] = cause.split(/ {2}(?=At )/);
  const clause = first.replace(/^At \S+ /, '').replace(/\.$/, '');
  const ended = status === 'Successful' ? '' : ` [${status}]`;
  return { at: startedAt, who: 'group', what: `${description}${clause === '' ? '' : `: ${clause}`}${ended}` };
}
