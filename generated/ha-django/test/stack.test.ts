// The promises of the stack, checked on what it synthesises: no account, no network, a second.
// Run with: npm test
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { App, Testing } from 'cdktf';
import config from '../ha-lab.json';
import { HighlyAvailableStack } from '../main';

type Block = Record<string, any>;

const outdir = mkdtempSync(join(tmpdir(), 'stack-test-'));
after(() => rmSync(outdir, { recursive: true, force: true }));

const synthesised: Block = JSON.parse(Testing.synth(new HighlyAvailableStack(new App({ outdir }), config.name)));

/** Terraform name → block, for one type of resource. */
function resources(type: string): Record<string, Block> {
  return synthesised.resource[type] ?? {};
}

function only(type: string): Block {
  const blocks = Object.values(resources(type));
  assert.equal(blocks.length, 1, `one ${type}`);
  return blocks[0];
}

test('a public and a private subnet stand in each of at least two zones', () => {
  const zones = Object.values(resources('aws_subnet')).map((subnet) => subnet.availability_zone);
  assert.ok(config.availabilityZones.length >= 2);
  for (const zone of config.availabilityZones) assert.equal(zones.filter((each) => each === zone).length, 2, zone);
});

test('private subnets reach the internet through the NAT gateway of their own zone, or the single one', () => {
  const single = config.vpc.natGateways === 'single';
  const routes = Object.entries(resources('aws_route')).filter(([, route]) => route.nat_gateway_id);
  assert.equal(Object.keys(resources('aws_nat_gateway')).length, single ? 1 : config.availabilityZones.length);
  assert.equal(routes.length, config.availabilityZones.length);
  for (const [name, route] of routes) {
    const letter = single ? config.availabilityZones[0].slice(-1) : name.slice(-1);
    assert.equal(route.nat_gateway_id, `\${aws_nat_gateway.nat_${letter}.id}`, name);
  }
});

test('instances live in private subnets and have no public address', () => {
  for (const subnet of only('aws_autoscaling_group').vpc_zone_identifier) assert.match(subnet, /private_subnet/);
  for (const subnet of Object.values(resources('aws_subnet'))) assert.equal(subnet.map_public_ip_on_launch, false);
});

test('only the load balancer may speak to the instances', () => {
  const rules = Object.values(resources('aws_vpc_security_group_ingress_rule'));
  const inward = rules.filter((rule) => rule.security_group_id.includes('instance_security_group'));
  assert.equal(inward.length, 1);
  assert.equal(inward[0].referenced_security_group_id, '${aws_security_group.alb_security_group.id}');
  assert.equal(inward[0].cidr_ipv4, undefined);
});

test('the load balancer asks for health, and the group follows it after a grace period', () => {
  const { health_check: check } = only('aws_lb_target_group');
  assert.equal(check.path, config.targetGroup.healthCheckPath);
  assert.equal(check.matcher, config.targetGroup.matcher);
  assert.ok(check.timeout < check.interval, 'a check must end before the next begins');
  const group = only('aws_autoscaling_group');
  assert.equal(group.health_check_type, config.group.healthCheckType);
  assert.equal(group.health_check_grace_period, config.group.healthCheckGracePeriod);
});

test('the group has the size that was asked for, and a deploy does not undo scaling', () => {
  const group = only('aws_autoscaling_group');
  assert.deepEqual(
    [group.min_size, group.desired_capacity, group.max_size],
    [config.group.minSize, config.group.desiredCapacity, config.group.maxSize],
  );
  assert.deepEqual(group.lifecycle.ignore_changes, ['desired_capacity']);
});

test('a machine waits for its way out before it is launched', () => {
  const awaited: string[] = only('aws_autoscaling_group').depends_on;
  for (const name of Object.keys(resources('aws_route')).filter((each) => each.startsWith('private_'))) {
    assert.ok(awaited.includes(`aws_route.${name}`), name);
  }
});

test('the user data is complete: every name in double braces was filled in', () => {
  const script = Buffer.from(only('aws_launch_template').user_data, 'base64').toString();
  assert.match(script, /^#!/);
  assert.ok(script.includes(config.app.image));
  assert.doesNotMatch(script, /\{\{/);
});

test('alarms watch the average CPU of this group and call its policies', () => {
  if (config.scaling.policyType === 'target-tracking') {
    assert.deepEqual(resources('aws_cloudwatch_metric_alarm'), {}, 'with target tracking AWS makes the alarms');
    return;
  }
  const { cpu_high: high, cpu_low: low } = resources('aws_cloudwatch_metric_alarm');
  assert.deepEqual(
    [high.threshold, high.evaluation_periods],
    [config.alarms.cpuHighThreshold, config.alarms.cpuHighMinutes],
  );
  assert.deepEqual(
    [low.threshold, low.evaluation_periods],
    [config.alarms.cpuLowThreshold, config.alarms.cpuLowMinutes],
  );
  assert.deepEqual(high.alarm_actions, ['${aws_autoscaling_policy.scale_out.arn}']);
  assert.deepEqual(low.alarm_actions, ['${aws_autoscaling_policy.scale_in.arn}']);
  for (const alarm of [high, low]) {
    assert.deepEqual(alarm.dimensions, { AutoScalingGroupName: '${aws_autoscaling_group.group.name}' });
  }
});
