// What exists, and what this sandbox has none of: fixed lists and empty answers to questions that have one.

import { ServiceError } from '../../../../errors.js';
import { GROUP_METRICS } from '../controllers/group-metrics.js';
import { TERMINATION_POLICIES } from '../rules/termination-policy.js';
import { allGroups, requireGroup } from '../state/groups.js';
import type { AutoScalingOperations } from './api.js';
import { PROCESSES } from './settings.js';

export const catalogueOperations = {
  DescribeAccountLimits(_input, context) {
    return {
      MaxNumberOfAutoScalingGroups: context.lookup.quota('autoscaling/L-CDE20ADC'),
      MaxNumberOfLaunchConfigurations: 200,
      NumberOfAutoScalingGroups: allGroups(context).length,
      NumberOfLaunchConfigurations: 0,
    };
  },
  DescribeAdjustmentTypes: () => ({
    AdjustmentTypes: ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'].map((AdjustmentType) => ({
      AdjustmentType,
    })),
  }),
  DescribeLifecycleHookTypes: () => ({
    LifecycleHookTypes: ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'],
  }),
  DescribeMetricCollectionTypes: () => ({
    Metrics: GROUP_METRICS.map((Metric) => ({ Metric })),
    Granularities: [{ Granularity: '1Minute' }],
  }),
  DescribeScalingProcessTypes: () => ({ Processes: PROCESSES.map((ProcessName) => ({ ProcessName })) }),
  DescribeTerminationPolicyTypes: () => ({ TerminationPolicyTypes: [...TERMINATION_POLICIES] }),

  /** Since October 2024 AWS refuses every account that had none before, in these words. A new account is what the sandbox is. */
  CreateLaunchConfiguration() {
    throw new ServiceError(
      'UnsupportedOperation',
      'The Launch Configuration creation operation is not available in your account. ' +
        'Use launch templates to create configuration templates for your Auto Scaling groups.',
    );
  },

  // No operation makes one of these here, so there are none.
  DescribeLaunchConfigurations: () => ({ LaunchConfigurations: [] }),
  DescribeNotificationConfigurations: () => ({ NotificationConfigurations: [] }),
  DescribeWarmPool(input, context) {
    requireGroup(context, input.AutoScalingGroupName);
    return { Instances: [] };
  },
} satisfies AutoScalingOperations;
