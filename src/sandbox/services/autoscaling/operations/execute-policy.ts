// ExecutePolicy: a policy run by hand (ASG-16a).

import type { Context } from '../../../context.js';
import { policyTerms } from '../controllers/scaling-policy.js';
import { clauses } from '../rules/cause.js';
import { stepFor } from '../rules/step-bounds.js';
import type { StepDecision } from '../rules/step-scaling.js';
import { changeDesiredCapacity } from '../state/capacity.js';
import { requireGroup } from '../state/groups.js';
import { decideSimplePolicy, decideStepPolicy } from '../state/policy-decisions.js';
import type { AutoScalingGroup, ScalingPolicy } from '../store.js';
import { USER_REQUEST_LAG } from '../timings.js';
import type { Input } from './api.js';
import { activityInProgress, validation } from './errors.js';

type ExecuteInput = Input<'ExecutePolicy'>;

export function executePolicy(context: Context, policy: ScalingPolicy, input: ExecuteInput): void {
  const group = requireGroup(context, policy.groupName);
  const decision = decide(context, group, policy, input);
  if (decision.kind === 'nothing') {
    if (input.HonorCooldown === true) throw activityInProgress(`The policy was not executed: ${decision.why}.`);
    return;
  }
  changeDesiredCapacity(context, group, {
    to: decision.to,
    clause: clauses.policyExecuted(policy.policyName, group.desiredCapacity, decision.to),
    lag: USER_REQUEST_LAG,
    ...policyTerms(context, group, policy),
  });
}

function decide(context: Context, group: AutoScalingGroup, policy: ScalingPolicy, input: ExecuteInput): StepDecision {
  const { now } = context.kernel;
  switch (policy.policyType) {
    case 'SimpleScaling':
      return decideSimplePolicy(group, policy, now, input.HonorCooldown ?? false);
    case 'StepScaling':
      if (input.HonorCooldown === true)
        throw validation('HonorCooldown is not supported for policies of type StepScaling.');
      if (input.MetricValue === undefined)
        throw validation('Metric value must be specified for policy type StepScaling');
      if (input.BreachThreshold === undefined)
        throw validation('Breach threshold must be specified for policy type StepScaling');
      if (stepFor(policy.steps, input.MetricValue - input.BreachThreshold) === undefined)
        throw validation(`No adjustment step found for a metric value of: ${input.MetricValue}`);
      return decideStepPolicy(group, policy, now, input.MetricValue - input.BreachThreshold);
    case 'TargetTrackingScaling':
      throw validation('Execute policy is not supported for policies of type TargetTrackingScaling.');
  }
}
