// Plans without a server: a settled stack, an edit of the project, and what Terraform would do about it.
import { describe, expect, test } from 'vitest';
import { isEmptyPlan, type Plan, planCounts, planJson, planTable } from '../../src/applier/index.js';
import { EDITS } from './helpers/edits.js';
import { haDjango, planAgainst } from './helpers/settled-stack.js';

const actions = (plan: Plan) =>
  Object.fromEntries(
    plan.changes
      .filter(({ action }) => action !== 'no-op')
      .map(({ address, action, replacedBy }) => [address, action === 'replace' ? replacedBy : action]),
  );

describe('an edit of the project plans what Terraform plans', () => {
  test.each(EDITS)('$name', async ({ edit, plans }) => {
    const project = haDjango();
    edit(project);
    expect(actions(await planAgainst(haDjango(), project))).toEqual(plans);
  });
});

test('an update says what changes from what to what', async () => {
  const project = haDjango() as never as {
    resource: { aws_lb_target_group: { target_group: { health_check: object } } };
  };
  Object.assign(project.resource.aws_lb_target_group.target_group.health_check, { interval: 10, matcher: '200' });
  const plan = await planAgainst(haDjango(), project);
  expect(planTable(plan)).toEqual([
    {
      action: 'update',
      address: 'aws_lb_target_group.target_group',
      details: ['health_check.interval: 30 → 10', 'health_check.matcher: "200-299" → "200"'],
    },
  ]);
  expect(planCounts(plan)).toEqual({ add: 0, change: 1, destroy: 0 });
});

test('a plan for --json is plain data with a schema version', async () => {
  const project = haDjango();
  EDITS.find(({ name }) => name === 'target group: port')?.edit(project);
  const plan = await planAgainst(haDjango(), project);
  const json = planJson(plan);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(json.schemaVersion).toBe(1);
  expect(json.counts).toEqual({ add: 1, change: 2, destroy: 1 });
  const replaced = json.changes.find(({ address }) => address === 'aws_lb_target_group.target_group');
  expect(replaced?.changes).toEqual([{ path: 'port', before: 80, after: 8080, forcesReplacement: true }]);
  expect(replaced?.after?.arn).toBe('(known after apply)');
});

test('the default tags of the provider reach every taggable resource, but not the group', async () => {
  const project = haDjango() as never as { provider: { aws: { default_tags: unknown }[] } };
  const [aws] = project.provider.aws;
  if (aws !== undefined) aws.default_tags = [{ tags: { 'ha-lab:project': 'other' } }];
  const plan = await planAgainst(haDjango(), project);
  const changed = Object.keys(actions(plan));
  expect(changed).toContain('aws_vpc.vpc');
  expect(changed).toContain('aws_cloudwatch_metric_alarm.cpu_low');
  expect(changed).not.toContain('aws_autoscaling_group.group');
  expect(changed).not.toContain('aws_route.public_to_internet');
});

test('destroying plans the removal of everything, dependents first', async () => {
  const plan = await planAgainst(haDjango(), {}, { destroy: true });
  expect(planCounts(plan)).toEqual({ add: 0, change: 0, destroy: 38 });
  const order = plan.changes.map(({ address }) => address);
  const before = (first: string, second: string) => expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
  before('aws_cloudwatch_metric_alarm.cpu_high', 'aws_autoscaling_policy.scale_out');
  before('aws_autoscaling_group.group', 'aws_launch_template.launch_template');
  before('aws_lb_listener.listener', 'aws_lb_target_group.target_group');
  before('aws_nat_gateway.nat_a', 'aws_internet_gateway.internet_gateway');
  before('aws_subnet.public_subnet_a', 'aws_vpc.vpc');
  expect(isEmptyPlan(plan)).toBe(false);
});

test('a stack for another region than the clients is refused', async () => {
  const project = haDjango() as never as { provider: { aws: { region: string }[] } };
  const [aws] = project.provider.aws;
  if (aws !== undefined) aws.region = 'eu-west-1';
  await expect(planAgainst(haDjango(), project)).rejects.toMatchObject({
    code: 'INVALID_STACK',
    message: 'cdk.tf.json is for region eu-west-1, but this lab speaks to us-east-1.',
  });
});

test('prevent_destroy refuses a plan that would remove', async () => {
  const project = haDjango() as never as { resource: { aws_eip: { nat_address_a: Record<string, unknown> } } };
  Object.assign(project.resource.aws_eip.nat_address_a, { lifecycle: { prevent_destroy: true } });
  await expect(planAgainst(haDjango(), project, { destroy: true })).rejects.toMatchObject({
    code: 'INVALID_STACK',
    message: expect.stringContaining('aws_eip.nat_address_a'),
  });
});
