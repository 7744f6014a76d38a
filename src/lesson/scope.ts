// What the words of expectations mean at one moment of a history. A value that nobody knows is absent. Pure.

import type { AlarmObservation, InstanceObservation, Observation } from '../lab/observation.js';
import type { History, Moment } from './history.js';
import { creationOf } from './scope-creation.js';
import { membersBornSince, roleValues } from './scope-roles.js';
import { ALARMS } from './vocabulary.js';

/** Rates look back 30 s, but not beyond `from`; with `whole` they are taken over everything since. */
export interface Span {
  readonly from: number;
  readonly whole: boolean;
}

export type Scope = Readonly<Record<string, unknown>>;

const RATE_WINDOW_MS = 30_000;

export function scopeAt(history: History, index: number, { from, whole }: Span): Scope {
  const seen = history.moments[index]?.seen;
  if (seen === undefined) return {};
  return whenRead({
    targets: () => targetsOf(seen),
    group: () => groupOf(seen, history.drilledAt),
    newcomers: () => newcomersOf(seen, history),
    deploy: () => creationOf(history),
    users: () =>
      usersOf(history, index, whole ? from : Math.max(clearOf(history, index, from), seen.at - RATE_WINDOW_MS)),
    left: () => leftOf(history.moments[index]),
    cpu: () => cpuOf(history, index),
    alarms: () => Object.fromEntries(Object.entries(ALARMS).map(([name, suffix]) => [name, alarmOf(seen, suffix)])),
    ...roleValues(history, index),
  });
}

/** Worked out when first read: an expression asks for one or two of them, at every look. */
function whenRead(words: Readonly<Record<string, () => unknown>>): Scope {
  const scope: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(words)) {
    let read: { readonly value: unknown } | undefined;
    const get = (): unknown => {
      read ??= { value: value() };
      return read.value;
    };
    Object.defineProperty(scope, name, { get, enumerable: true });
  }
  return scope;
}

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

function newcomersOf(seen: Observation, history: History): Record<string, bigint> {
  const born = membersBornSince(seen, history);
  return { total: BigInt(born.length), healthy: count(born, 'healthy') };
}

function groupOf(seen: Observation, drilledAt: number): Record<string, bigint | number | string> {
  const { group, instances, activities } = seen;
  const begun = (word: string): readonly number[] =>
    activities
      .filter(({ startedAt, description }) => startedAt >= drilledAt && description.startsWith(word))
      .map(({ startedAt }) => startedAt);
  const [launches, terminations] = [begun('Launching'), begun('Terminating')];
  const first = (begins: readonly number[]): number => (Math.min(...begins) - drilledAt) / 1_000;
  return {
    minSize: BigInt(group.minSize),
    desiredCapacity: BigInt(group.desiredCapacity),
    maxSize: BigInt(group.maxSize),
    inService: BigInt(instances.filter(({ lifecycle }) => lifecycle === 'InService').length),
    healthCheckType: group.healthCheckType,
    healthCheckGracePeriod: BigInt(group.healthCheckGracePeriod),
    inGrace: BigInt(instances.filter((instance) => isInGrace(instance, seen)).length),
    launches: BigInt(launches.length),
    terminations: BigInt(terminations.length),
    ...(launches.length === 0 ? {} : { launchedAfter: first(launches) }),
    ...(terminations.length === 0 ? {} : { terminatedAfter: first(terminations) }),
  };
}

/** The grace period begins when the instance enters InService: when its launching activity ended (ASG-24). */
function isInGrace(
  { id, lifecycle, launchedAt }: InstanceObservation,
  { at, group, activities }: Observation,
): boolean {
  const launch = activities.find((one) => one.instanceId === id && one.description.startsWith('Launching'));
  const since = launch?.endedAt ?? launchedAt;
  return lifecycle === 'InService' && at - since <= group.healthCheckGracePeriod * 1_000;
}

/**
 * Where a clock counts whole seconds, the anchor's own second lies on both of its sides: errors that came before it would be counted after
 * it. Rates begin with the first look behind it.
 */
function clearOf({ moments }: History, index: number, anchor: number): number {
  if (moments[index]?.seen.wholeSeconds !== true) return anchor;
  return moments.find(({ seen }) => seen.at > anchor)?.seen.at ?? anchor;
}

/** Rates are summed over (from, now]; percentiles are those of the observation's own window. */
function usersOf(history: History, index: number, from: number): Record<string, bigint | number> {
  const now = history.moments[index];
  const users = now?.seen.users;
  if (now === undefined || users === undefined) return {};
  const { requests, errors, byStatus } = summed(history.moments, index, from);
  const share = (status: string): number => (byStatus[status] ?? 0) / requests;
  const seconds = (now.seen.at - from) / 1_000;
  return {
    active: BigInt(users.active),
    // Summed only where they are asked for: they go back to the drill, at every look.
    get finished() {
      return BigInt(summed(history.moments, index, history.drilledAt).requests);
    },
    get failed() {
      return BigInt(summed(history.moments, index, history.drilledAt).errors);
    },
    ...sharesOf(now.seen),
    ...(seconds > 0 ? { requestRate: requests / seconds } : {}),
    ...(requests > 0
      ? {
          errorRate: errors / requests,
          share502: share('502'),
          share503: share('503'),
          share504: share('504'),
          shareCut: share('truncated'),
        }
      : {}),
    ...(users.p50Ms === undefined ? {} : { p50Ms: users.p50Ms }),
    ...(users.p99Ms === undefined ? {} : { p99Ms: users.p99Ms }),
  };
}

function sharesOf({ instances, users }: Observation): Record<string, number> {
  const shares = (of: readonly InstanceObservation[]): readonly number[] => of.flatMap(({ share }) => share ?? []);
  const all = shares(instances);
  const healthy = shares(instances.filter(({ target }) => target === 'healthy'));
  if ((users?.requests ?? 0) === 0 || all.length === 0) return {};
  return { largestShare: Math.max(...all), ...(healthy.length === 0 ? {} : { smallestShare: Math.min(...healthy) }) };
}

function leftOf(moment: Moment | undefined): Record<string, bigint | number> {
  const left = moment?.left;
  return left === undefined
    ? {}
    : { total: BigInt(left.total), addresses: BigInt(left.addresses), perHour: left.perHour };
}

interface Met {
  readonly requests: number;
  readonly errors: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

/** What users met in the moments after `from`, up to this one. */
function summed(moments: readonly Moment[], index: number, from: number): Met {
  const byStatus: Record<string, number> = {};
  let [requests, errors] = [0, 0];
  for (let at = index; at >= 0; at -= 1) {
    const moment = moments[at];
    if (moment === undefined || moment.seen.at <= from) break;
    requests += moment.requests;
    errors += moment.errors;
    for (const [status, count] of Object.entries(moment.byStatus)) byStatus[status] = (byStatus[status] ?? 0) + count;
  }
  return { byStatus, requests, errors };
}

/** Well inside the quarter of an hour that an observation knows, and longer than a point takes to be published. */
const PEAK_STRIDE_MS = 8 * 60_000;

/** An observation knows the last quarter of an hour; a peak may lie further back. */
function cpuOf({ moments, drilledAt }: History, index: number): Record<string, number> {
  const newest = moments[index]?.seen.groupCpu.points.at(-1)?.value;
  let peak: number | undefined;
  let due = Number.POSITIVE_INFINITY;
  for (let back = index; back >= 0; back -= 1) {
    const seen = moments[back]?.seen;
    if (seen === undefined || (seen.at > due && back > 0)) continue;
    due = seen.at - PEAK_STRIDE_MS;
    for (const { at, value } of seen.groupCpu.points) {
      // A point is stamped with its beginning: the minute in which the drill fell counts.
      if (at > drilledAt - seen.groupCpu.periodSeconds * 1_000 && (peak === undefined || value > peak)) peak = value;
    }
  }
  return {
    ...(newest === undefined ? {} : { average: newest }),
    ...(peak === undefined ? {} : { peak }),
  };
}

function alarmOf({ alarms }: Observation, suffix: string): Record<string, bigint | number | string> {
  const alarm: AlarmObservation | undefined = alarms.find(({ name }) => name.endsWith(suffix));
  if (alarm === undefined) return {};
  return {
    state: alarm.state,
    breaching: BigInt(alarm.breaching),
    threshold: alarm.threshold,
    periods: BigInt(alarm.evaluationPeriods),
    actions: alarm.actionsEnabled ? 'enabled' : 'disabled',
    ...(alarm.value === undefined ? {} : { value: alarm.value }),
  };
}
