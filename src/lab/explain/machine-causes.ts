// Causes of what happens to machines, their applications and their targets.

import type { CauseRule, CauseRules } from './causes.js';
import type { Happening, WhatOf } from './happening.js';
import type { HappeningRecord } from './record.js';

/** How soon after a deed its first effect shows: an API call, or a command that the agent must fetch. */
const DEED_REACH_MS = 5_000;
const COMMAND_REACH_MS = 120_000;

const touches = (target: string, instanceId: string, record: HappeningRecord): boolean => {
  const zone = record.zones[instanceId];
  return target.split(',').some((one) => one === instanceId || (zone !== undefined && one.includes(zone)));
};

/** The deed that did this, if one was done just before. */
const deedJustBefore = (here: Happening, record: HappeningRecord, withinMs = DEED_REACH_MS): Happening | undefined =>
  record.latest(here, ['Deed'], () => true, { withinMs });

const deedOn = (
  instanceId: string,
  here: Happening,
  record: HappeningRecord,
  withinMs = COMMAND_REACH_MS,
): Happening | undefined =>
  record.latest(here, ['Deed'], ({ target }) => touches(target, instanceId, record), { withinMs });

const activityNaming = (
  word: string,
  instanceId: string,
  here: Happening,
  record: HappeningRecord,
): Happening | undefined =>
  record.latest(
    here,
    ['ScalingActivityStarted'],
    ({ description }) => description.startsWith(word) && description.includes(instanceId),
  );

/** What brought it into the world: the group's activity, or a call to EC2. */
const birthOf = (instanceId: string, here: Happening, record: HappeningRecord): Happening | undefined =>
  activityNaming('Launching', instanceId, here, record) ??
  record.latest(here, ['InstanceStateChanged'], (what) => what.instanceId === instanceId && what.to === 'pending');

/** A change of the network that the learner made; what a deploy changed explains no trouble. */
function deedOnNetwork(here: Happening, record: HappeningRecord, after?: number): Happening | undefined {
  return record.latest(here, ['NetworkChanged'], (_, one) => deedJustBefore(one, record) !== undefined, { after });
}

const TROUBLE = ['ContainerStopped', 'BootFailed', 'FaultInjected', 'InstanceStateChanged', 'Deed'] as const;

function isTrouble(what: WhatOf<(typeof TROUBLE)[number]>, instanceId: string, record: HappeningRecord): boolean {
  switch (what.type) {
    case 'Deed':
      return touches(what.target, instanceId, record);
    case 'FaultInjected': {
      const zone = record.zones[instanceId];
      return what.what.includes(instanceId) || (zone !== undefined && what.what.includes(zone));
    }
    case 'InstanceStateChanged':
      return what.instanceId === instanceId && what.to !== 'pending' && what.to !== 'running';
    default:
      return what.instanceId === instanceId;
  }
}

/** Whoever is still being born is unhealthy because of that; whoever had worked, because of the newest trouble since. */
const whyUnhealthy = (
  instanceId: string,
  here: Happening,
  record: HappeningRecord,
): readonly (Happening | undefined)[] => {
  const born = birthOf(instanceId, here, record)?.at;
  const served = record.latest(here, ['ContainerStarted'], (what) => what.instanceId === instanceId, { after: born });
  const well = record.latest(
    here,
    ['TargetHealthChanged'],
    (what) => what.targetId === instanceId && what.to === 'healthy',
    { after: born },
  );
  const trouble = record.latest(here, TROUBLE, (what) => isTrouble(what, instanceId, record), {
    after: well?.at ?? born,
  });
  if (trouble !== undefined) return [trouble];
  const cut = deedOnNetwork(here, record, well?.at);
  if (cut !== undefined) return [cut];
  if (served !== undefined && well !== undefined) return [];
  return [newestBootStep(instanceId, here, record) ?? birthOf(instanceId, here, record)];
};

const newestBootStep = (instanceId: string, here: Happening, record: HappeningRecord): Happening | undefined =>
  record.latest(here, ['BootStepFinished'], (what) => what.instanceId === instanceId);

const whyHealthy = (
  instanceId: string,
  here: Happening,
  record: HappeningRecord,
): readonly (Happening | undefined)[] => [
  record.latest(here, ['ContainerStarted', 'FaultCleared'], (what) =>
    what.type === 'FaultCleared' ? what.what.includes(instanceId) : what.instanceId === instanceId,
  ),
];

const targetHealth: CauseRule<'TargetHealthChanged'> = ({ targetId, to }, here, record) => {
  if (to === 'unhealthy') return whyUnhealthy(targetId, here, record);
  if (to === 'healthy') return whyHealthy(targetId, here, record);
  if (to === 'draining') return [activityNaming('Terminating', targetId, here, record)];
  return [];
};

/** The end of a way is explained by its beginning. */
const STEP_BEFORE: Readonly<Record<string, string>> = { terminated: 'shutting-down', stopped: 'stopping' };

const instanceState: CauseRule<'InstanceStateChanged'> = ({ instanceId, to }, here, record) => {
  const before = STEP_BEFORE[to];
  const step = record.latest(
    here,
    ['InstanceStateChanged'],
    (what) => what.instanceId === instanceId && what.to === before,
  );
  if (step !== undefined) return [step];
  if (to === 'pending' || to === 'running') return [birthOf(instanceId, here, record)];
  return [
    deedOn(instanceId, here, record, DEED_REACH_MS) ??
      activityNaming('Terminating', instanceId, here, record) ??
      record.latest(here, ['FaultInjected'], (what) => isTrouble(what, instanceId, record), {
        withinMs: DEED_REACH_MS,
      }),
  ];
};

export const MACHINE_CAUSES: CauseRules = {
  TargetHealthChanged: targetHealth,
  InstanceStateChanged: instanceState,
  TargetRegistered: ({ targetId }, here, record) => [birthOf(targetId, here, record)],
  TargetDeregistered: ({ targetId }, here, record) => [activityNaming('Terminating', targetId, here, record)],
  TargetRemoved: ({ targetId }, here, record) => [
    record.latest(here, ['TargetDeregistered'], (what) => what.targetId === targetId),
  ],
  InstanceStatusChanged: ({ instanceId, to }, here, record) =>
    to === 'impaired'
      ? [record.latest(here, ['FaultInjected', 'Deed'], (what) => isTrouble(what, instanceId, record))]
      : [birthOf(instanceId, here, record)],
  BootStepFinished: ({ instanceId }, here, record) => [birthOf(instanceId, here, record)],
  BootFailed: ({ instanceId }, here, record) => [
    deedOnNetwork(here, record) ??
      record.latest(here, ['FaultInjected'], (what) => isTrouble(what, instanceId, record)),
    birthOf(instanceId, here, record),
  ],
  ContainerStarted: ({ instanceId }, here, record) => [
    record.latest(here, ['CommandInvocationChanged'], (what) => what.instanceId === instanceId, {
      withinMs: DEED_REACH_MS,
    }) ?? birthOf(instanceId, here, record),
  ],
  ContainerStopped: ({ instanceId }, here, record) => [
    record.latest(
      here,
      ['CommandInvocationChanged'],
      (what) => what.instanceId === instanceId && what.to === 'InProgress',
      { withinMs: COMMAND_REACH_MS },
    ) ??
      record.latest(here, ['InstanceStateChanged', 'FaultInjected'], (what) => isTrouble(what, instanceId, record), {
        withinMs: COMMAND_REACH_MS,
      }) ??
      deedOn(instanceId, here, record),
  ],
  CommandInvocationChanged: ({ instanceId }, here, record) => [deedOn(instanceId, here, record)],
  ManagedInstanceChanged: ({ instanceId, to }, here, record) =>
    to === 'Online'
      ? [birthOf(instanceId, here, record)]
      : [
          record.latest(here, TROUBLE, (what) => isTrouble(what, instanceId, record), { withinMs: 600_000 }) ??
            deedOnNetwork(here, record),
        ],
  FaultInjected: (_, here, record) => [deedJustBefore(here, record)],
  NetworkChanged: (_, here, record) => [deedJustBefore(here, record)],
  NatGatewayStateChanged: (_, here, record) => [deedJustBefore(here, record)],
  CreditsExhausted: (_, here, record) => [record.latest(here, ['TrafficChanged'])],
};
