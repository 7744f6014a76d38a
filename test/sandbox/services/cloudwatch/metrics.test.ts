// Publishing and reading metrics: visibility, merging, alignment, retention.

import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/kernel/index.js';
import { publish, statisticOf, statistics } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { addPoint } from '../../../../src/sandbox/services/cloudwatch/metrics.js';
import { histogram, pointOf } from '../../../../src/sandbox/services/cloudwatch/rules/point.js';
import { roundedStart } from '../../../../src/sandbox/services/cloudwatch/rules/retention.js';
import { CPU, contextOver, cpu, START } from './harness.js';

const minute = (index: number): number => START + index * MINUTE_MS;

function averages(context: ReturnType<typeof contextOver>, from: number, to: number, periodSeconds = 60) {
  return statistics(context, { ...CPU, from, to, periodSeconds }).map((bucket) => [
    (bucket.at - START) / MINUTE_MS,
    statisticOf(bucket, 'Average'),
  ]);
}

test('CW-08 a point carries the start of its bucket', () => {
  const context = contextOver();
  publish(context, cpu(minute(3) + 41_500, 12));
  expect(averages(context, START, minute(10))).toEqual([]);
  context.kernel.runUntil(minute(5));
  expect(averages(context, START, minute(10))).toEqual([[3, 12]]);
});

test('CW-10 nobody sees a point before its time, and reading changes nothing', () => {
  const context = contextOver();
  publish(context, cpu(minute(0), 50, { visibleAt: minute(1) + 30_000 }));
  context.kernel.runUntil(minute(1) + 29_999);
  const before = JSON.stringify(context.world);
  expect(averages(context, START, minute(2))).toEqual([]);
  expect(JSON.stringify(context.world)).toBe(before);
  context.kernel.runUntil(minute(1) + 30_000);
  expect(averages(context, START, minute(2))).toEqual([[0, 50]]);
});

test('CW-02 a mutable five-minute point: written after the first minute, changed by each sample', () => {
  const context = contextOver();
  const samples = [10, 15, 10, 5, 10];
  const seen: [number, number | undefined][] = [];
  samples.forEach((sample, index) => {
    publish(context, cpu(START, sample, { periodSeconds: 300, at: minute(index), visibleAt: minute(index + 1) }));
  });
  for (let index = 1; index <= 5; index += 1) {
    context.kernel.runUntil(minute(index));
    const [bucket] = statistics(context, { ...CPU, from: START, to: minute(5), periodSeconds: 60 });
    if (bucket !== undefined) seen.push([bucket.sampleCount, statisticOf(bucket, 'Average')]);
  }
  expect(seen.map(([count, average]) => [count, Number(average?.toFixed(2))])).toEqual([
    [1, 10],
    [2, 12.5],
    [3, 11.67],
    [4, 10],
    [5, 10],
  ]);
});

test('CW-10 the machines of a large group wait as one point, and are read as all of them', () => {
  const context = contextOver();
  for (let machine = 1; machine <= 1_000; machine += 1) {
    publish(context, cpu(minute(0), machine, { visibleAt: minute(2) }));
  }
  publish(context, cpu(minute(0), 5_000, { visibleAt: minute(3) }));
  const [metric] = Object.values(context.world.cloudwatch.metrics);
  expect(Object.values(metric?.streams ?? {}).flatMap(({ fresh }) => fresh)).toHaveLength(2);
  context.kernel.runUntil(minute(2));
  const [bucket] = statistics(context, { ...CPU, from: START, to: minute(1), periodSeconds: 60 });
  expect(bucket).toMatchObject({ sampleCount: 1_000, sum: 500_500, minimum: 1, maximum: 1_000 });
});

test('CW-04 samples of several instances in one bucket: the average is over all samples', () => {
  const context = contextOver();
  for (const value of [20, 40, 90]) publish(context, cpu(minute(0), value));
  const [bucket] = statistics(context, { ...CPU, from: START, to: minute(1), periodSeconds: 60 });
  expect(bucket).toEqual({ at: START, sampleCount: 3, sum: 150, minimum: 20, maximum: 90 });
});

test('CW-20 longer periods follow the start of the query, not the clock', () => {
  const context = contextOver();
  for (let index = 0; index < 12; index += 1) publish(context, cpu(minute(index), index));
  context.kernel.runUntil(minute(12));
  expect(averages(context, minute(2), minute(12), 300)).toEqual([
    [2, 4],
    [7, 9],
  ]);
});

test.each([
  ['Average', 2.5],
  ['Sum', 10],
  ['Minimum', 1],
  ['Maximum', 4],
  ['SampleCount', 4],
  ['p50', 2],
  ['p75', 3],
  ['p99', 4],
  ['p0', 1],
])('statistic %s of 1, 2, 3, 4 is %f', (statistic, expected) => {
  expect(
    statisticOf(
      pointOf([
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ]),
      statistic,
    ),
  ).toBe(expected);
});

test('CW-09 percentiles need raw values; equal samples are raw enough', () => {
  expect(statisticOf({ sampleCount: 2, sum: 30, minimum: 10, maximum: 20 }, 'p90')).toBeUndefined();
  expect(statisticOf({ sampleCount: 2, sum: 20, minimum: 10, maximum: 10 }, 'p90')).toBe(10);
});

test('CW-09 percentiles over a longer period come from the minutes inside it', () => {
  const context = contextOver();
  const query = { ...CPU, from: START, to: minute(5), periodSeconds: 300, percentiles: true };
  for (const [index, value] of [10, 20, 30, 40, 50].entries()) publish(context, cpu(minute(index), value));
  context.kernel.runUntil(minute(5));
  expect(statistics(context, query).map((bucket) => statisticOf(bucket, 'p80'))).toEqual([40]);
  publish(context, cpu(minute(2), 0, { sampleCount: 2, sum: 100, minimum: 0, maximum: 100 }));
  expect(statistics(context, query).map((bucket) => statisticOf(bucket, 'p80'))).toEqual([undefined]);
});

test('raw values given by a publisher survive merging and stay bounded', () => {
  const context = contextOver();
  for (let value = 1; value <= 1_000; value += 1) {
    publish(
      context,
      cpu(START, value, { values: [[value + 0.123, 1]], minimum: value + 0.123, maximum: value + 0.123 }),
    );
  }
  const [bucket] = statistics(context, { ...CPU, from: START, to: minute(1), periodSeconds: 60, percentiles: true });
  expect(bucket?.values?.length).toBeLessThanOrEqual(150);
  expect(bucket?.values?.reduce((sum, [, count]) => sum + count, 0)).toBe(1_000);
  const p90 = bucket && statisticOf(bucket, 'p90');
  expect(p90).toBeGreaterThan(850);
  expect(p90).toBeLessThan(950);
  expect(
    histogram([
      [2, 1],
      [1, 2],
      [2, 3],
    ]),
  ).toEqual([
    [1, 2],
    [2, 4],
  ]);
});

test('units are separate streams, read together unless one is named', () => {
  const context = contextOver();
  publish(context, cpu(minute(0), 10));
  publish(context, cpu(minute(0), 30, { unit: 'None' }));
  const query = { ...CPU, from: START, to: minute(1), periodSeconds: 60 };
  expect(statistics(context, query)).toMatchObject([{ sampleCount: 2, sum: 40 }]);
  expect(statistics(context, { ...query, unit: 'Percent' })).toMatchObject([{ sampleCount: 1, sum: 10 }]);
  expect(statistics(context, { ...query, unit: 'Bytes' })).toEqual([]);
});

test('the order of dimensions does not matter', () => {
  const context = contextOver();
  const [a, b] = [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ];
  publish(context, cpu(START, 10, { dimensions: [a, b] }));
  const query = { ...CPU, from: START, to: minute(1), periodSeconds: 60 };
  expect(statistics(context, { ...query, dimensions: [b, a] })).toHaveLength(1);
  expect(statistics(context, { ...query, dimensions: [a] })).toHaveLength(0);
});

test.each([
  [1, 3 * HOUR_MS],
  [60, 15 * DAY_MS],
  [300, 63 * DAY_MS],
  [3_600, 455 * DAY_MS],
])('CW-08 data at %i s are readable for their time and no longer', (periodSeconds, keptMs) => {
  const context = contextOver();
  const resolution = periodSeconds === 1 ? '1' : '60';
  const one = { sampleCount: 1, sum: 7, minimum: 7, maximum: 7 };
  addPoint(context, CPU, 'Percent', { ...one, at: START, resolution, visibleAt: START });
  const query = { ...CPU, from: START - (START % (periodSeconds * 1_000)), to: START + HOUR_MS, periodSeconds };
  context.kernel.runUntil(START + keptMs);
  expect(statistics(context, query)).toMatchObject([{ sum: 7 }]);
  context.kernel.runUntil(START + keptMs + periodSeconds * 1_000 + 1);
  expect(statistics(context, query)).toEqual([]);
});

test('CW-08 old minutes are merged into coarser points, and in the end nothing is kept', () => {
  const context = contextOver();
  for (let index = 0; index < 120; index += 1) publish(context, cpu(minute(index), index));
  context.kernel.runUntil(START + 17 * DAY_MS);
  const [metric] = Object.values(context.world.cloudwatch.metrics);
  const stream = metric?.streams.Percent;
  expect(Object.keys(stream?.columns ?? {})).toEqual(['300']);
  expect(averages(context, START, minute(10), 300)).toEqual([
    [0, 2],
    [5, 7],
  ]);
  context.kernel.runUntil(START + 460 * DAY_MS);
  expect(context.world.cloudwatch.metrics).toEqual({});
});

test('CW-08 what lay behind seconds goes with them when they become minutes', () => {
  const context = contextOver();
  const values = histogram([
    [3, 1],
    [4, 1],
  ]);
  const two = { sampleCount: 2, sum: 7, minimum: 3, maximum: 4, values };
  addPoint(context, CPU, 'Percent', { ...two, at: START, resolution: '1', visibleAt: START });
  context.kernel.runUntil(START + 2 * HOUR_MS);
  const stream = () => Object.values(context.world.cloudwatch.metrics)[0]?.streams.Percent;
  expect(Object.keys(stream()?.histograms ?? {})).toHaveLength(1);
  context.kernel.runUntil(START + 5 * HOUR_MS);
  expect(Object.keys(stream()?.columns ?? {})).toEqual(['60']);
  expect(stream()?.histograms).toEqual({});
});

test.each([
  ['one day', DAY_MS, MINUTE_MS],
  ['exactly 63 days', 63 * DAY_MS + 17, 5 * MINUTE_MS],
  ['20 days', 20 * DAY_MS, 5 * MINUTE_MS],
  ['100 days', 100 * DAY_MS, HOUR_MS],
])('CW-09 a start %s ago is rounded down', (_, age, step) => {
  // Twelve minutes past the hour: whole minutes, five minutes and hours begin at three different instants.
  const now = START + 12 * MINUTE_MS + 34_567;
  const start = now - age + 17;
  expect(roundedStart(start, 60, now)).toBe(start - (start % step));
});

test('a week of changing and of idle metrics stays small and quick', () => {
  const context = contextOver();
  for (let index = 0; index < 7 * 1_440; index += 1) {
    context.kernel.runUntil(minute(index));
    publish(context, cpu(minute(index), index % 97, { visibleAt: minute(index) + 45_000 }));
    publish(context, cpu(minute(index), 0, { metricName: 'RequestCount' }));
  }
  const [changing, idle] = Object.values(context.world.cloudwatch.metrics).map(({ streams }) => streams.Percent);
  expect(idle?.columns['60']).toMatchObject({ packed: [], runs: { length: 1 } });
  expect(changing?.fresh.length).toBeLessThanOrEqual(1);
  expect(JSON.stringify(changing).length).toBeLessThan(7 * 1_440 * 4);
});

test('a world saved at any instant continues to the same numbers', () => {
  const context = contextOver();
  publish(context, cpu(minute(0), 10, { visibleAt: minute(2) }));
  context.kernel.runUntil(minute(1));
  const saved = contextOver(JSON.parse(JSON.stringify(context.world)));
  for (const each of [context, saved]) {
    publish(each, cpu(minute(1), 30, { visibleAt: minute(3) }));
    each.kernel.runUntil(minute(4));
  }
  expect(JSON.stringify(saved.world)).toBe(JSON.stringify(context.world));
  expect(averages(saved, START, minute(4))).toEqual([
    [0, 10],
    [1, 30],
  ]);
});
