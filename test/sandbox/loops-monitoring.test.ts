// What an alarm over two minutes makes of five-minute data, with the machines, the publishing and the clock of the whole sandbox.

import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { eventsSince, SECONDS } from '../helpers/stories.js';

/** Transitions of the high alarm since an instant, as `[seconds, state]`. */
function transitionsOf(sandbox: Sandbox, since: number): readonly (readonly [seconds: number, to: string])[] {
  return eventsSince(sandbox, 'AlarmStateChanged', since)
    .filter(({ event }) => event.alarmName === 'ha-django-cpu-high')
    .map(({ at, event }) => [(at - since) / SECONDS, event.to]);
}

/** 40 minutes of heavy load on two machines that nobody helps. */
async function underLoad(detailedMonitoring: boolean, periodSeconds = 60) {
  const { sandbox, lab } = await deployedLab('monitoring', {
    launchTemplate: { detailedMonitoring },
    alarms: { actionsEnabled: false },
  });
  if (periodSeconds !== 60) stretchHighAlarm(sandbox, periodSeconds);
  sandbox.run(sandbox.now + 20 * MINUTES);
  const from = sandbox.now;
  await lab.traffic.start({ from: 400, to: 400, rampSeconds: 0 });
  sandbox.run(from + 40 * MINUTES);
  return { sandbox, from };
}

function stretchHighAlarm(sandbox: Sandbox, Period: number): void {
  const described = sandbox.call('cloudwatch', 'DescribeAlarms', { AlarmNames: ['ha-django-cpu-high'] });
  const [alarm] = (described as { MetricAlarms: MetricAlarm[] }).MetricAlarms;
  const { AlarmName, Namespace, MetricName, Dimensions, Statistic, Threshold, ComparisonOperator } = alarm ?? {};
  sandbox.call('cloudwatch', 'PutMetricAlarm', {
    ...{ AlarmName, Namespace, MetricName, Dimensions, Statistic, Threshold, ComparisonOperator },
    ...{ Period, EvaluationPeriods: 1, ActionsEnabled: false },
  });
}

describe('basic monitoring', () => {
  test('CW-30 CW-02 CW-22 the alarm goes off on a single point and flaps in a five-minute rhythm', async () => {
    const { sandbox, from } = await underLoad(false);
    const story = transitionsOf(sandbox, from);
    const states = story.map(([, to]) => to);
    const alarms = story.filter(([, to]) => to === 'ALARM').map(([seconds]) => seconds);
    expect(alarms.length).toBeGreaterThanOrEqual(6);
    expect(
      states
        .slice(states.indexOf('ALARM'))
        .filter((state, index) => state !== (index % 2 === 0 ? 'ALARM' : 'INSUFFICIENT_DATA')),
    ).toEqual([]);
    for (const [index, seconds] of alarms.slice(1).entries())
      expect(seconds - (alarms[index] ?? 0)).toBeCloseTo(300, 0);
    const reasons = eventsSince(sandbox, 'AlarmStateChanged', from).filter(({ event }) => event.to === 'ALARM');
    for (const { event } of reasons)
      expect(event.reason).toMatch(
        /^Threshold Crossed: 1 out of the last 2 datapoints \[[\d.]+ \(05\/01\/26 \d\d:\d[05]:00\)\] was greater than the threshold \(70\.0\) \(minimum 2 datapoints for OK -> ALARM transition\)\.$/,
      );
  });

  test('CW-31 a period of five minutes sees one point in every window and does not flap', async () => {
    const { sandbox, from } = await underLoad(false, 300);
    const story = transitionsOf(sandbox, from);
    expect(story.map(([, to]) => to)).toEqual(['ALARM']);
    // Up to five minutes until the next point begins, its first minute, its publication, and the alarm's own second.
    expect(story[0]?.[0]).toBeGreaterThanOrEqual(60);
    expect(story[0]?.[0]).toBeLessThanOrEqual(360 + 60 + 60);
  });
});

test('CW-01 CW-20 detailed monitoring: two minutes of points, one alarm, no flapping', async () => {
  const { sandbox, from } = await underLoad(true);
  const story = transitionsOf(sandbox, from);
  expect(story.map(([, to]) => to)).toEqual(['ALARM']);
  expect(story[0]?.[0]).toBeLessThanOrEqual(300);
});
