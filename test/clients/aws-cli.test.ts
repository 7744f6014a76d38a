// The learner's story with the real AWS CLI over HTTP, where the machine has it: commands as they stand in a course, and their texts.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StackOutputs } from '../../src/lab/lab.js';
import { remoteControl } from '../../src/lab/remote-control.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { findProgram } from '../helpers/find-program.js';
import { runProgram } from './helpers/program.js';
import { type Served, served } from './helpers/served.js';

const aws = findProgram('aws', ['--version']);

describe.skipIf(aws === undefined)(`the AWS CLI${aws === undefined ? ' (skipped: no aws on the PATH)' : ''}`, () => {
  let endpoint: Served;
  let outputs: StackOutputs;

  beforeAll(async () => {
    const { sandbox, lab } = await deployedLab('clients');
    outputs = lab.outputs;
    endpoint = await served(sandbox);
  });
  afterAll(() => endpoint?.stop());

  async function cli(...words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await runProgram(aws ?? '', words, endpoint.environment);
    if (status !== 0) throw new Error(stderr.trim());
    return stdout.trim();
  }
  const json = async (...words: readonly string[]) => JSON.parse(await cli(...words, '--output', 'json'));

  const group = (): readonly string[] => ['--auto-scaling-group-name', outputs.autoScalingGroupName];
  const members = async (): Promise<string[]> => {
    const query = 'AutoScalingGroups[0].Instances[].[InstanceId,LifecycleState,HealthStatus]';
    const names = ['--auto-scaling-group-names', outputs.autoScalingGroupName];
    const text = await cli(
      'autoscaling',
      'describe-auto-scaling-groups',
      ...names,
      '--query',
      query,
      '--output',
      'text',
    );
    return text.split('\n');
  };

  test('a stopped Docker, told in six commands', async () => {
    const control = remoteControl(endpoint.url);
    const before = await members();
    expect(before).toHaveLength(2);
    expect(before.every((line) => line.endsWith('\tInService\tHealthy'))).toBe(true);
    const victim = before[0]?.split('\t')[0] ?? '';

    const commands = ['--document-name', 'AWS-RunShellScript', '--instance-ids', victim];
    const lines = ['--parameters', 'commands=["systemctl stop docker.socket docker.service"]'];
    const query = ['--query', 'Command.CommandId', '--output', 'text'];
    const commandId = await cli('ssm', 'send-command', ...commands, ...lines, ...query);
    await control.advance(15_000);
    const invocation = ['--command-id', commandId, '--instance-id', victim];
    expect(await json('ssm', 'get-command-invocation', ...invocation)).toMatchObject({ Status: 'Success' });

    await control.advance(20 * MINUTES);
    const targets = await json('elbv2', 'describe-target-health', '--target-group-arn', outputs.targetGroupArn);
    const states = targets.TargetHealthDescriptions.map(({ TargetHealth }: { TargetHealth: object }) => TargetHealth);
    expect(states).toEqual([{ State: 'healthy' }, { State: 'healthy' }]);

    const { Activities: activities } = await json('autoscaling', 'describe-scaling-activities', ...group());
    const ended = activities.find(({ Description }: { Description: string }) => Description.includes(victim));
    expect(ended).toMatchObject({
      Description: `Terminating EC2 instance: ${victim}`,
      StatusCode: 'Successful',
      Cause: expect.stringContaining('was taken out of service in response to an ELB system health check failure.'),
    });
    expect((await members()).join()).not.toContain(victim);
  });

  test('get-metric-data and describe-alarms read what the clock wrote', async () => {
    const { now } = await remoteControl(endpoint.url).status();
    const range = [
      '--start-time',
      new Date(now - 10 * MINUTES).toISOString(),
      '--end-time',
      new Date(now).toISOString(),
    ];
    const metric = {
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: outputs.autoScalingGroupName }],
    };
    const queries = JSON.stringify([{ Id: 'cpu', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }]);
    const data = await json('cloudwatch', 'get-metric-data', '--metric-data-queries', queries, ...range);
    const [{ Values: values, StatusCode: status }] = data.MetricDataResults;
    expect(status).toBe('Complete');
    expect(values.length).toBeGreaterThanOrEqual(8);
    const names = ['--alarm-names', ...outputs.alarmNames, '--query', 'MetricAlarms[].AlarmName', '--output', 'text'];
    expect((await cli('cloudwatch', 'describe-alarms', ...names)).split('\t').sort()).toEqual(
      [...outputs.alarmNames].sort(),
    );
  });

  test('the waiters of the CLI come back at once when it is so already', async () => {
    const [first] = await members();
    const instance = first?.split('\t')[0] ?? '';
    expect(await cli('ec2', 'wait', 'instance-running', '--instance-ids', instance)).toBe('');
    const target = ['--target-group-arn', outputs.targetGroupArn, '--targets', `Id=${instance}`];
    expect(await cli('elbv2', 'wait', 'target-in-service', ...target)).toBe('');
  });

  test.each([
    [
      'ec2 describe-instances --instance-ids i-0123456789abcdef0',
      "(InvalidInstanceID.NotFound) when calling the DescribeInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [
      'ec2 describe-instances --instance-ids i-xxx',
      '(InvalidInstanceID.Malformed) when calling the DescribeInstances operation: Invalid id: "i-xxx"',
    ],
    [
      'autoscaling set-desired-capacity --auto-scaling-group-name nothing --desired-capacity 1',
      '(ValidationError) when calling the SetDesiredCapacity operation: ',
    ],
    [
      'ec2 describe-fleets',
      '(InvalidAction) when calling the DescribeFleets operation: ec2:DescribeFleets is not modelled by the sandbox',
    ],
    [
      'ec2 create-vpc --cidr-block 10.9.0.0/16 --instance-tenancy dedicated',
      '(UnsupportedOperation) when calling the CreateVpc operation: The sandbox does not model InstanceTenancy dedicated of CreateVpc.',
    ],
  ])('aws %s is refused in so many words', async (words, expected) => {
    await expect(cli(...words.split(' '))).rejects.toThrow(expected);
  });

  test('ten at once, over and over, as xargs -P10 runs them: each gets its own answer', async () => {
    const ids = (await members()).map((line) => line.split('\t')[0] ?? '');
    const query = '--query Reservations[].Instances[].InstanceId --output text';
    const line = `printf '%s\\n' ${Array.from({ length: 10 }, (_, index) => ids[index % ids.length]).join(' ')} | xargs -P10 -I{} '${aws}' ec2 describe-instances --instance-ids {} ${query}`;
    const { status, stdout } = await runProgram('/bin/sh', ['-c', line], endpoint.environment);
    expect(status).toBe(0);
    // All write into one pipe, an id and its end of line apart: a line may hold two ids.
    expect(stdout.match(/i-[0-9a-f]+/g)?.sort()).toEqual(ids.flatMap((id) => Array(5).fill(id)).sort());
  });

  test('nothing failed inside the endpoint', () => {
    expect(endpoint.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
