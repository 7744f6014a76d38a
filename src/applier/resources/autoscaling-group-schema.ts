// The arguments of aws_autoscaling_group, with the provider's defaults.

import { type AttributesOf, block, flag, list, number, set, setAttribute, text, textAttribute } from '../schema.js';

export const GROUP_SCHEMA = {
  name: text({ required: true, replaces: true }),
  min_size: number({ required: true }),
  max_size: number({ required: true }),
  desired_capacity: number({ computed: true }),
  vpc_zone_identifier: set({ computed: true }),
  launch_template: block('single', {
    id: text({ computed: true }),
    name: text({ computed: true }),
    version: text({ computed: true }),
  }),
  target_group_arns: set({ computed: true }),
  health_check_type: text({ computed: true }),
  health_check_grace_period: number({ default: 300 }),
  default_cooldown: number({ computed: true }),
  default_instance_warmup: number(),
  termination_policies: list(),
  enabled_metrics: set(),
  metrics_granularity: text({ default: '1Minute' }),
  suspended_processes: set(),
  protect_from_scale_in: flag({ default: false }),
  max_instance_lifetime: number(),
  force_delete: flag({ default: false }),
  wait_for_capacity_timeout: text({ default: '10m' }),
  min_elb_capacity: number(),
  wait_for_elb_capacity: number(),
  ignore_failed_scaling_activities: flag({ default: false }),
  tag: block('set', {
    key: text({ required: true }),
    value: text({ required: true }),
    propagate_at_launch: flag({ required: true }),
  }),
  availability_zones: setAttribute(),
  arn: textAttribute(),
  service_linked_role_arn: textAttribute(),
};

export type Group = AttributesOf<typeof GROUP_SCHEMA>;
