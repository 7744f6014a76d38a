// The health of a target as a state machine (ALB-12, ALB-13), its reasons and texts (ALB-14). Pure.

import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Instant } from '../../../../kernel/index.js';
import type { ProbeResult } from '../../../fleet/fleet.js';
import type { Health, NodeView } from '../store.js';
import { matches } from './matcher.js';

/** ALB-14: every reason we can give, with the words DescribeTargetHealth adds. `healthy` has neither. */
export const HEALTH = {
  registering: entry('initial', 'Elb.RegistrationInProgress', 'Target registration is in progress'),
  checking: entry('initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress'),
  healthy: { state: 'healthy' },
  timeout: entry('unhealthy', 'Target.Timeout', 'Request timed out'),
  failed: entry('unhealthy', 'Target.FailedHealthChecks', 'Health checks failed'),
  notRegistered: entry('unused', 'Target.NotRegistered', 'Target is not registered to the target group'),
  notInUse: entry(
    'unused',
    'Target.NotInUse',
    'Target group is not configured to receive traffic from the load balancer',
  ),
  zoneDisabled: entry(
    'unused',
    'Target.NotInUse',
    'Target is in an Availability Zone that is not enabled for the load balancer',
  ),
  stopped: entry('unused', 'Target.InvalidState', 'Target is in the stopped state'),
  terminated: entry('unused', 'Target.InvalidState', 'Target is in the terminated state'),
  draining: entry('draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'),
} as const satisfies Record<string, Health>;

function entry<State extends Health['state']>(state: State, reason: TargetHealthReasonEnum, description: string) {
  return { state, reason, description } as const;
}

export function codeMismatch(statusCode: number) {
  return entry('unhealthy', 'Target.ResponseCodeMismatch', `Health checks failed with these codes: [${statusCode}]`);
}

/** Undefined: passed. Otherwise what is wrong; a refused connection and a malformed answer share one reason (ALB-14, ALB-15). */
export function failureOf(result: ProbeResult, matcher: string) {
  switch (result.outcome) {
    case 'answered':
      return matches(matcher, result.statusCode) ? undefined : codeMismatch(result.statusCode);
    case 'timed-out':
      return HEALTH.timeout;
    case 'refused':
    case 'malformed':
      return HEALTH.failed;
  }
}

export interface Thresholds {
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** A node that has not yet sent its first check. */
export function freshView(): NodeView {
  return { state: 'initial', ...reasonOf(HEALTH.registering), consecutivePasses: 0, consecutiveFails: 0 };
}

/** The first check is on its way. */
export function checkSent(view: NodeView): NodeView {
  if (view.state !== 'initial') return view;
  return { ...view, ...reasonOf(HEALTH.checking) };
}

/**
 * One node's view after one check. A fresh target needs one pass, one that was declared unhealthy needs `healthyThreshold` in a row (ALB-12);
 * `unhealthyThreshold` fails in a row bring it down. The reason of an unhealthy target is that of its last fail.
 */
export function afterCheck(
  view: NodeView,
  failure: ReturnType<typeof failureOf>,
  thresholds: Thresholds,
  now: Instant,
  slowStart: boolean,
): NodeView {
  if (failure === undefined) return afterPass(view, thresholds, now, slowStart);
  const consecutiveFails = view.consecutiveFails + 1;
  if (view.state === 'unhealthy' || consecutiveFails >= thresholds.unhealthyThreshold) {
    return { state: 'unhealthy', ...reasonOf(failure), consecutivePasses: 0, consecutiveFails };
  }
  return { ...view, consecutivePasses: 0, consecutiveFails };
}

function afterPass(view: NodeView, { healthyThreshold }: Thresholds, now: Instant, slowStart: boolean): NodeView {
  const consecutivePasses = view.consecutivePasses + 1;
  if (view.state === 'healthy') return { ...view, consecutivePasses, consecutiveFails: 0 };
  const needed = view.state === 'initial' ? 1 : healthyThreshold;
  if (consecutivePasses < needed) return { ...view, consecutivePasses, consecutiveFails: 0 };
  const healthy = { state: 'healthy', consecutivePasses, consecutiveFails: 0 } as const;
  return slowStart ? { ...healthy, slowStartedAt: now } : healthy;
}

/**
 * What DescribeTargetHealth says when the nodes disagree (AWS does not say; chosen): healthy while any node gets through,
 * unhealthy once all that have a verdict say so, initial before.
 */
export function overall(views: readonly NodeView[]): Health {
  if (views.some((view) => view.state === 'healthy')) return HEALTH.healthy;
  const worst = views.find((view) => view.state === 'unhealthy');
  const decided = views.every((view) => view.state === 'unhealthy');
  const speaker = decided ? worst : (views.find((view) => view.reason === HEALTH.checking.reason) ?? views[0]);
  if (speaker === undefined) return HEALTH.registering;
  return decided ? { state: 'unhealthy', ...reasonOf(speaker) } : { state: 'initial', ...reasonOf(speaker) };
}

function reasonOf({ reason, description }: Pick<Health, 'reason' | 'description'>) {
  return { ...(reason === undefined ? {} : { reason }), ...(description === undefined ? {} : { description }) };
}
