// What happened, in order, as the observations of an act show it: deeds, machines, targets, activities, alarms. Pure.

import type { InstanceObservation, LabInstant, Observation } from '../lab/observation.js';
import { countsBetween } from '../lab/request-counts.js';
import type { History, Moment } from './history.js';

export interface Happening {
  readonly at: LabInstant;
  readonly who: 'you' | 'users' | 'deploy' | 'network' | 'balancer' | 'group' | 'alarm';
  readonly what: string;
}

/** Deeds as done, activities and alarms at AWS's own instants, changes of targets and machines at the look that first saw them. */
export function timelineOf(
  { moments, drilledAt }: History,
  deeds: readonly { readonly at: LabInstant; readonly title: string }[],
): readonly Happening[] {
  const seen = moments.map((moment) => moment.seen);
  const last = seen.at(-1);
  const from = Math.min(drilledAt, ...deeds.map(({ at }) => at));
  const rows: Happening[] = [
    ...deeds.map(({ at, title }): Happening => ({ at, who: 'you', what: title })),
    ...moments.flatMap((now, index) => waysBetween(moments[index - 1], now)),
    ...moments.flatMap((now, index) => endsBetween(moments[index - 1], now)),
    ...seen.slice(1).flatMap((now, index) => changesBetween(seen[index] ?? now, now)),
    ...(last?.activities ?? []).map(
      ({ startedAt, description, cause }): Happening => ({
        at: startedAt,
        who: 'group',
        what: `${description.replace(/ - Waiting.*$/, '')}: ${lastCause(cause)}`,
      }),
    ),
    ...(last?.alarmHistory ?? []).map(
      ({ at, alarm, from: before, to }): Happening => ({ at, who: 'alarm', what: `${alarm} ${before ?? '?'} → ${to}` }),
    ),
  ];
  return rows.filter(({ at }) => at >= from).sort((a, b) => a.at - b.at);
}

/** From when on something is slow enough to be told by name. */
const SLOW_SECONDS = 5;

/** How the stack was built: what took its time by name, in the order in which it was begun, and the rest as a number. */
export function buildingOf({ creation }: History): readonly Happening[] {
  if (creation === undefined) return [];
  const { steps, seconds, endedAt } = creation;
  const startedAt = endedAt - seconds * 1_000;
  const slow = steps.filter(({ durationSeconds }) => durationSeconds >= SLOW_SECONDS);
  return [
    {
      at: startedAt,
      who: 'deploy',
      what: `begun; ${steps.length - slow.length} resources take less than ${SLOW_SECONDS} s each`,
    },
    ...slow.map(
      ({ address, begunAfter, durationSeconds }): Happening => ({
        at: startedAt + begunAfter * 1_000,
        who: 'deploy',
        what: `${address} begun, created ${Math.round(durationSeconds)} s later`,
      }),
    ),
    { at: endedAt, who: 'deploy', what: `${steps.length} resources created` },
  ];
}

/** What each way that is traced comes to: at first, and whenever that changes. */
function waysBetween(before: Moment | undefined, { seen: { at }, ways = {} }: Moment): readonly Happening[] {
  const told = (moment: Pick<Moment, 'ways'> | undefined, name: string): string => {
    const way = moment?.ways?.[name];
    if (way === undefined) return '';
    const names = way.findsNames === false ? ', but finds no names' : '';
    return `${name} ${way.passes ? 'passes' : 'does not pass'}${names}: ${way.rule}`;
  };
  return Object.keys(ways)
    .filter((name) => told({ ways }, name) !== told(before, name))
    .map((name) => ({ at, who: 'network', what: told({ ways }, name) }));
}

/** How the requests of other traffics ended: bad ends always, good ones where the requests were open at the look before. */
function endsBetween(before: Moment | undefined, { seen: { at }, traffics = {} }: Moment): readonly Happening[] {
  return Object.entries(traffics).flatMap(([name, now]): readonly Happening[] => {
    const was = before?.traffics?.[name];
    if (was === undefined) return [];
    const { completed, failed, cut, count504, open } = countsBetween(was, now);
    if (failed === 0 && (completed === 0 || completed > was.open)) return [];
    const told = [
      [completed, 'completed'],
      [cut, 'cut off'],
      [count504, 'answered 504'],
      [failed - cut - count504, 'failed'],
    ].flatMap(([count, how]) => (count === 0 ? [] : [`${count} ${how}`]));
    return [{ at, who: 'users', what: `${name}: ${told.join(', ')}; ${open} open` }];
  });
}

/** A cause is a chain of sentences; the last one is the nearest. */
function lastCause(cause: string): string {
  const sentences = cause.split(/(?<=\.)\s+(?=At )/);
  return (sentences.at(-1) ?? '').replace(/^At \S+ /, '').replace(/\.$/, '');
}

function changesBetween(before: Observation, now: Observation): readonly Happening[] {
  return now.instances.flatMap((instance) => {
    const was = before.instances.find(({ id }) => id === instance.id);
    return [...lifecycleChange(was, instance, now.at), ...targetChange(was, instance, now.at)];
  });
}

function lifecycleChange(
  was: InstanceObservation | undefined,
  { id, zone, lifecycle }: InstanceObservation,
  at: LabInstant,
): readonly Happening[] {
  if (lifecycle === undefined || was?.lifecycle === lifecycle) return [];
  return [{ at, who: 'group', what: `${id} (${zone}) is ${lifecycle}` }];
}

function targetChange(
  was: InstanceObservation | undefined,
  { id, target, targetReason }: InstanceObservation,
  at: LabInstant,
): readonly Happening[] {
  if (target === undefined || was?.target === target) return [];
  const reason = targetReason === undefined ? '' : `: ${targetReason}`;
  return [{ at, who: 'balancer', what: `target ${id} is ${target}${reason}` }];
}
