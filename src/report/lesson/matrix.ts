// One row of "my HA matrix": for a failure met, who noticed and when, what acted, what the users lost; from the recorded observations alone. Pure.

import type { LabInstant, Observation } from '../../lab/observation.js';
import type { History, Moment } from '../../lesson/history.js';
import type { Played } from '../../lesson/play.js';
import { everybodys } from './everybody.js';
import type { Loss, MatrixRow, Notice, Whole } from './model.js';
import { healthyIn } from './series.js';

type Facts = Pick<MatrixRow, 'failure' | 'noticed' | 'acted' | 'lost' | 'whole'>;

/** Undefined where nothing was done to the stack, or nobody looked. */
export function matrixFacts({ deeds, history }: Pick<Played, 'deeds' | 'history'>): Facts | undefined {
  const faults = deeds.filter(({ title }) => !title.startsWith('traffic: ') && !title.startsWith('remedy'));
  const done = faults.length > 0 ? faults : deeds;
  const from = done[0]?.at;
  if (from === undefined) return undefined;
  const before = history.moments.findLast(({ seen }) => seen.at <= from) ?? history.moments[0];
  if (before === undefined) return undefined;
  const after = everybodys(history.moments).filter(({ seen }) => seen.at > from);
  const story: Story = { history, from, before: before.seen, after };
  return {
    failure: done.map(({ title }) => title).join('; '),
    noticed: inOrder(story, [usersNoticed(story), balancerNoticed(story), groupNoticed(story), alarmNoticed(story)]),
    acted: inOrder(story, [balancerActed(story), ...groupActed(story), capacityChanged(story)]),
    lost: lossOf(story),
    whole: wholeOf(story),
  };
}

interface Story {
  readonly history: History;
  /** When the first fault was done. */
  readonly from: LabInstant;
  /** Who was there before the fault: a newborn that has not passed its checks yet is no discovery. */
  readonly before: Observation;
  readonly after: readonly Moment[];
}

type Found = Omit<Notice, 'afterSeconds'> & { readonly at: LabInstant };

function inOrder({ from }: Story, found: readonly (Found | undefined)[]): readonly Notice[] {
  return found
    .flatMap((one) => one ?? [])
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...rest }) => ({ ...rest, afterSeconds: (at - from) / 1_000 }));
}

const isBad = (status: string): boolean => !/^[123]/.test(status);

function usersNoticed({ after }: Story): Found | undefined {
  const first = after.find(({ errors }) => errors > 0);
  if (first === undefined) return undefined;
  const codes = Object.keys(first.byStatus).filter(isBad);
  return { who: 'users', what: codes.join(', ') || 'failed requests', at: first.seen.at };
}

interface Sick {
  readonly at: LabInstant;
  readonly id: string;
  readonly reason: string;
  readonly others: number;
}

function firstSick(story: Story): Sick | undefined {
  const was = story.before.instances;
  for (const { seen } of story.after) {
    const one = seen.instances.find(
      ({ id, target }) => target === 'unhealthy' && was.some((one) => one.id === id && one.target !== 'unhealthy'),
    );
    if (one !== undefined) {
      return { at: seen.at, id: one.id, reason: one.targetReason ?? 'no reason given', others: healthyIn(seen) };
    }
  }
  return undefined;
}

function balancerNoticed(story: Story): Found | undefined {
  const sick = firstSick(story);
  return sick === undefined ? undefined : { who: 'load balancer', what: sick.reason, at: sick.at };
}

function balancerActed(story: Story): Found | undefined {
  const sick = firstSick(story);
  if (sick === undefined) return undefined;
  const what = sick.others > 0 ? `no more requests to ${sick.id}` : 'nobody is healthy: requests to all of them';
  return { who: 'load balancer', what, at: sick.at };
}

function activitiesSince({ history, from }: Story): Observation['activities'] {
  const newest = history.moments.at(-1)?.seen.activities ?? [];
  return newest.filter(({ startedAt }) => startedAt >= from).toSorted((a, b) => a.startedAt - b.startedAt);
}

/** The group's own words for why it takes an instance out of service. */
const HEALTH_CAUSE =
  /an? (ELB system|EC2|EBS|VPC Lattice|custom)?\s*(instance )?(status )?(system )?health ?check[^.]*/i;

function groupNoticed(story: Story): Found | undefined {
  for (const { cause, startedAt } of activitiesSince(story)) {
    const words = HEALTH_CAUSE.exec(cause)?.[0];
    if (words !== undefined) return { who: 'group', what: words.replace(/^an? /, ''), at: startedAt };
  }
  return undefined;
}

function alarmNoticed({ history, from }: Story): Found | undefined {
  const rung = (history.moments.at(-1)?.seen.alarmHistory ?? [])
    .filter(({ at, to }) => at >= from && to === 'ALARM')
    .sort((a, b) => a.at - b.at)[0];
  return rung === undefined ? undefined : { who: 'alarm', what: rung.alarm, at: rung.at };
}

/** Each kind of deed once, with how often. */
function groupActed(story: Story): readonly Found[] {
  const all = activitiesSince(story);
  return (['Terminating', 'Launching'] as const).flatMap((word): readonly Found[] => {
    const some = all.filter(({ description }) => description.startsWith(word));
    const [first] = some;
    if (first === undefined) return [];
    const verb = word === 'Launching' ? 'launched' : 'terminated';
    const who = some.length === 1 ? (first.instanceId ?? 'one') : `${some.length} instances`;
    return [{ who: 'group', what: `${verb} ${who}`, at: first.startedAt }];
  });
}

function capacityChanged(story: Story): Found | undefined {
  const before = story.before.group.desiredCapacity;
  const changed = story.after.find(({ seen }) => seen.group.desiredCapacity !== before);
  if (changed === undefined) return undefined;
  const last = story.after.at(-1)?.seen.group.desiredCapacity ?? before;
  const to = changed.seen.group.desiredCapacity;
  const later = last === to ? '' : `, later ${last}`;
  return { who: 'policy', what: `desired capacity ${before} → ${to}${later}`, at: changed.seen.at };
}

function lossOf({ after, from }: Story): Loss {
  if (!after.some(({ seen, requests }) => requests > 0 || (seen.users?.active ?? 0) > 0)) return { byStatus: {} };
  const failed = after.filter(({ errors }) => errors > 0);
  const byStatus: Record<string, number> = {};
  for (const moment of failed) {
    for (const [status, count] of Object.entries(moment.byStatus)) {
      if (isBad(status)) byStatus[status] = (byStatus[status] ?? 0) + count;
    }
  }
  const [first, last] = [failed[0], failed.at(-1)];
  return {
    requests: after.reduce((sum, { requests }) => sum + requests, 0),
    errors: failed.reduce((sum, { errors }) => sum + errors, 0),
    ...(first === undefined ? {} : { fromSeconds: (first.seen.at - from) / 1_000 }),
    ...(last === undefined ? {} : { toSeconds: (last.seen.at - from) / 1_000 }),
    byStatus,
  };
}

const zonesIn = ({ instances }: Observation): number =>
  new Set(instances.flatMap(({ target, zone }) => (target === 'healthy' ? [zone] : []))).size;

function wholeOf({ after, before, from }: Story): Whole {
  const isWhole = (seen: Observation): boolean =>
    healthyIn(seen) >= healthyIn(before) && zonesIn(seen) >= zonesIn(before);
  const watchedSeconds = ((after.at(-1)?.seen.at ?? from) - from) / 1_000;
  const broken = after.findLastIndex(({ seen }) => !isWhole(seen));
  if (broken < 0) return { state: 'kept', watchedSeconds };
  const again = after[broken + 1]?.seen.at;
  if (again === undefined) return { state: 'not-again', watchedSeconds };
  return { state: 'again', afterSeconds: (again - from) / 1_000, watchedSeconds };
}
