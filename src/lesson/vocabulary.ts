// The words of expectations: closed, typed, and each with what it means. An expression can use no other; lint finds a wrong name.
// A value that nobody knows yet is absent, and an expression that needs it is neither true nor false.

import { Environment } from '@marcbachmann/cel-js';
import type { AlarmObservation, InstanceObservation, Observation } from '../lab/observation.js';
import type { History, Moment } from './history.js';

type FieldType = 'int' | 'double' | 'string';
type Fields = Readonly<Record<string, readonly [FieldType, string]>>;

const INSTANCE: Fields = {
  id: ['string', 'instance id'],
  zone: ['string', 'availability zone'],
  state: ['string', 'EC2’s word: running, shutting-down, terminated …'],
  lifecycle: ['string', 'the group’s word: Pending, InService, Terminating …'],
  health: ['string', 'the group’s verdict: Healthy or Unhealthy'],
  target: ['string', 'the load balancer’s word: initial, healthy, unhealthy, draining'],
  targetReason: ['string', 'AWS’s reason code, such as Target.FailedHealthChecks'],
  cpu: ['double', 'newest CPUUtilization of this instance, per cent'],
  share: ['double', 'its share of the users’ requests over 30 s, 0 to 1'],
  inServiceAfter: ['double', 'seconds from the drill until it was seen InService'],
  healthyAfter: ['double', 'seconds from the drill until its target was seen healthy'],
  cause: ['string', 'cause of the newest scaling activity that names it, in AWS’s words'],
};

const ALARM: Fields = {
  state: ['string', 'OK, ALARM or INSUFFICIENT_DATA'],
  value: ['double', 'newest data point of its metric'],
  breaching: ['int', 'how many of the newest points it looks at are in breach'],
};

const WORDS: Readonly<Record<string, Fields>> = {
  targets: {
    total: ['int', 'registered targets, draining ones included'],
    healthy: ['int', 'targets that are healthy'],
    unhealthy: ['int', 'targets that are unhealthy'],
    initial: ['int', 'targets that have not passed or failed yet'],
    draining: ['int', 'targets that get no new requests and finish old ones'],
    zones: ['int', 'zones that hold a healthy target'],
  },
  group: {
    minSize: ['int', 'MinSize'],
    desiredCapacity: ['int', 'DesiredCapacity'],
    maxSize: ['int', 'MaxSize'],
    inService: ['int', 'instances InService'],
    healthCheckType: ['string', 'EC2, or ELB'],
    healthCheckGracePeriod: ['int', 'seconds'],
    launches: ['int', 'launching activities begun since the drill'],
    terminations: ['int', 'terminating activities begun since the drill'],
  },
  users: {
    active: ['int', 'users at work'],
    requestRate: ['double', 'finished requests per second, over 30 s'],
    errorRate: ['double', 'share of finished requests without a good answer, over 30 s or over the span of `during`'],
    p50Ms: ['double', 'median of the answer times, milliseconds'],
    p99Ms: ['double', '99th percentile of the answer times, milliseconds'],
  },
  cpu: {
    average: ['double', 'newest CPUUtilization of the group, per cent'],
    peak: ['double', 'highest CPUUtilization of the group since the drill, per cent'],
  },
};

const ALARMS: Readonly<Record<string, string>> = { cpuHigh: 'cpu-high', cpuLow: 'cpu-low' };

/** Bound without being named by a drill: the first instance that was launched after it. */
const NEWCOMER = 'newcomer';

/** A CEL environment that knows the vocabulary and these roles, and nothing else. */
export function environmentFor(roles: readonly string[]): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const [name, fields] of Object.entries(WORDS)) environment.registerVariable({ name, schema: typesOf(fields) });
  const alarms = Object.fromEntries(Object.keys(ALARMS).map((name) => [name, typesOf(ALARM)]));
  environment.registerVariable({ name: 'alarms', schema: alarms });
  for (const name of new Set([...roles, NEWCOMER])) environment.registerVariable({ name, schema: typesOf(INSTANCE) });
  return environment;
}

const typesOf = (fields: Fields): Record<string, FieldType> =>
  Object.fromEntries(Object.entries(fields).map(([name, [type]]) => [name, type]));

/** The vocabulary as rows, for people: name, type, meaning. */
export function vocabularyRows(): readonly (readonly [string, string, string])[] {
  const rows = (prefix: string, fields: Fields): readonly (readonly [string, string, string])[] =>
    Object.entries(fields).map(([name, [type, meaning]]) => [`${prefix}.${name}`, type, meaning]);
  return [
    ...Object.entries(WORDS).flatMap(([name, fields]) => rows(name, fields)),
    ...Object.keys(ALARMS).flatMap((name) => rows(`alarms.${name}`, ALARM)),
    ...rows('<role>', INSTANCE),
  ];
}

/** What the words mean at one moment of a history. @param anchorAt rates look no further back than this. */
export function scopeAt(history: History, index: number, anchorAt: number): Record<string, unknown> {
  const seen = history.moments[index]?.seen;
  if (seen === undefined) return {};
  return {
    targets: targetsOf(seen),
    group: groupOf(seen, history.drilledAt),
    users: usersOf(history, index, Math.max(anchorAt, seen.at - RATE_WINDOW_MS)),
    cpu: cpuOf(seen, history.drilledAt),
    alarms: Object.fromEntries(Object.entries(ALARMS).map(([name, suffix]) => [name, alarmOf(seen, suffix)])),
    ...rolesOf(history, index),
  };
}

const RATE_WINDOW_MS = 30_000;

const count = (instances: readonly InstanceObservation[], target: string): bigint =>
  BigInt(instances.filter((instance) => instance.target === target).length);

function targetsOf({ instances }: Observation): Record<string, bigint> {
  const healthy = instances.filter((instance) => instance.target === 'healthy');
  return {
    total: BigInt(instances.filter((instance) => instance.target !== undefined).length),
    healthy: BigInt(healthy.length),
    unhealthy: count(instances, 'unhealthy'),
    initial: count(instances, 'initial'),
    draining: count(instances, 'draining'),
    zones: BigInt(new Set(healthy.map(({ zone }) => zone)).size),
  };
}

function groupOf({ group, instances, activities }: Observation, drilledAt: number): Record<string, bigint | string> {
  const begun = (word: string): bigint =>
    BigInt(
      activities.filter(({ startedAt, description }) => startedAt >= drilledAt && description.startsWith(word)).length,
    );
  return {
    minSize: BigInt(group.minSize),
    desiredCapacity: BigInt(group.desiredCapacity),
    maxSize: BigInt(group.maxSize),
    inService: BigInt(instances.filter(({ lifecycle }) => lifecycle === 'InService').length),
    healthCheckType: group.healthCheckType,
    healthCheckGracePeriod: BigInt(group.healthCheckGracePeriod),
    launches: begun('Launching'),
    terminations: begun('Terminating'),
  };
}

/** Rates are summed over (from, now]; percentiles are those of the observation's own window. */
function usersOf(history: History, index: number, from: number): Record<string, bigint | number> {
  const now = history.moments[index];
  const users = now?.seen.users;
  if (now === undefined || users === undefined) return {};
  const { requests, errors } = summed(history.moments.slice(0, index + 1), from);
  const seconds = (now.seen.at - from) / 1_000;
  return {
    active: BigInt(users.active),
    ...(seconds > 0 ? { requestRate: requests / seconds } : {}),
    ...(requests > 0 ? { errorRate: errors / requests } : {}),
    ...(users.p50Ms === undefined ? {} : { p50Ms: users.p50Ms }),
    ...(users.p99Ms === undefined ? {} : { p99Ms: users.p99Ms }),
  };
}

/** Requests and errors of the moments after `from`. */
export function summed(moments: readonly Moment[], from: number): { requests: number; errors: number } {
  const inside = moments.filter(({ seen }) => seen.at > from);
  return {
    requests: inside.reduce((sum, { requests }) => sum + requests, 0),
    errors: inside.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function cpuOf({ groupCpu }: Observation, drilledAt: number): Record<string, number> {
  const newest = groupCpu.points.at(-1)?.value;
  const since = groupCpu.points.filter(({ at }) => at >= drilledAt).map(({ value }) => value);
  return {
    ...(newest === undefined ? {} : { average: newest }),
    ...(since.length === 0 ? {} : { peak: Math.max(...since) }),
  };
}

function alarmOf({ alarms }: Observation, suffix: string): Record<string, bigint | number | string> {
  const alarm: AlarmObservation | undefined = alarms.find(({ name }) => name.endsWith(suffix));
  if (alarm === undefined) return {};
  return {
    state: alarm.state,
    breaching: BigInt(alarm.breaching),
    ...(alarm.value === undefined ? {} : { value: alarm.value }),
  };
}

function rolesOf(history: History, index: number): Record<string, unknown> {
  const seen = history.moments[index]?.seen;
  const newcomer = seen?.instances.find(({ launchedAt }) => launchedAt >= history.drilledAt)?.id;
  const roles = { ...(newcomer === undefined ? {} : { [NEWCOMER]: newcomer }), ...history.roles };
  return Object.fromEntries(Object.entries(roles).map(([name, id]) => [name, instanceOf(history, index, id)]));
}

function instanceOf(history: History, index: number, id: string): Record<string, unknown> {
  const now = history.moments[index]?.seen;
  const found = now?.instances.find((instance) => instance.id === id);
  const cause = now?.activities.find((activity) => activity.instanceId === id)?.cause;
  const firstSeen = (is: (instance: InstanceObservation) => boolean): number | undefined =>
    history.moments
      .slice(0, index + 1)
      .find(({ seen }) => seen.instances.some((instance) => instance.id === id && is(instance)))?.seen.at;
  const after = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : (at - history.drilledAt) / 1_000;
  const fields = {
    id,
    zone: found?.zone,
    state: found?.state ?? 'terminated',
    lifecycle: found?.lifecycle ?? 'gone',
    health: found?.health,
    target: found?.target ?? 'gone',
    targetReason: found?.targetReason,
    cpu: found?.cpu,
    share: found?.share,
    inServiceAfter: after(firstSeen(({ lifecycle }) => lifecycle === 'InService')),
    healthyAfter: after(firstSeen(({ target }) => target === 'healthy')),
    cause,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
