// Causes of what groups and alarms do: capacity because of a policy, a policy because of an alarm, an alarm because of load.

import type { CauseRule, CauseRules } from './causes.js';
import type { Happening } from './happening.js';
import type { HappeningRecord } from './record.js';

/** One decision of AWS, seen by several services, takes up to this long from the first event to the last. */
const ONE_DECISION_MS = 2_000;
const DEED_REACH_MS = 5_000;

/** A threshold that was moved this recently counts, even if the alarm has said something else in between. */
const NEW_BAR_MS = 10 * 60_000;

const INSTANCE_ID = /\bi-[0-9a-f]+\b/;

/** Which words of an activity's cause ask for which explanation; the first that fits decides (ASG-40, ASG-41). */
const ACTIVITY_CAUSES: readonly {
  readonly words: RegExp;
  readonly find: (subject: string, here: Happening, record: HappeningRecord) => Happening | undefined;
}[] = [
  {
    words: /needing to be replaced/,
    find: (_, here, record) =>
      record.latest(here, ['ScalingActivityStarted'], ({ description }) => description.startsWith('Terminating')),
  },
  {
    words: /health check|health-check/,
    find: (subject, here, record) =>
      record.latest(
        here,
        ['GroupInstanceHealthChanged'],
        (what) => what.instanceId === subject && what.to === 'Unhealthy',
      ),
  },
  {
    words: /balance instances in zones|aid in balancing/,
    find: (_, here, record) => record.latest(here, ['FaultCleared', 'NetworkChanged']),
  },
  {
    words: /desired capacity|difference between desired and actual/,
    find: (_, here, record) => record.latest(here, ['DesiredCapacityChanged']),
  },
];

const activity: CauseRule<'ScalingActivityStarted'> = ({ description, reason }, here, record) => {
  const subject = INSTANCE_ID.exec(description)?.[0] ?? '';
  const known = ACTIVITY_CAUSES.find(({ words }) => words.test(reason));
  const found = known?.find(subject, here, record);
  return [found ?? alarmNamedIn(reason, here, record)];
};

/** AWS's own records have no event for a change of capacity: the cause names the alarm. */
function alarmNamedIn(reason: string, here: Happening, record: HappeningRecord): Happening | undefined {
  const [, alarmName] = /monitor alarm (\S+) in state/.exec(reason) ?? [];
  return alarmName === undefined ? undefined : transitionOf(alarmName, here, record);
}

const transitionOf = (alarmName: string, here: Happening, record: HappeningRecord): Happening | undefined =>
  record.latest(here, ['AlarmStateChanged'], (what) => what.alarmName === alarmName);

/** Its first settings are no change. */
function barMoved(alarmName: string, here: Happening, record: HappeningRecord, after: number): Happening | undefined {
  const ofThis = (what: { readonly alarmName: string }): boolean => what.alarmName === alarmName;
  const moved = record.latest(here, ['AlarmChanged'], ofThis, { after });
  return moved !== undefined && record.latest(moved, ['AlarmChanged'], ofThis) !== undefined ? moved : undefined;
}

/** Load, a burning CPU, or somebody who moved the bar: whatever came since the alarm last changed its mind, and the users there are. */
const alarmState: CauseRule<'AlarmStateChanged'> = ({ alarmName, reason }, here, record) => {
  const child = record.latest(here, ['AlarmStateChanged'], (what) =>
    reason.includes(`:alarm:${what.alarmName} transitioned to `),
  );
  if (child !== undefined) return [child];
  const after = transitionOf(alarmName, here, record)?.at;
  return [
    barMoved(alarmName, here, record, Math.min(after ?? here.at, here.at - NEW_BAR_MS)),
    record.latest(here, ['Deed'], ({ drill }) => drill === 'spike-cpu', { after }),
    record.latest(here, ['FaultInjected'], ({ what }) => what.includes('busy'), { after }),
    record.latest(here, ['TrafficChanged']),
  ];
};

const groupHealth: CauseRule<'GroupInstanceHealthChanged'> = ({ instanceId, source, to }, here, record) => {
  if (to === 'Healthy') return [];
  if (source === 'ELB') {
    return [
      record.latest(here, ['TargetHealthChanged'], (what) => what.targetId === instanceId && what.to === 'unhealthy'),
    ];
  }
  if (source === 'user') return [];
  return [
    record.latest(here, ['InstanceStateChanged', 'InstanceStatusChanged'], (what) => {
      if (what.instanceId !== instanceId) return false;
      return what.type === 'InstanceStatusChanged'
        ? what.to === 'impaired'
        : what.to !== 'pending' && what.to !== 'running';
    }),
  ];
};

export const SCALING_CAUSES: CauseRules = {
  ScalingActivityStarted: activity,
  ScalingActivityEnded: ({ activityId }, here, record) => [
    record.latest(here, ['ScalingActivityStarted'], (what) => what.activityId === activityId),
  ],
  DesiredCapacityChanged: ({ groupName, trigger }, here, record) => [
    record.latest(
      here,
      ['ScalingPolicyTriggered'],
      (what) => what.groupName === groupName && trigger.includes(what.policyName),
      { withinMs: ONE_DECISION_MS },
    ) ??
      record.latest(
        here,
        ['ScheduledActionExecuted'],
        (what) => what.groupName === groupName && trigger.includes('scheduled action'),
        { withinMs: ONE_DECISION_MS },
      ) ??
      record.latest(here, ['Deed'], () => trigger.includes('user request'), { withinMs: DEED_REACH_MS }),
  ],
  ScalingPolicyTriggered: ({ alarmName }, here, record) => [
    alarmName === undefined ? undefined : transitionOf(alarmName, here, record),
  ],
  AlarmActionInvoked: ({ alarmName }, here, record) => [transitionOf(alarmName, here, record)],
  AlarmStateChanged: alarmState,
  AlarmChanged: ({ alarmName }, here, record) => [
    record.latest(here, ['Deed'], ({ target }) => target === alarmName, { withinMs: DEED_REACH_MS }),
  ],
  GroupInstanceHealthChanged: groupHealth,
  GroupInstanceStateChanged: ({ instanceId }, here, record) => [
    record.latest(here, ['ScalingActivityStarted'], ({ description }) => description.includes(instanceId)),
  ],
  InstanceWarmedUp: ({ instanceId }, here, record) => [
    record.latest(
      here,
      ['GroupInstanceStateChanged'],
      (what) => what.instanceId === instanceId && what.to === 'InService',
    ),
  ],
};
