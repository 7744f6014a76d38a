// Made-up observations and histories for tests of the judge: only what a test names differs from a quiet stack.

import type { InstanceObservation, Observation } from '../../src/lab/observation.js';
import { assemble } from '../../src/lesson/assemble.js';
import type { History, Moment } from '../../src/lesson/history.js';
import type { Act } from '../../src/lesson/lesson.js';

export const START = Date.UTC(2026, 0, 5, 12, 0, 0);

export function machine(id: string, over: Partial<InstanceObservation> = {}): InstanceObservation {
  return {
    id,
    zone: 'us-east-1a',
    launchedAt: START - 3_600_000,
    state: 'running',
    type: 't3.micro',
    lifecycle: 'InService',
    health: 'Healthy',
    target: 'healthy',
    ...over,
  };
}

export function seen(seconds: number, over: Partial<Observation> = {}): Observation {
  return {
    at: START + seconds * 1_000,
    group: {
      name: 'shop-asg',
      minSize: 2,
      desiredCapacity: 2,
      maxSize: 4,
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 420,
      suspendedProcesses: [],
      zones: ['us-east-1a', 'us-east-1b'],
    },
    instances: [machine('i-a'), machine('i-b', { zone: 'us-east-1b' })],
    alarms: [],
    policies: [],
    activities: [],
    alarmHistory: [],
    groupCpu: { label: 'CPUUtilization', unit: '', periodSeconds: 60, points: [] },
    ...over,
  };
}

export const moment = (of: Observation, requests = 0, errors = 0): Moment => ({
  seen: of,
  requests,
  errors,
  byStatus: {},
});

/** One moment every five seconds from 0 on. */
export function story(seconds: number, tell: (second: number) => Moment, over: Partial<History> = {}): History {
  const moments = Array.from({ length: Math.floor(seconds / 5) + 1 }, (_, index) => tell(index * 5));
  return { drilledAt: START, roles: {}, moments, ended: true, ...over };
}

/** Front matter that is sound and says nothing. */
export const FRONT = `---
schema: 1
id: test
title: A test
concept: testing
scaffold: worked
time: { sandbox: 1m, aws: 1m }
cost: { aws: 0 }
---
`;

/** The act of a lesson that consists of these expectations, with a victim and nothing else. */
export function actOf(expectations: string): Act {
  const text = `${FRONT}\`\`\`lab:drill\ndo: stop-docker\nas: victim\n\`\`\`\n\`\`\`lab:expect\n${expectations}\n\`\`\`\n`;
  const { lesson, problems } = assemble('test.md', text);
  const [act] = lesson?.acts ?? [];
  if (act === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return act;
}
