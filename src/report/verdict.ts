// How a stack is, in one word and one sentence: the worst thing first. Pure, from the observation alone.

import type { InstanceObservation, Observation } from '../lab/observation.js';

export type Verdict = 'HEALTHY' | 'CHANGING' | 'DEGRADED' | 'DOWN';

export interface Judgement {
  readonly verdict: Verdict;
  readonly cause: string;
}

/** More than this share of failed requests is worth a word. */
const ERRORS_WORTH_A_WORD = 0.01;

/** What the situation is made of, found once. */
interface Situation {
  readonly seen: Observation;
  readonly members: readonly InstanceObservation[];
  readonly healthy: readonly InstanceObservation[];
  readonly sick: readonly InstanceObservation[];
  readonly starting: readonly InstanceObservation[];
  readonly errorRate: number;
}

type Rule = (situation: Situation) => Judgement | undefined;

/** The first rule that has something to say decides. */
export function judge(seen: Observation): Judgement {
  const situation = situationOf(seen);
  for (const rule of RULES) {
    const judgement = rule(situation);
    if (judgement !== undefined) return judgement;
  }
  return { verdict: 'HEALTHY', cause: countText(situation) };
}

function situationOf(seen: Observation): Situation {
  const members = seen.instances.filter((instance) => instance.lifecycle !== undefined);
  return {
    seen,
    members,
    healthy: seen.instances.filter((instance) => instance.target === 'healthy'),
    sick: members.filter((instance) => instance.target === 'unhealthy'),
    starting: members.filter(isStarting),
    errorRate: seen.users?.errorRate ?? 0,
  };
}

function isStarting({ lifecycle, target }: InstanceObservation): boolean {
  return lifecycle?.startsWith('Pending') === true || (lifecycle === 'InService' && target === 'initial');
}

const nobodyWanted: Rule = ({ seen, members }) =>
  seen.group.desiredCapacity === 0 && members.length === 0
    ? { verdict: 'DOWN', cause: 'the desired capacity is 0: nobody serves' }
    : undefined;

const nobodyHealthy: Rule = ({ healthy, sick, starting, members, errorRate }) => {
  if (healthy.length > 0) return undefined;
  const coming = starting.length === 0 ? '' : `; ${starting.length} starting`;
  if (sick.length > 0) {
    const cause = `no target is healthy, so the load balancer sends requests to the unhealthy${coming}`;
    return { verdict: 'DOWN', cause };
  }
  if (starting.length > 0 && errorRate === 0) {
    return { verdict: 'CHANGING', cause: `no target is healthy yet: ${starting.length} starting` };
  }
  const who = members.length === 0 ? 'the group has no instance' : 'no target is healthy';
  return { verdict: 'DOWN', cause: `${who}: requests find nobody${coming}` };
};

const somebodySick: Rule = (situation) => {
  const [first, ...more] = situation.sick;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const cause = `${countText(situation)}: ${first.id} is unhealthy, ${first.targetReason ?? 'no reason given'}${others}`;
  return { verdict: 'DEGRADED', cause };
};

const usersSuffer: Rule = ({ errorRate }) =>
  errorRate > ERRORS_WORTH_A_WORD
    ? { verdict: 'DEGRADED', cause: `${(errorRate * 100).toFixed(1)} % of the users’ requests fail` }
    : undefined;

/** A group that grows is changing; one that has fallen below its minimum, or gets nobody, is degraded. */
const tooFew: Rule = (situation) => {
  const { seen, healthy, starting } = situation;
  const { desiredCapacity, minSize } = seen.group;
  if (healthy.length >= desiredCapacity) return undefined;
  const [first] = starting;
  if (first === undefined) return { verdict: 'DEGRADED', cause: countText(situation) };
  const state = first.target ?? first.lifecycle;
  return {
    verdict: healthy.length >= minSize ? 'CHANGING' : 'DEGRADED',
    cause: `${countText(situation)}: ${first.id} is starting (${state})`,
  };
};

const somebodyMoves: Rule = ({ members }) => {
  const moving = members.find((instance) => instance.lifecycle !== 'InService' || instance.target !== 'healthy');
  if (moving === undefined) return undefined;
  const cause = `${moving.id} is ${moving.lifecycle}, its target ${moving.target ?? 'not registered'}`;
  return { verdict: 'CHANGING', cause };
};

const oneZoneOnly: Rule = ({ seen, healthy }) => {
  const zones = new Set(healthy.map((instance) => instance.zone));
  const [zone] = zones;
  if (healthy.length < 2 || seen.group.zones.length < 2 || zones.size > 1) return undefined;
  return {
    verdict: 'DEGRADED',
    cause: `all healthy targets are in ${zone}: the loss of that zone would take them all`,
  };
};

const RULES: readonly Rule[] = [
  nobodyWanted,
  nobodyHealthy,
  somebodySick,
  usersSuffer,
  tooFew,
  somebodyMoves,
  oneZoneOnly,
];

function countText({ seen, healthy }: Situation): string {
  const { desiredCapacity } = seen.group;
  return `${healthy.length} of ${desiredCapacity} wanted target${desiredCapacity === 1 ? '' : 's'} healthy`;
}
