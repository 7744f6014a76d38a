// For each part of the status the AWS CLI command that shows the same: what a learner takes to another tool. Pure.

import type { StatusView } from './status-view.js';

export type CommandPart = 'figures' | 'instances' | 'alarms' | 'metrics' | 'events' | 'network';
export type StatusCommands = Readonly<Record<CommandPart, readonly string[]>>;

const WINDOW_MS = 15 * 60_000;

/** What the view itself does not show. */
export interface CommandFacts {
  readonly targetGroupArn: string;
  readonly vpcId: string;
}

export function statusCommands(
  view: Pick<StatusView, 'at' | 'group' | 'alarms' | 'instances'>,
  { targetGroupArn, vpcId }: CommandFacts,
): StatusCommands {
  const { name } = view.group;
  const alarms = view.alarms.map((alarm) => alarm.name);
  return {
    figures: [`aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${name}`],
    instances: [`aws elbv2 describe-target-health --target-group-arn ${targetGroupArn}`],
    alarms: alarms.length === 0 ? [] : [`aws cloudwatch describe-alarms --alarm-names ${alarms.join(' ')}`],
    metrics: [
      cpuCommand(view.at, 'AutoScalingGroupName', name),
      ...view.instances.map(({ id }) => cpuCommand(view.at, 'InstanceId', id)),
    ],
    events: [
      `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${name}`,
      ...alarms.map(
        (alarm) => `aws cloudwatch describe-alarm-history --alarm-name ${alarm} --history-item-type StateUpdate`,
      ),
    ],
    network: [
      ...['subnets', 'route-tables', 'network-acls'].map(
        (what) => `aws ec2 describe-${what} --filters Name=vpc-id,Values=${vpcId}`,
      ),
      `aws ec2 describe-nat-gateways --filter Name=vpc-id,Values=${vpcId}`,
    ],
  };
}

function cpuCommand(at: number, dimension: string, value: string): string {
  const [from, to] = [at - WINDOW_MS, at].map((instant) => new Date(instant).toISOString().slice(0, 19));
  const metric = `--namespace AWS/EC2 --metric-name CPUUtilization --dimensions Name=${dimension},Value=${value}`;
  return `aws cloudwatch get-metric-statistics ${metric} --period 60 --statistics Average --start-time ${from}Z --end-time ${to}Z`;
}
