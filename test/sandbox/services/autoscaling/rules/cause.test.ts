import { expect, test } from 'vitest';
import {
  ALL_PROTECTED,
  causeOf,
  clauses,
  DIED_WHILE_LAUNCHING,
  descriptions,
  launchFailure,
  sentence,
} from '../../../../../src/sandbox/services/autoscaling/rules/cause.js';

const at = Date.UTC(2026, 0, 5, 12, 0, 7, 900);

test('ASG-41 a sentence carries its instant in seconds and ends with a full stop; two spaces part them', () => {
  expect(sentence(at, 'something happened')).toBe('At 2026-01-05T12:00:07Z something happened.');
  expect(causeOf(['One.', 'Two.'])).toBe('One.  Two.');
});

test('ASG-04 a cause has at most 1,023 characters', () => {
  expect(causeOf(['x'.repeat(2_000)])).toHaveLength(1_023);
});

test.each([
  [
    'group created',
    clauses.groupCreated(2),
    'a user request created an AutoScalingGroup changing the desired capacity from 0 to 2',
  ],
  [
    'limits edited',
    clauses.constraintsUpdated({ min: 1, max: 4, desired: 3 }, 2, 3),
    'a user request update of AutoScalingGroup constraints to min: 1, max: 4, desired: 3 changing the desired capacity from 2 to 3',
  ],
  [
    'alarm and policy',
    clauses.alarmTriggered('cpu-high', 'ALARM', 'scale-out', 2, 3),
    'a monitor alarm cpu-high in state ALARM triggered policy scale-out changing the desired capacity from 2 to 3',
  ],
  [
    'launch',
    clauses.started(0, 2),
    'an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2',
  ],
  [
    'scale-in',
    clauses.shrunk(3, 2),
    'an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2',
  ],
  ['selection', clauses.selected('i-1'), 'instance i-1 was selected for termination'],
  [
    'ELB unhealthy',
    clauses.unhealthy('elb'),
    'an instance was taken out of service in response to an ELB system health check failure',
  ],
  [
    'stopped or terminated',
    clauses.unhealthy('not-running'),
    'an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped',
  ],
  [
    'status check',
    clauses.unhealthy('status-check'),
    'an instance was taken out of service in response to an EC2 instance status check failure',
  ],
  [
    'SetInstanceHealth',
    clauses.unhealthy('user'),
    'an instance was taken out of service in response to a user health-check',
  ],
  [
    'terminated by user',
    clauses.userTerminated('i-1'),
    'instance i-1 was taken out of service in response to a user request',
  ],
  [
    'terminated by user with decrement',
    clauses.userTerminated('i-1', { from: 3, to: 2 }),
    'instance i-1 was taken out of service in response to a user request, shrinking the capacity from 3 to 2',
  ],
  [
    'substitute',
    clauses.substitute(),
    'an instance was launched in response to an unhealthy instance needing to be replaced',
  ],
  ['refresh', clauses.refreshedOut(), 'an instance was taken out of service in response to an instance refresh'],
  [
    'all protected',
    ALL_PROTECTED,
    'Could not scale to desired capacity because all remaining instances are protected from scale-in.',
  ],
])('ASG-41 %s', (_situation, clause, words) => {
  expect(clause).toBe(words);
});

test.each([
  [descriptions.launching('i-1'), 'Launching a new EC2 instance: i-1'],
  [descriptions.terminating('i-1'), 'Terminating EC2 instance: i-1'],
  [
    descriptions.draining(descriptions.terminating('i-1')),
    'Terminating EC2 instance: i-1 - Waiting For ELB Connection Draining.',
  ],
  [descriptions.drained(descriptions.draining(descriptions.terminating('i-1'))), 'Terminating EC2 instance: i-1'],
  [descriptions.toStandby('i-1'), 'Moving EC2 instance to Standby: i-1'],
  [descriptions.outOfStandby('i-1'), 'Moving EC2 instance out of Standby: i-1'],
  [descriptions.launchFailed('X'), 'Launching a new EC2 instance.  Status Reason: X'],
])('ASG-40 %s', (description, words) => {
  expect(description).toBe(words);
});

test('ASG-17 a failed launch quotes EC2 between AWS’s two phrases', () => {
  expect(launchFailure('InsufficientFreeAddressesInSubnet', 'There are not enough free addresses')).toBe(
    'Could not launch On-Demand Instances. InsufficientFreeAddressesInSubnet - There are not enough free addresses. Launching EC2 instance failed.',
  );
});

test('ASG-19 the words for an instance that died while launching', () => {
  expect(DIED_WHILE_LAUNCHING).toContain('became unhealthy while waiting for instance to be in InService state');
  expect(DIED_WHILE_LAUNCHING).toContain('Termination Reason: Client.InternalError: Client error on launch');
});
