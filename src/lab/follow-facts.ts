// What a drill came to, out of what happened since: who noticed, what acted, what it cost the users. Pure.

import type { TrafficReport } from '../sandbox/index.js';
import type { Happening, What, WhatType } from './explain/index.js';
import type { LabInstant, Observation } from './observation.js';

const TOLD: readonly WhatType[] = [
  'InstanceStateChanged',
  'InstanceStatusChanged',
  'NatGatewayStateChanged',
  'NetworkChanged',
  'TargetHealthChanged',
  'GroupUpdated',
  'GroupInstanceHealthChanged',
  'DesiredCapacityChanged',
  'ScalingActivityStarted',
  'ScalingActivityEnded',
  'AlarmChanged',
  'AlarmStateChanged',
  'BootFailed',
  'ContainerStarted',
  'ContainerStopped',
  'CreditsExhausted',
  'FaultInjected',
  'FaultCleared',
];

/** Worth a line to somebody who watches. Steps that another line tells better are left out. */
export function isNews({ what }: Happening): boolean {
  if (!TOLD.includes(what.type)) return false;
  switch (what.type) {
    case 'InstanceStateChanged':
      return what.to !== 'pending' && what.to !== 'terminated';
    case 'InstanceStatusChanged':
      return what.to === 'impaired';
    case 'TargetHealthChanged':
      return what.to !== what.from;
    case 'ScalingActivityEnded':
      return what.statusCode !== 'Successful';
    default:
      return true;
  }
}

/** Somebody or something, what it saw or did, and when first. */
export interface Part {
  readonly who: string;
  readonly what: string;
  readonly at: LabInstant;
}

export interface DrillFacts {
  readonly noticed: readonly Part[];
  readonly acted: readonly Part[];
  /** Absent: nobody asked for anything meanwhile. */
  readonly lost?: {
    readonly requests: number;
    readonly failed: number;
    /** Failed requests by code. */
    readonly byStatus: Readonly<Record<string, number>>;
  };
}

/**
 * @param before the stack just before the drill.
 * @param traffic what the users met from the drill on.
 */
export function drillFacts(
  before: Observation,
  happenings: readonly Happening[],
  traffic: TrafficReport | undefined,
): DrillFacts {
  const lost = traffic === undefined || traffic.total.finished === 0 ? undefined : lossOf(traffic);
  const noticed = [...usersNoticed(traffic), ...firstOfEach(happenings.flatMap(noticeOf))];
  const acted = [...balancerActed(before, happenings), ...happenings.flatMap(deedOf)];
  return { noticed: inOrder(noticed), acted: inOrder(acted), ...(lost === undefined ? {} : { lost }) };
}

const inOrder = (parts: readonly Part[]): readonly Part[] => [...parts].sort((a, b) => a.at - b.at);

const firstOfEach = (parts: readonly Part[]): readonly Part[] =>
  parts.filter((part, index) => parts.findIndex(({ who }) => who === part.who) === index);

function noticeOf({ at, what }: Happening): readonly Part[] {
  switch (what.type) {
    case 'TargetHealthChanged':
      if (what.to !== 'unhealthy') return [];
      return [{ who: 'load balancer', what: `${what.targetId}: ${what.reason ?? 'unhealthy'}`, at }];
    case 'GroupInstanceHealthChanged':
      return what.to === 'Healthy'
        ? []
        : [{ who: 'group', what: `${what.instanceId} is Unhealthy: ${what.source}`, at }];
    case 'InstanceStatusChanged':
      return [{ who: 'EC2', what: `${what.instanceId}: the ${what.check} status check is ${what.to}`, at }];
    case 'AlarmStateChanged':
      return what.to === 'ALARM' ? [{ who: 'alarm', what: what.alarmName, at }] : [];
    default:
      return [];
  }
}

function deedOf({ at, what }: Happening): readonly Part[] {
  if (what.type === 'ScalingActivityStarted') return [{ who: 'group', what: activityText(what), at }];
  if (what.type !== 'DesiredCapacityChanged') return [];
  return [{ who: 'group', what: `desired capacity ${what.from} → ${what.to}`, at }];
}

const activityText = ({ description }: Extract<What, { type: 'ScalingActivityStarted' }>): string =>
  description.replace(/ (a new )?EC2 instance:?/, '').replace(/\.$/, '');

/** Once a target is unhealthy the rest get its requests; where nobody is left, everybody does (ALB-41). */
function balancerActed(before: Observation, happenings: readonly Happening[]): readonly Part[] {
  const healthy = new Set(before.instances.filter(({ target }) => target === 'healthy').map(({ id }) => id));
  for (const { at, what } of happenings) {
    if (what.type !== 'TargetHealthChanged') continue;
    if (what.to === 'healthy') healthy.add(what.targetId);
    else healthy.delete(what.targetId);
    if (what.to !== 'unhealthy') continue;
    const text =
      healthy.size > 0 ? `no more requests to ${what.targetId}` : 'nobody is healthy: requests to all of them';
    return [{ who: 'load balancer', what: text, at }];
  }
  return [];
}

const isFailure = (status: string): boolean => !/^[234]\d\d$/.test(status) || status === '460';

function lossOf({ total }: TrafficReport): DrillFacts['lost'] {
  const byStatus = Object.fromEntries(Object.entries(total.statuses).filter(([status]) => isFailure(status)));
  const failed = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  return { requests: total.finished, failed, byStatus };
}

function usersNoticed(traffic: TrafficReport | undefined): readonly Part[] {
  const first = traffic?.windows.find(({ errorRate = 0 }) => errorRate > 0);
  if (first === undefined) return [];
  const codes = Object.keys(first.statuses).filter(isFailure);
  return [{ who: 'users', what: `the first failed request: ${codes.join(', ')}`, at: first.from }];
}
