// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's own notation
// Edits of a project and what Terraform plans for them: the table that our plan and the real Terraform's are both held against.

// biome-ignore lint/suspicious/noExplicitAny: the edits reach freely into the JSON of a project.
type Project = any;

export interface Edit {
  /** AWS's code when the plan cannot be carried out in one go, neither by Terraform: the old object is still in use when it is to go. */
  readonly blockedBy?: string;
  readonly name: string;
  readonly edit: (project: Project) => void;
  /** address → action; `replace` with the attributes that force it. Everything else stays as it is. */
  readonly plans: Readonly<Record<string, 'create' | 'update' | 'delete' | readonly string[]>>;
}

const group = (project: Project) => project.resource.aws_autoscaling_group.group;
const template = (project: Project) => project.resource.aws_launch_template.launch_template;
const targetGroup = (project: Project) => project.resource.aws_lb_target_group.target_group;
const balancer = (project: Project) => project.resource.aws_lb.load_balancer;

const GROUP = 'aws_autoscaling_group.group';
const TEMPLATE = 'aws_launch_template.launch_template';
const TARGET_GROUP = 'aws_lb_target_group.target_group';
const BALANCER = 'aws_lb.load_balancer';

export const EDITS: readonly Edit[] = [
  { name: 'nothing', edit: () => {}, plans: {} },
  { name: 'group: min_size', edit: (p) => Object.assign(group(p), { min_size: 2 }), plans: { [GROUP]: 'update' } },
  {
    name: 'group: desired_capacity is ignored',
    edit: (p) => Object.assign(group(p), { desired_capacity: 3 }),
    plans: {},
  },
  {
    name: 'group: grace period',
    edit: (p) => Object.assign(group(p), { health_check_grace_period: 60 }),
    plans: { [GROUP]: 'update' },
  },
  {
    name: 'group: health check type',
    edit: (p) => Object.assign(group(p), { health_check_type: 'EC2' }),
    plans: { [GROUP]: 'update' },
  },
  {
    name: 'group: a tag',
    edit: (p) => Object.assign(group(p).tag[0], { value: 'other' }),
    plans: { [GROUP]: 'update' },
  },
  { name: 'group: fewer metrics', edit: (p) => group(p).enabled_metrics.pop(), plans: { [GROUP]: 'update' } },
  { name: 'group: order of the subnets', edit: (p) => group(p).vpc_zone_identifier.reverse(), plans: {} },
  { name: 'group: one subnet less', edit: (p) => group(p).vpc_zone_identifier.pop(), plans: { [GROUP]: 'update' } },
  {
    name: 'group: default warm-up removed',
    edit: (p) => delete group(p).default_instance_warmup,
    plans: { [GROUP]: 'update' },
  },
  {
    name: 'group: default cooldown unset keeps what is there',
    edit: (p) => delete group(p).default_cooldown,
    plans: {},
  },
  {
    name: 'group: a new name',
    edit: (p) => Object.assign(group(p), { name: 'other' }),
    plans: {
      [GROUP]: ['name'],
      'aws_autoscaling_policy.scale_in': ['autoscaling_group_name'],
      'aws_autoscaling_policy.scale_out': ['autoscaling_group_name'],
      'aws_cloudwatch_metric_alarm.cpu_high': 'update',
      'aws_cloudwatch_metric_alarm.cpu_low': 'update',
    },
  },
  {
    name: 'template: instance type',
    edit: (p) => Object.assign(template(p), { instance_type: 't3.small' }),
    plans: { [TEMPLATE]: 'update' },
  },
  {
    name: 'template: user data',
    edit: (p) => Object.assign(template(p), { user_data: 'IyEvYmluL2Jhc2gK' }),
    plans: { [TEMPLATE]: 'update' },
  },
  {
    name: 'template: monitoring off',
    edit: (p) => Object.assign(template(p).monitoring, { enabled: false }),
    plans: { [TEMPLATE]: 'update' },
  },
  {
    name: 'template: hop limit',
    edit: (p) => Object.assign(template(p).metadata_options, { http_put_response_hop_limit: 1 }),
    plans: { [TEMPLATE]: 'update' },
  },
  {
    name: 'template: the group follows the number of the latest version',
    edit: (p) => {
      Object.assign(template(p), { instance_type: 't3.small' });
      Object.assign(group(p).launch_template, { version: '${aws_launch_template.launch_template.latest_version}' });
    },
    plans: { [TEMPLATE]: 'update', [GROUP]: 'update' },
  },
  {
    name: 'template: a new name',
    edit: (p) => Object.assign(template(p), { name: 'other' }),
    plans: { [TEMPLATE]: ['name'], [GROUP]: 'update' },
  },
  {
    name: 'target group: health check',
    edit: (p) => Object.assign(targetGroup(p).health_check, { interval: 10, path: '/healthz' }),
    plans: { [TARGET_GROUP]: 'update' },
  },
  {
    name: 'target group: drain',
    edit: (p) => Object.assign(targetGroup(p), { deregistration_delay: '30' }),
    plans: { [TARGET_GROUP]: 'update' },
  },
  {
    name: 'target group: port',
    blockedBy: 'ResourceInUse',
    edit: (p) => Object.assign(targetGroup(p), { port: 8080 }),
    plans: { [TARGET_GROUP]: ['port'], 'aws_lb_listener.listener': 'update', [GROUP]: 'update' },
  },
  {
    name: 'balancer: idle timeout',
    edit: (p) => Object.assign(balancer(p), { idle_timeout: 30 }),
    plans: { [BALANCER]: 'update' },
  },
  {
    name: 'balancer: internal',
    edit: (p) => Object.assign(balancer(p), { internal: true }),
    plans: { [BALANCER]: ['internal'], 'aws_lb_listener.listener': ['load_balancer_arn'] },
  },
  {
    name: 'listener: port',
    edit: (p) => Object.assign(p.resource.aws_lb_listener.listener, { port: 8080 }),
    plans: { 'aws_lb_listener.listener': 'update' },
  },
  {
    name: 'alarm: threshold',
    edit: (p) => Object.assign(p.resource.aws_cloudwatch_metric_alarm.cpu_high, { threshold: 50 }),
    plans: { 'aws_cloudwatch_metric_alarm.cpu_high': 'update' },
  },
  {
    name: 'alarm: a new name',
    edit: (p) => Object.assign(p.resource.aws_cloudwatch_metric_alarm.cpu_high, { alarm_name: 'other' }),
    plans: { 'aws_cloudwatch_metric_alarm.cpu_high': ['alarm_name'] },
  },
  {
    name: 'policy: step',
    edit: (p) =>
      Object.assign(p.resource.aws_autoscaling_policy.scale_out.step_adjustment[0], { scaling_adjustment: 2 }),
    plans: { 'aws_autoscaling_policy.scale_out': 'update' },
  },
  {
    name: 'policy: from step to simple',
    edit: (p) => {
      const { name, autoscaling_group_name } = p.resource.aws_autoscaling_policy.scale_out;
      p.resource.aws_autoscaling_policy.scale_out = {
        name,
        autoscaling_group_name,
        policy_type: 'SimpleScaling',
        adjustment_type: 'ChangeInCapacity',
        scaling_adjustment: 1,
        cooldown: 300,
      };
    },
    plans: { 'aws_autoscaling_policy.scale_out': 'update' },
  },
  {
    name: 'network: DNS hostnames off',
    edit: (p) => Object.assign(p.resource.aws_vpc.vpc, { enable_dns_hostnames: false }),
    plans: { 'aws_vpc.vpc': 'update' },
  },
  {
    name: 'network: a subnet gives public addresses',
    edit: (p) => Object.assign(p.resource.aws_subnet.public_subnet_a, { map_public_ip_on_launch: true }),
    plans: { 'aws_subnet.public_subnet_a': 'update' },
  },
  {
    name: 'network: another range for a subnet',
    blockedBy: 'DependencyViolation',
    edit: (p) => Object.assign(p.resource.aws_subnet.private_subnet_b, { cidr_block: '10.0.130.0/24' }),
    plans: {
      'aws_subnet.private_subnet_b': ['cidr_block'],
      'aws_route_table_association.private_subnet_b_routes': ['subnet_id'],
      [GROUP]: 'update',
    },
  },
  {
    name: 'network: one NAT gateway for both zones',
    edit: (p) => {
      p.resource.aws_route.private_to_nat_b.nat_gateway_id = '${aws_nat_gateway.nat_a.id}';
      delete p.resource.aws_nat_gateway.nat_b;
      delete p.resource.aws_eip.nat_address_b;
    },
    plans: {
      'aws_route.private_to_nat_b': 'update',
      'aws_nat_gateway.nat_b': 'delete',
      'aws_eip.nat_address_b': 'delete',
    },
  },
  {
    name: 'network: another route table for a subnet',
    edit: (p) => {
      p.resource.aws_route_table_association.private_subnet_b_routes.route_table_id =
        '${aws_route_table.private_routes_a.id}';
    },
    plans: { 'aws_route_table_association.private_subnet_b_routes': 'update' },
  },
  {
    name: 'rule: port',
    edit: (p) =>
      Object.assign(p.resource.aws_vpc_security_group_ingress_rule.alb_from_world, { from_port: 81, to_port: 81 }),
    plans: { 'aws_vpc_security_group_ingress_rule.alb_from_world': 'update' },
  },
  {
    name: 'security group: description',
    blockedBy: 'DependencyViolation',
    edit: (p) => Object.assign(p.resource.aws_security_group.instance_security_group, { description: 'other' }),
    plans: {
      'aws_security_group.instance_security_group': ['description'],
      'aws_vpc_security_group_egress_rule.alb_to_instances': 'update',
      'aws_vpc_security_group_egress_rule.instance_to_world': ['security_group_id'],
      'aws_vpc_security_group_ingress_rule.instance_from_alb': ['security_group_id'],
      [TEMPLATE]: 'update',
    },
  },
  {
    name: 'role: a new name',
    edit: (p) => Object.assign(p.resource.aws_iam_role.instance_role, { name: 'other' }),
    plans: {
      'aws_iam_role.instance_role': ['name'],
      'aws_iam_role_policy_attachment.instance_role_ssm': ['role'],
      'aws_iam_instance_profile.instance_profile': 'update',
    },
  },
  {
    name: 'role: the same policy in another order of keys',
    edit: (p) => {
      const document = JSON.parse(p.resource.aws_iam_role.instance_role.assume_role_policy);
      p.resource.aws_iam_role.instance_role.assume_role_policy = JSON.stringify({
        Statement: document.Statement,
        Version: document.Version,
      });
    },
    plans: {},
  },
  {
    name: 'address: a tag',
    edit: (p) => Object.assign(p.resource.aws_eip.nat_address_a.tags, { Name: 'other' }),
    plans: { 'aws_eip.nat_address_a': 'update' },
  },
  {
    name: 'a new alarm',
    edit: (p) => {
      const { cpu_high } = p.resource.aws_cloudwatch_metric_alarm;
      p.resource.aws_cloudwatch_metric_alarm.cpu_very_high = { ...cpu_high, alarm_name: 'very-high', threshold: 90 };
    },
    plans: { 'aws_cloudwatch_metric_alarm.cpu_very_high': 'create' },
  },
];
