// The words of scaling activities, as AWS writes them (ASG-40, ASG-41). Pure: sentences in, text out.

import type { Instant } from '../../../../kernel/index.js';
import type { UnhealthyReason } from '../store.js';
import type { Sizes } from './sizes.js';

/** `At 2026-01-05T12:00:00Z <clause>.` with second precision. */
export function sentence(at: Instant, clause: string): string {
  return `At ${new Date(at).toISOString().slice(0, 19)}Z ${clause}.`;
}

/** Sentences of one cause are parted by two spaces; AWS allows 1,023 characters. */
export function causeOf(sentences: readonly string[]): string {
  return sentences.join('  ').slice(0, 1023);
}

export const clauses = {
  groupCreated: (to: number) =>
    `a user request created an AutoScalingGroup changing the desired capacity from 0 to ${to}`,
  constraintsUpdated: (limits: { min: number; max: number; desired: number }, from: number, to: number) =>
    `a user request update of AutoScalingGroup constraints to min: ${limits.min}, max: ${limits.max}, desired: ${limits.desired} changing the desired capacity from ${from} to ${to}`,
  scheduled: ({ min, max, desired }: Sizes, from: number) =>
    `a scheduled action update of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${desired} changing the desired capacity from ${from} to ${desired}`,
  capacitySet: (from: number, to: number) =>
    `a user request explicitly set group desired capacity changing the desired capacity from ${from} to ${to}`,
  policyExecuted: (policyName: string, from: number, to: number) =>
    `a user request executed policy ${policyName} changing the desired capacity from ${from} to ${to}`,
  alarmTriggered: (alarmName: string, state: string, policyName: string, from: number, to: number) =>
    `a monitor alarm ${alarmName} in state ${state} triggered policy ${policyName} changing the desired capacity from ${from} to ${to}`,
  started: (from: number, to: number) =>
    `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${to}`,
  shrunk: (from: number, to: number) =>
    `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${from} to ${to}`,
  selected: (instanceId: string) => `instance ${instanceId} was selected for termination`,
  unhealthy: (reason: UnhealthyReason) => `an instance was taken out of service in response to ${UNHEALTHY[reason]}`,
  substitute: () => 'an instance was launched in response to an unhealthy instance needing to be replaced',
  refreshedOut: () => 'an instance was taken out of service in response to an instance refresh',
  refreshedIn: () => 'an instance was launched in response to an instance refresh',
  userTerminated: (instanceId: string, shrink?: { from: number; to: number }) =>
    `instance ${instanceId} was taken out of service in response to a user request${shrinking(shrink)}`,
  abandoned: (instanceId: string) =>
    `instance ${instanceId} was taken out of service in response to an abandoned lifecycle action`,
  groupDeleted: () => 'a user request force deleted an AutoScalingGroup',
  /** Stands first in the causes of both halves of a rebalance. */
  balancing: (zone: string) =>
    `instances were launched to balance instances in zones ${zone} with other zones resulting in more than desired number of instances in the group`,
  balancingLaunch: (zones: readonly string[], counts: readonly number[]) =>
    `availability zones ${zones.join(' ')} had ${counts.join(' ')} instances respectively. An instance was launched to aid in balancing the group's zones`,
  toStandby: (instanceId: string, shrink?: { from: number; to: number }) =>
    `instance ${instanceId} was moved to standby in response to a user request${shrinking(shrink)}`,
  outOfStandby: (instanceId: string, from: number, to: number) =>
    `instance ${instanceId} was moved out of standby in response to a user request, increasing the capacity from ${from} to ${to}`,
  detached: (instanceId: string, shrink?: { from: number; to: number }) =>
    `instance ${instanceId} was detached in response to a user request${shrinking(shrink)}`,
  attached: (from: number, to: number) =>
    `an instance was attached in response to a user request, increasing the capacity from ${from} to ${to}`,
} as const;

const UNHEALTHY: Readonly<Record<UnhealthyReason, string>> = {
  elb: 'an ELB system health check failure',
  'not-running': 'an EC2 health check indicating it has been terminated or stopped',
  'status-check': 'an EC2 instance status check failure',
  user: 'a user health-check',
};

function shrinking(shrink: { from: number; to: number } | undefined): string {
  return shrink === undefined ? '' : `, shrinking the capacity from ${shrink.from} to ${shrink.to}`;
}

const DRAINING = ' - Waiting For ELB Connection Draining.';

export const descriptions = {
  launching: (instanceId: string) => `Launching a new EC2 instance: ${instanceId}`,
  launchFailed: (reason: string) => `Launching a new EC2 instance.  Status Reason: ${reason}`,
  terminating: (instanceId: string) => `Terminating EC2 instance: ${instanceId}`,
  toStandby: (instanceId: string) => `Moving EC2 instance to Standby: ${instanceId}`,
  outOfStandby: (instanceId: string) => `Moving EC2 instance out of Standby: ${instanceId}`,
  detaching: (instanceId: string) => `Detaching EC2 instance: ${instanceId}`,
  attaching: (instanceId: string) => `Attaching an existing EC2 instance: ${instanceId}`,
  /** ASG-35: added while the load balancer drains, and taken away afterwards. */
  draining: (description: string) => `${description}${DRAINING}`,
  drained: (description: string) => description.replace(DRAINING, ''),
} as const;

/** ASG-53: what the activity says that found nobody to end. */
export const ALL_PROTECTED =
  'Could not scale to desired capacity because all remaining instances are protected from scale-in.';

/** ASG-17: EC2's refusal as the activity's status message. */
export function launchFailure(code: string, message: string): string {
  return `Could not launch On-Demand Instances. ${code} - ${message}${message.endsWith('.') ? '' : '.'} Launching EC2 instance failed.`;
}

/** ASG-19: the instance died before it was in service. */
export const DIED_WHILE_LAUNCHING =
  'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch';

/** ASG-11: why a launch with a hook came to nothing. */
export function abandonedAction(token: string, how: string): string {
  return `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: ${how}`;
}
