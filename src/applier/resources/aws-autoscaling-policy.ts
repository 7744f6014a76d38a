// aws_autoscaling_policy: simple, step and target tracking. Not here: predictive scaling, custom target tracking metrics.

import {
  DeletePolicyCommand,
  DescribePoliciesCommand,
  type MetricType,
  PutScalingPolicyCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-auto-scaling';
import { errorWords } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { type AttributesOf, block, flag, number, text, textAttribute } from '../schema.js';

const schema = {
  name: text({ required: true, replaces: true }),
  autoscaling_group_name: text({ required: true, replaces: true }),
  policy_type: text({ default: 'SimpleScaling' }),
  adjustment_type: text(),
  scaling_adjustment: number(),
  cooldown: number(),
  enabled: flag({ default: true }),
  estimated_instance_warmup: number(),
  metric_aggregation_type: text({ computed: true }),
  min_adjustment_magnitude: number(),
  step_adjustment: block('set', {
    metric_interval_lower_bound: text(),
    metric_interval_upper_bound: text(),
    scaling_adjustment: number({ required: true }),
  }),
  target_tracking_configuration: block('single', {
    target_value: number({ required: true }),
    disable_scale_in: flag({ default: false }),
    predefined_metric_specification: block('single', {
      predefined_metric_type: text({ required: true }),
      resource_label: text(),
    }),
  }),
  arn: textAttribute(),
};
type Planned = AttributesOf<typeof schema>;

export const awsAutoscalingPolicy = defineResource({
  type: 'aws_autoscaling_policy',
  schema,

  async create(operation, planned) {
    await put(operation, planned);
    return planned.name;
  },

  async read({ clients }, id, known) {
    const command = new DescribePoliciesCommand({
      AutoScalingGroupName: known.autoscaling_group_name,
      PolicyNames: [id],
    });
    const answer = await orGroupGone(clients.autoscaling.send(command));
    const policy = answer?.ScalingPolicies?.find(({ PolicyName }) => PolicyName === id);
    return policy === undefined ? undefined : readPolicy(policy);
  },

  async update(operation, _id, { after }) {
    await put(operation, after);
  },

  async remove({ clients }, id, known) {
    const command = new DeletePolicyCommand({ AutoScalingGroupName: known.autoscaling_group_name, PolicyName: id });
    await orGroupGone(clients.autoscaling.send(command));
  },
});

/** Auto Scaling has one code for everything that is wrong; that the group is gone stands in its words. */
async function orGroupGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (/not found/i.test(errorWords(error))) return undefined;
    throw error;
  }
}

/** Members of the other policy types are refused by AWS, so only those of this one are sent. */
async function put({ clients }: Operation, planned: Planned): Promise<void> {
  const [tracking] = planned.target_tracking_configuration;
  const [metric] = tracking?.predefined_metric_specification ?? [];
  const isSimple = planned.policy_type === 'SimpleScaling';
  const isStep = planned.policy_type === 'StepScaling';
  await clients.autoscaling.send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: planned.autoscaling_group_name,
      PolicyName: planned.name,
      PolicyType: planned.policy_type,
      Enabled: planned.enabled,
      AdjustmentType: planned.adjustment_type || undefined,
      ScalingAdjustment: isSimple ? (planned.scaling_adjustment ?? undefined) : undefined,
      Cooldown: isSimple ? (planned.cooldown ?? undefined) : undefined,
      MinAdjustmentMagnitude: planned.min_adjustment_magnitude || undefined,
      EstimatedInstanceWarmup: isSimple ? undefined : (planned.estimated_instance_warmup ?? undefined),
      MetricAggregationType: isStep ? planned.metric_aggregation_type || undefined : undefined,
      StepAdjustments: isStep ? planned.step_adjustment.map(stepInput) : undefined,
      TargetTrackingConfiguration: tracking && {
        TargetValue: tracking.target_value,
        DisableScaleIn: tracking.disable_scale_in,
        PredefinedMetricSpecification: metric && {
          PredefinedMetricType: metric.predefined_metric_type as MetricType,
          ResourceLabel: metric.resource_label || undefined,
        },
      },
    }),
  );
}

function stepInput(step: Planned['step_adjustment'][number]) {
  return {
    MetricIntervalLowerBound: bound(step.metric_interval_lower_bound),
    MetricIntervalUpperBound: bound(step.metric_interval_upper_bound),
    ScalingAdjustment: step.scaling_adjustment,
  };
}

/** An absent bound is infinity, "0" is zero. */
function bound(text: string | null): number | undefined {
  return text === null || text === '' ? undefined : Number(text);
}

function readPolicy(policy: ScalingPolicy): Partial<Planned> {
  const tracking = policy.TargetTrackingConfiguration;
  const metric = tracking?.PredefinedMetricSpecification;
  return {
    name: policy.PolicyName ?? '',
    autoscaling_group_name: policy.AutoScalingGroupName ?? '',
    policy_type: policy.PolicyType ?? 'SimpleScaling',
    adjustment_type: policy.AdjustmentType ?? null,
    scaling_adjustment: policy.ScalingAdjustment ?? null,
    cooldown: policy.Cooldown ?? null,
    enabled: policy.Enabled ?? true,
    estimated_instance_warmup: policy.EstimatedInstanceWarmup ?? null,
    metric_aggregation_type: policy.MetricAggregationType ?? null,
    min_adjustment_magnitude: policy.MinAdjustmentMagnitude ?? null,
    step_adjustment: (policy.StepAdjustments ?? []).map((step) => ({
      metric_interval_lower_bound:
        step.MetricIntervalLowerBound === undefined ? null : String(step.MetricIntervalLowerBound),
      metric_interval_upper_bound:
        step.MetricIntervalUpperBound === undefined ? null : String(step.MetricIntervalUpperBound),
      scaling_adjustment: step.ScalingAdjustment ?? 0,
    })),
    target_tracking_configuration:
      tracking === undefined
        ? []
        : [
            {
              target_value: tracking.TargetValue ?? 0,
              disable_scale_in: tracking.DisableScaleIn ?? false,
              predefined_metric_specification:
                metric === undefined
                  ? []
                  : [
                      {
                        predefined_metric_type: metric.PredefinedMetricType ?? '',
                        resource_label: metric.ResourceLabel ?? '',
                      },
                    ],
            },
          ],
    arn: policy.PolicyARN ?? null,
  };
}
