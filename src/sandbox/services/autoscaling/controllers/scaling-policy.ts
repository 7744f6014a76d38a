// Policies called by alarms: decides for all messages of one moment together, and the largest capacity wins (ASG-14). Key: the group's name.
// Alarms call again every minute while they last (CW-40); a call that changes nothing leaves no activity (CW-41).

import { type Context, type Controller, RANK } from '../../../context.js';
import type { EventOf } from '../../../events.js';
import { own } from '../../shared/records.js';
import { clauses } from '../rules/cause.js';
import type { StepDecision } from '../rules/step-scaling.js';
import { policyWarmupSeconds } from '../rules/warm-up.js';
import { winner } from '../rules/winner.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { findGroup, isSuspended } from '../state/groups.js';
import { decideForAlarm } from '../state/policy-decisions.js';
import type { AutoScalingGroup, PolicyInvocation, ScalingPolicy } from '../store.js';
import { ALARM_GATHERING, ALARM_LAG } from '../timings.js';

export const scalingPolicy: Controller = {
  name: 'scaling-policy',
  rank: RANK.controller,
  reconcile(context, groupName) {
    const group = findGroup(context, groupName);
    const first = group?.invocations[0];
    if (group === undefined || first === undefined) return undefined;
    const gatheredAt = first.at + ALARM_GATHERING.value;
    if (context.kernel.now < gatheredAt) return gatheredAt;
    answer(context, group, group.invocations.splice(0));
    return undefined;
  },
};

/** Remembers an alarm's message to one of the policies; ASG-90: not while `AlarmNotification` is suspended. */
export function receiveAlarm(
  context: Context,
  { actionArn: policyArn, alarmName, state: alarmState }: EventOf<'AlarmActionInvoked'>,
): void {
  const policy = own(context.world.autoscaling.policies, policyArn);
  const group = policy === undefined ? undefined : findGroup(context, policy.groupName);
  if (policy?.enabled !== true || group === undefined || group.deleting) return;
  if (isSuspended(group, 'AlarmNotification')) return;
  group.invocations.push({ policyArn, alarmName, alarmState, at: context.kernel.now });
  context.kernel.wake('scaling-policy', group.groupName, context.kernel.now + ALARM_GATHERING.value);
}

interface Decided {
  readonly policy: ScalingPolicy;
  readonly invocation: PolicyInvocation;
  readonly decision: StepDecision;
}

function answer(context: Context, group: AutoScalingGroup, invocations: readonly PolicyInvocation[]): void {
  const decided = invocations.flatMap((invocation): Decided[] => {
    const policy = own(context.world.autoscaling.policies, invocation.policyArn);
    if (policy === undefined) return [];
    return [{ policy, invocation, decision: decideForAlarm(context, group, policy, invocation.alarmName) }];
  });
  const best = winner(decided);
  for (const each of decided) {
    if (each === best) carryOut(context, group, each);
    else report(context, each, outcomeOf(each.decision, best));
  }
}

function outcomeOf(decision: StepDecision, best: Decided | undefined): string {
  if (decision.kind === 'nothing') return `nothing: ${decision.why}`;
  return `nothing: ${best?.policy.policyName ?? 'another policy'} asks for a larger capacity`;
}

function carryOut(context: Context, group: AutoScalingGroup, { policy, invocation, decision }: Decided): void {
  if (decision.kind !== 'change') return;
  const from = group.desiredCapacity;
  report(context, { policy, invocation, decision }, `desired capacity from ${from} to ${decision.to}`);
  const { id: accountId, region } = context.world.account;
  changeDesiredCapacity(context, group, {
    to: decision.to,
    clause: clauses.alarmTriggered(invocation.alarmName, invocation.alarmState, policy.policyName, from, decision.to),
    lag: ALARM_LAG,
    ...policyTerms(context, group, policy),
    alarm: { name: invocation.alarmName, region, accountId },
  });
}

/** What a policy's change carries: a cooldown of its own (simple) or the warm-up of its instances (step, tracking). */
export function policyTerms(
  context: Context,
  group: AutoScalingGroup,
  policy: ScalingPolicy,
): { readonly policyArn: string; readonly simple: boolean; readonly warmupSeconds?: number } {
  const { policyArn } = policy;
  if (policy.policyType !== 'SimpleScaling')
    return { policyArn, simple: false, warmupSeconds: policyWarmupSeconds(policy, group) };
  const seconds = policy.cooldownSeconds ?? group.defaultCooldownSeconds;
  group.cooldown = { seconds, startedAt: context.kernel.now };
  return { policyArn, simple: true };
}

/** Into the journal only when the outcome differs from the last one: an idle stack's low alarm calls every minute for ever. */
function report(context: Context, { policy, invocation }: Decided, outcome: string): void {
  if (policy.lastOutcome === outcome) return;
  policy.lastOutcome = outcome;
  context.kernel.emit({
    type: 'ScalingPolicyTriggered',
    groupName: policy.groupName,
    policyName: policy.policyName,
    alarmName: invocation.alarmName,
    outcome,
  });
}
