// The plots' data of an act: everything by seconds from the drill, on one axis. A value that nobody knew is null, never zero. Pure.

import type { LabInstant, Observation } from '../../lab/observation.js';
import type { History, Moment } from '../../lesson/history.js';
import type { Deed } from '../../lesson/play.js';
import { everybodys } from './everybody.js';

type Values = readonly (number | null)[];

export interface ActSeries {
  /** Seconds from the drill, one for each observation, and one with no values for each stretch that nobody watched; the first ones may lie before it. */
  readonly seconds: readonly number[];
  /** Requests and failed requests per second since the observation before. */
  readonly requests: Values;
  readonly errors: Values;
  readonly users: Values;
  /** Milliseconds, over the last 30 s. */
  readonly p50: Values;
  readonly p95: Values;
  readonly p99: Values;
  /** Average of the group, per cent, as CloudWatch has it: each point at the end of its period. */
  readonly cpu: readonly { readonly seconds: number; readonly value: number }[];
  readonly thresholds: readonly Threshold[];
  readonly desired: Values;
  readonly inService: Values;
  readonly healthy: Values;
  readonly instances: readonly InstanceSeries[];
  /** What was done, and when. */
  readonly marks: readonly { readonly seconds: number; readonly title: string }[];
}

export interface Threshold {
  readonly alarm: string;
  readonly sign: string;
  /** Where it changed; a drill may lower it. */
  readonly steps: readonly { readonly seconds: number; readonly value: number }[];
}

export interface InstanceSeries {
  readonly id: string;
  readonly zone: string;
  /** The name by which the lesson calls it. */
  readonly role?: string;
  readonly cpu: Values;
  /** Of all requests, 0–1, over the last 30 s. */
  readonly share: Values;
}

/** Between the last look before a drill and the one after it lies a moment in which hardly anybody can have been answered. */
const SHORTEST_SECONDS = 2;
/** An act may wait before its watch begins: nobody looked then, and nobody counted. */
const LONGEST_SECONDS = 60;

interface Slot {
  readonly at: LabInstant;
  /** Absent: nobody looked. A line has a gap there. */
  readonly moment?: Moment;
}

function slotsOf(moments: readonly Moment[]): readonly Slot[] {
  return moments.flatMap((moment, index) => {
    const slot = { at: moment.seen.at, moment };
    const before = moments[index - 1]?.seen.at ?? slot.at;
    return slot.at - before > LONGEST_SECONDS * 1_000 ? [{ at: (before + slot.at) / 2 }, slot] : [slot];
  });
}

export function seriesOf(history: History, deeds: readonly Deed[]): ActSeries {
  const { drilledAt } = history;
  const moments = everybodys(history.moments);
  const slots = slotsOf(moments);
  const since = (at: LabInstant): number => (at - drilledAt) / 1_000;
  const each = (value: (moment: Moment, index: number) => number | undefined): Values =>
    slots.map(({ moment }, index) => (moment === undefined ? null : (value(moment, index) ?? null)));
  const perSecond = (count: (moment: Moment) => number): Values =>
    each((moment, index) => {
      const before = slots[index - 1]?.moment;
      if (before === undefined || moment.seen.users === undefined) return undefined;
      const seconds = (moment.seen.at - before.seen.at) / 1_000;
      return seconds >= SHORTEST_SECONDS ? count(moment) / seconds : undefined;
    });
  return {
    seconds: slots.map(({ at }) => since(at)),
    requests: perSecond(({ requests }) => requests),
    errors: perSecond(({ errors }) => errors),
    users: each(({ seen }) => seen.users?.active),
    p50: each(({ seen }) => seen.users?.p50Ms),
    p95: each(({ seen }) => seen.users?.p95Ms),
    p99: each(({ seen }) => seen.users?.p99Ms),
    cpu: groupCpu(moments, since),
    thresholds: thresholdsOf(moments, since),
    desired: each(({ seen }) => seen.group.desiredCapacity),
    inService: each(({ seen }) => seen.instances.filter(({ lifecycle }) => lifecycle === 'InService').length),
    healthy: each(({ seen }) => healthyIn(seen)),
    instances: instancesOf(history, slots),
    marks: deeds.map(({ at, title }) => ({ seconds: since(at), title })),
  };
}

export const healthyIn = ({ instances }: Observation): number =>
  instances.filter(({ target }) => target === 'healthy').length;

/** An observation holds the last quarter of an hour; together they hold everything since, each point once. */
function groupCpu(moments: readonly Moment[], since: (at: LabInstant) => number): ActSeries['cpu'] {
  const points = new Map<LabInstant, number>();
  for (const { seen } of moments) {
    for (const { at, value } of seen.groupCpu.points) points.set(at + seen.groupCpu.periodSeconds * 1_000, value);
  }
  const first = moments[0]?.seen.at ?? 0;
  return [...points]
    .filter(([at]) => at >= first)
    .sort(([a], [b]) => a - b)
    .map(([at, value]) => ({ seconds: since(at), value }));
}

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

function thresholdsOf(moments: readonly Moment[], since: (at: LabInstant) => number): readonly Threshold[] {
  const found = new Map<string, { sign: string; steps: { seconds: number; value: number }[] }>();
  for (const { seen } of moments) {
    for (const { name, metric, comparison, threshold } of seen.alarms) {
      if (metric !== 'CPUUtilization') continue;
      const known = found.get(name) ?? { sign: SIGNS[comparison] ?? comparison, steps: [] };
      found.set(name, known);
      if (known.steps.at(-1)?.value !== threshold) known.steps.push({ seconds: since(seen.at), value: threshold });
    }
  }
  return [...found].map(([alarm, rest]) => ({ alarm, ...rest }));
}

/** In the order in which they appeared; only those that were ever a target. */
function instancesOf({ moments, roles }: History, slots: readonly Slot[]): readonly InstanceSeries[] {
  const ids = new Map<string, string>();
  for (const { seen } of moments) {
    for (const { id, zone, target } of seen.instances) if (target !== undefined) ids.set(id, zone);
  }
  return [...ids].map(([id, zone]) => {
    const one = slots.map(({ moment }) => moment?.seen.instances.find((instance) => instance.id === id));
    const role = Object.keys(roles).find((name) => roles[name] === id);
    return {
      id,
      zone,
      ...(role === undefined ? {} : { role }),
      cpu: one.map((instance) => instance?.cpu ?? null),
      share: one.map((instance) => instance?.share ?? null),
    };
  });
}
