// Brings the actual capacity to the desired one: launches what is missing, ends what is too much. Key: the group's name.
// It starts things; what becomes of each instance is the group-instance controller's.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { planCapacity } from '../rules/capacity-plan.js';
import { ALL_PROTECTED, clauses, sentence } from '../rules/cause.js';
import { selectForTermination } from '../rules/termination-policy.js';
import { endActivity, startActivity } from '../state/activities.js';
import { finishDeletion } from '../state/deletion.js';
import { activeInstances, findGroup, inState, isSuspended, zoneCounts } from '../state/groups.js';
import { preceded } from '../state/launch-first.js';
import { launchOne, zonesToTry } from '../state/launching.js';
import { beginTermination } from '../state/terminating.js';
import type { AutoScalingGroup, GroupInstance, Substitute } from '../store.js';

export const groupCapacity: Controller = {
  name: 'group-capacity',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    if (group === undefined) return undefined;
    if (group.deleting) return finishDeletion(context, group);
    return work(context, group);
  },
};

function work(context: Context, group: AutoScalingGroup): Instant | undefined {
  const wanted = group.desiredCapacity + (group.rebalance === undefined ? 0 : 1) + preceded(group).length;
  const active = activeInstances(group).length;
  // A change that was taken back before work began leaves nothing to explain.
  if (active === wanted) delete group.trigger;
  const plan = planCapacity({
    now: context.kernel.now,
    wanted,
    active,
    workAt: group.trigger?.workAt,
    substitutesAt: group.substitutes.map((substitute) => substitute.workAt),
    retryAt: group.launchRetryAt,
    launchSuspended: isSuspended(group, 'Launch'),
    terminateSuspended: isSuspended(group, 'Terminate'),
  });
  group.substitutes.splice(group.substitutes.length - plan.forgetSubstitutes);
  for (let count = 0; count < plan.launchSubstitutes; count += 1) launchSubstitute(context, group);
  if (plan.launch > 0) launchMissing(context, group, plan.launch);
  if (plan.terminate > 0) terminateSurplus(context, group, plan.terminate);
  return nextLook(context, group, plan.lookAgainAt);
}

function nextLook(context: Context, group: AutoScalingGroup, planned: Instant | undefined): Instant | undefined {
  const { launchRetryAt: retryAt } = group;
  return retryAt !== undefined && retryAt > context.kernel.now ? retryAt : planned;
}

function launchSubstitute(context: Context, group: AutoScalingGroup): void {
  if (group.launchRetryAt !== undefined && group.launchRetryAt > context.kernel.now) return;
  const substitute = takeDue(group.substitutes, context.kernel.now);
  if (substitute === undefined) return;
  const clause = substitute.reason === 'refresh' ? clauses.refreshedIn() : clauses.substitute();
  const launched = launchOne(context, group, {
    zones: zonesToTry(group),
    sentences: [sentence(context.kernel.now, clause)],
    substitute: true,
  });
  if (launched === undefined) group.substitutes.unshift(substitute);
}

function takeDue(substitutes: Substitute[], now: Instant): Substitute | undefined {
  const index = substitutes.findIndex((substitute) => substitute.workAt <= now);
  return index === -1 ? undefined : substitutes.splice(index, 1)[0];
}

/** The sentences are the same for all instances of one change; the trigger is spent once work on it has begun. */
function launchMissing(context: Context, group: AutoScalingGroup, count: number): void {
  const { now } = context.kernel;
  const { trigger } = group;
  const from = activeInstances(group).length;
  const started = sentence(now, clauses.started(from, group.desiredCapacity));
  const sentences = trigger === undefined ? [started] : [trigger.sentence, started];
  delete group.trigger;
  for (let launched = 0; launched < count; launched += 1) {
    const instance = launchOne(context, group, { zones: zonesToTry(group), sentences, trigger, substitute: false });
    if (instance === undefined) return;
  }
}

function terminateSurplus(context: Context, group: AutoScalingGroup, count: number): void {
  const { now } = context.kernel;
  const { trigger } = group;
  const selected = select(context, group, count);
  if (selected.length === 0) {
    // Pending instances will be in service soon and are looked at then; protected ones may stay for ever.
    if (inState(group, 'InService').length === activeInstances(group).length) recordAllProtected(context, group);
    return;
  }
  const from = activeInstances(group).length;
  const sentences = [
    ...(trigger === undefined ? [] : [trigger.sentence]),
    sentence(now, clauses.shrunk(from, from - count)),
    ...selected.map((instance) => sentence(now, clauses.selected(instance.instanceId))),
  ];
  for (const instance of selected) {
    beginTermination(context, group, instance, {
      purpose: 'scale-in',
      sentences,
      alarm: trigger?.alarm,
      simple: trigger?.simple ?? false,
    });
  }
  if (selected.length === count) delete group.trigger;
}

/** ASG-50: balance is looked at again after each choice. */
function select(context: Context, group: AutoScalingGroup, count: number): readonly GroupInstance[] {
  const chosen: GroupInstance[] = [];
  const counts: Record<string, number> = { ...zoneCounts(group) };
  const candidates = inState(group, 'InService').filter((instance) => !instance.protectedFromScaleIn);
  while (chosen.length < count) {
    const choice = selectForTermination({
      candidates: candidates.filter((candidate) => !chosen.includes(candidate)),
      enabledZones: group.availabilityZones,
      counts,
      policies: group.terminationPolicies,
      launchTemplateId: group.launchTemplate.launchTemplateId,
      now: context.kernel.now,
      random: context.kernel.random('autoscaling/termination'),
    });
    const instance = choice === undefined ? undefined : group.instances[choice.instanceId];
    if (instance === undefined) return chosen;
    chosen.push(instance);
    counts[instance.availabilityZone] = (counts[instance.availabilityZone] ?? 0) - 1;
  }
  return chosen;
}

/** ASG-53: desired is lowered all the same; said once for each change. */
function recordAllProtected(context: Context, group: AutoScalingGroup): void {
  if (group.trigger === undefined) return;
  const activity = startActivity(context, group, {
    description: ALL_PROTECTED,
    sentences: [group.trigger.sentence, ALL_PROTECTED],
    statusCode: 'InProgress',
    progress: 0,
  });
  delete group.trigger;
  endActivity(context, group, activity, { statusCode: 'Cancelled', statusMessage: ALL_PROTECTED });
}
