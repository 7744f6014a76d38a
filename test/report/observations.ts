// Observations made by hand, for tests of what is said about them.

import type { AlarmObservation, InstanceObservation, Observation } from '../../src/lab/observation.js';

export const NOW = Date.UTC(2026, 0, 5, 13, 0, 0);
export const BEGAN = Date.UTC(2026, 0, 5, 12, 0, 0);

export function machine(id: string, over: Partial<InstanceObservation> = {}): InstanceObservation {
  return {
    id,
    zone: 'us-east-1a',
    launchedAt: BEGAN,
    state: 'running',
    type: 't3.micro',
    lifecycle: 'InService',
    health: 'Healthy',
    target: 'healthy',
    ...over,
  };
}

export function alarm(over: Partial<AlarmObservation> = {}): AlarmObservation {
  return {
    name: 'shop-cpu-high',
    state: 'OK',
    since: BEGAN,
    metric: 'CPUUtilization',
    statistic: 'Average',
    comparison: 'GreaterThanThreshold',
    threshold: 70,
    periodSeconds: 60,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    actionsEnabled: true,
    actions: ['arn:out'],
    breaching: 0,
    ...over,
  };
}

/** Two healthy machines in two zones, quiet. */
export function observation(over: Partial<Observation> = {}, group: Partial<Observation['group']> = {}): Observation {
  return {
    at: NOW,
    group: {
      name: 'shop-asg',
      minSize: 2,
      desiredCapacity: 2,
      maxSize: 4,
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 420,
      suspendedProcesses: [],
      zones: ['us-east-1a', 'us-east-1b'],
      ...group,
    },
    instances: [machine('i-0aaaaaaaaaaaaaaaa'), machine('i-0bbbbbbbbbbbbbbbb', { zone: 'us-east-1b' })],
    alarms: [],
    policies: [
      { arn: 'arn:out', name: 'shop-scale-out', type: 'StepScaling', change: 1 },
      { arn: 'arn:in', name: 'shop-scale-in', type: 'StepScaling', change: -1 },
    ],
    activities: [],
    alarmHistory: [],
    groupCpu: { label: 'CPUUtilization', unit: 'Percent', periodSeconds: 60, points: [] },
    ...over,
  };
}
