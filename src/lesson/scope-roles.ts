// What stands behind the names of an act at one moment: what drills hit, ways, other traffics, and the roles that need no naming. Pure.

import type { InstanceObservation, Observation } from '../lab/observation.js';
import type { History } from './history.js';
import { trafficCounts } from './scope-traffic.js';
import { BYSTANDER, LEAVER, NEWCOMER } from './vocabulary.js';

/** Each is worked out when it is called. */
export function roleValues(history: History, index: number): Record<string, () => unknown> {
  const seen = history.moments[index]?.seen;
  if (seen === undefined) return {};
  const unnamed = {
    [NEWCOMER]: firstNewcomer(history, index),
    [BYSTANDER]: bystanderOf(history),
    [LEAVER]: firstLeaver(seen, history),
  };
  const zones = new Set(seen.group.zones);
  const ways = Object.entries(history.moments[index]?.ways ?? {}).map(([name, way]) => [name, () => way]);
  const named = Object.fromEntries(
    Object.entries({ ...unnamed, ...history.roles }).flatMap(([name, hit]) => {
      if (hit === undefined) return [];
      return [[name, () => (zones.has(hit) ? zoneOf(history, seen, hit) : instanceOf(history, index, hit))]];
    }),
  );
  return { ...Object.fromEntries(ways), ...trafficValues(history, index), ...named };
}

function trafficValues(history: History, index: number): Record<string, () => unknown> {
  const names = Object.keys(history.moments[index]?.traffics ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        const { name: _, ...counts } = trafficCounts(history, index, name) ?? { name };
        return Object.fromEntries(Object.entries(counts).map(([word, count]) => [word, BigInt(count)]));
      },
    ]),
  );
}

/** The same one for ever, also when it is gone again and others have come. */
function firstNewcomer({ moments, drilledAt }: History, index: number): string | undefined {
  for (let at = 0; at <= index; at += 1) {
    const first = moments[at]?.seen.instances.find(({ launchedAt }) => launchedAt >= drilledAt);
    if (first !== undefined) return first.id;
  }
  return undefined;
}

/** Activities keep who it was, also when it is gone. */
function firstLeaver({ activities }: Observation, { drilledAt }: History): string | undefined {
  return activities.findLast(({ startedAt, description }) => startedAt >= drilledAt && /^Terminating/.test(description))
    ?.instanceId;
}

/** Launched since the drill, and the group counts them as its own: it is not taking them out again. */
export function membersBornSince({ instances }: Observation, { drilledAt }: History): readonly InstanceObservation[] {
  return instances.filter(
    ({ launchedAt, lifecycle }) =>
      launchedAt >= drilledAt && lifecycle !== undefined && !lifecycle.startsWith('Terminat'),
  );
}

function bystanderOf({ moments, drilledAt, roles }: History): string | undefined {
  const atTheDrill = moments.find(({ seen }) => seen.at >= drilledAt)?.seen.instances ?? [];
  const hit = Object.values(roles).flatMap((one) => one.split(','));
  return atTheDrill.find(
    ({ id, lifecycle, target, launchedAt }) =>
      lifecycle === 'InService' && target === 'healthy' && launchedAt < drilledAt && !hit.includes(id),
  )?.id;
}

const healthy = (instances: readonly InstanceObservation[]): bigint =>
  BigInt(instances.filter(({ target }) => target === 'healthy').length);

function zoneOf(history: History, seen: Observation, name: string): Record<string, unknown> {
  const born = membersBornSince(seen, history).filter(({ zone }) => zone === name);
  return {
    name,
    healthy: healthy(seen.instances.filter(({ zone }) => zone === name)),
    newcomers: BigInt(born.length),
    healthyNewcomers: healthy(born),
  };
}

/** @param hit several ids, when a drill hit several: the first one is meant. */
function instanceOf(history: History, index: number, hit: string): Record<string, unknown> {
  const [id = ''] = hit.split(',');
  const moments = history.moments.slice(0, index + 1);
  const now = moments.at(-1)?.seen;
  const found = now?.instances.find((instance) => instance.id === id);
  const cause = now?.activities.find((activity) => activity.instanceId === id)?.cause;
  const firstSeen = (is: (instance: InstanceObservation) => boolean): number | undefined =>
    moments.find(({ seen }) => seen.instances.some((instance) => instance.id === id && is(instance)))?.seen.at;
  const after = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : (at - history.drilledAt) / 1_000;
  const counted = moments.filter(({ seen, answered }) => answered !== undefined && seen.at > history.drilledAt);
  const fields = {
    id,
    zone: found?.zone,
    state: found?.state ?? 'terminated',
    lifecycle: found?.lifecycle ?? 'gone',
    health: found?.health,
    target: found?.target ?? 'gone',
    targetReason: found?.targetReason,
    cpu: found?.cpu,
    share: found?.share,
    answered:
      counted.length === 0 ? undefined : BigInt(counted.reduce((sum, { answered }) => sum + (answered?.[id] ?? 0), 0)),
    inServiceAfter: after(firstSeen(({ lifecycle }) => lifecycle === 'InService')),
    healthyAfter: after(firstSeen(({ target }) => target === 'healthy')),
    cause,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
