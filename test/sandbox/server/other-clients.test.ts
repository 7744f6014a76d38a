// The AWS CLI and boto3 as clients of the endpoint, where the machine has them: other people's code on the other end of the wire.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { type HttpEndpoint, startHttp } from '../../../src/sandbox/server/http.js';
import type { OperationCall } from '../../../src/sandbox/server/pipeline.js';
import { findProgram } from '../../helpers/find-program.js';
import { createHarness } from '../wire/harness.js';

const run = promisify(execFile);
const aws = findProgram('aws', ['--version']);
const python = findProgram('python3', ['-c', 'import boto3']);

const launched = new Date('2026-11-23T07:04:05.678Z');

function answer(call: OperationCall): unknown {
  switch (`${call.service}:${call.operation}`) {
    case 'ec2:DescribeVpcs':
      if (call.input.VpcIds !== undefined)
        throw new ServiceError('InvalidVpcID.NotFound', "The vpc ID 'vpc-9' does not exist");
      return { Vpcs: [{ VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'Name', Value: 'a <b> & "c" 🦕' }] }] };
    case 'ec2:RunInstances':
      return { Instances: [{ InstanceId: 'i-1', LaunchTime: launched, State: { Name: 'pending', Code: 0 } }] };
    case 'elbv2:DescribeTargetGroups':
      throw new ServiceError('TargetGroupNotFound', 'One or more target groups not found');
    case 'autoscaling:DescribeAutoScalingGroups':
      return { AutoScalingGroups: [] };
    case 'iam:GetRole':
      throw new ServiceError('NoSuchEntity', 'The role with name x cannot be found.');
    case 'sts:GetCallerIdentity':
      return { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/lab', UserId: 'AIDA' };
    case 'ssm:GetParameter':
      throw new ServiceError('ParameterNotFound', '');
    case 'cloudwatch:GetMetricStatistics':
      return { Label: 'CPUUtilization', Datapoints: [{ Timestamp: launched, Average: 12.5, SampleCount: 3 }] };
    case 'cloudwatch:SetAlarmState':
      throw new ServiceError('ResourceNotFound', 'no such alarm');
    default:
      return {};
  }
}

const { pipeline, calls, lines } = createHarness(answer);
let endpoint: HttpEndpoint;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  endpoint = await startHttp({ pipeline, now: () => Date.now() });
  env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: '127.0.0.1',
  };
});
afterAll(() => endpoint.stop());

const script = `
import boto3, json, sys
from botocore.exceptions import ClientError
out = {}
def call(service, operation, **arguments):
    try:
        result = getattr(boto3.client(service), operation)(**arguments)
        result.pop('ResponseMetadata')
        return result
    except ClientError as error:
        return [type(error).__name__, error.response['Error']['Code'], error.response['Error'].get('Message'), error.response['ResponseMetadata']['HTTPStatusCode']]
out['vpcs'] = call('ec2', 'describe_vpcs')
out['vpcMissing'] = call('ec2', 'describe_vpcs', VpcIds=['vpc-9'])
out['run'] = call('ec2', 'run_instances', MinCount=1, MaxCount=1, ImageId='ami-1', UserData='#!/bin/sh\\necho 1 & 2 +3\\n')
out['groupMissing'] = call('elbv2', 'describe_target_groups', Names=['x'])
out['groups'] = call('autoscaling', 'describe_auto_scaling_groups')
out['role'] = call('iam', 'get_role', RoleName='x')
out['identity'] = call('sts', 'get_caller_identity')
out['parameter'] = call('ssm', 'get_parameter', Name='x')
import datetime
at = datetime.datetime(2026, 11, 23, 7, 0, 5, tzinfo=datetime.timezone.utc)
out['statistics'] = call('cloudwatch', 'get_metric_statistics', Namespace='AWS/EC2', MetricName='CPUUtilization', StartTime=at, EndTime=at, Period=60, Statistics=['Average'])
out['alarm'] = call('cloudwatch', 'set_alarm_state', AlarmName='x', StateValue='OK', StateReason='r')
out['put'] = call('cloudwatch', 'put_metric_data', Namespace='Lab', MetricData=[{'MetricName': 'm%d' % i, 'Value': i / 4} for i in range(300)])
out['unknown'] = call('ec2', 'create_fleet', LaunchTemplateConfigs=[], TargetCapacitySpecification={'TotalTargetCapacity': 1})
json.dump(out, sys.stdout, default=lambda value: value.isoformat())
`;

describe('boto3', () => {
  test('yields what was answered, and its calls arrive as meant', async (ctx) => {
    if (python === undefined) return ctx.skip('python3 with boto3 is not on the PATH');
    calls.length = 0;
    const { stdout } = await run(python, ['-c', script], { env, maxBuffer: 1e7 });
    expect(JSON.parse(stdout)).toEqual({
      vpcs: { Vpcs: [{ VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'Name', Value: 'a <b> & "c" 🦕' }] }] },
      vpcMissing: ['ClientError', 'InvalidVpcID.NotFound', "The vpc ID 'vpc-9' does not exist", 400],
      run: {
        Instances: [
          { InstanceId: 'i-1', LaunchTime: '2026-11-23T07:04:05.678000+00:00', State: { Name: 'pending', Code: 0 } },
        ],
      },
      groupMissing: ['TargetGroupNotFoundException', 'TargetGroupNotFound', 'One or more target groups not found', 400],
      groups: { AutoScalingGroups: [] },
      role: ['NoSuchEntityException', 'NoSuchEntity', 'The role with name x cannot be found.', 404],
      identity: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/lab', UserId: 'AIDA' },
      parameter: ['ParameterNotFound', 'ParameterNotFound', '', 400],
      statistics: {
        Label: 'CPUUtilization',
        Datapoints: [
          { Timestamp: expect.stringMatching(/^2026-11-23T\d\d:04:05\.678/), Average: 12.5, SampleCount: 3 },
        ],
      },
      alarm: ['ResourceNotFound', 'ResourceNotFound', 'no such alarm', 404],
      put: {},
      unknown: ['ClientError', 'InvalidAction', 'ec2:CreateFleet is not modelled by the sandbox', 400],
    });
    const of = (operation: string): unknown => calls.find((call) => call.operation === operation)?.input;
    expect(of('RunInstances')).toMatchObject({
      MinCount: 1,
      ImageId: 'ami-1',
      UserData: Buffer.from('#!/bin/sh\necho 1 & 2 +3\n').toString('base64'),
    });
    expect(of('GetMetricStatistics')).toMatchObject({ StartTime: new Date('2026-11-23T07:00:05Z'), Period: 60 });
    expect((of('PutMetricData') as { MetricData: unknown[] }).MetricData).toHaveLength(300);
    expect(lines.filter((line) => line.level === 'error')).toEqual([]);
  });
});

describe('the AWS CLI', () => {
  const cli = async (...words: string[]): Promise<unknown> => {
    const { stdout } = await run(aws ?? 'aws', [...words, '--output', 'json'], { env });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };
  const cliError = (...words: string[]): Promise<string> =>
    cli(...words).then(
      () => 'no error',
      (error: { stderr: string }) => error.stderr.trim(),
    );

  test('prints what was answered', async (ctx) => {
    if (aws === undefined) return ctx.skip('the AWS CLI is not on the PATH');
    expect(await cli('ec2', 'describe-vpcs')).toEqual({
      Vpcs: [{ VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'Name', Value: 'a <b> & "c" 🦕' }] }],
    });
    expect(await cli('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
    expect(await cliError('ssm', 'get-parameter', '--name', 'x')).toContain('An error occurred (ParameterNotFound)');
    expect(
      await cliError(
        'cloudwatch',
        'set-alarm-state',
        '--alarm-name',
        'x',
        '--state-value',
        'OK',
        '--state-reason',
        'r',
      ),
    ).toContain('(ResourceNotFound) when calling the SetAlarmState operation: no such alarm');
    expect(await cliError('ec2', 'describe-fleets')).toContain(
      '(InvalidAction) when calling the DescribeFleets operation: ec2:DescribeFleets is not modelled by the sandbox',
    );
  });
});
