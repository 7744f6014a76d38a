// Our envelopes against those of moto, an independent implementation: what a client yields from moto is put in as our operation's
// answer, and the same client must yield the same from us. This compares codecs; what the services answer is compared elsewhere.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { type HttpEndpoint, startHttp } from '../../../src/sandbox/server/http.js';
import type { ServiceName } from '../../../src/sandbox/wire/index.js';
import { findProgram } from '../../helpers/find-program.js';
import { caseOf } from '../wire/clients.js';
import { createHarness } from '../wire/harness.js';
import { type MotoServer, startMoto } from './moto.js';

const program = findProgram('moto_server', ['--help']);

let answer: () => unknown = () => ({});
const { pipeline } = createHarness(() => answer());
let moto: MotoServer | undefined;
let ours: HttpEndpoint;

beforeAll(async () => {
  if (program !== undefined) moto = await startMoto(program);
  ours = await startHttp({ pipeline, now: () => Date.now() });
});
afterAll(async () => {
  await ours.stop();
  await moto?.stop();
});

interface Outcome {
  readonly output?: object;
  readonly error?: { readonly name: string; readonly message: string; readonly status: number };
}

async function outcomeOf(sent: Promise<Record<string, unknown>>): Promise<Outcome> {
  try {
    const { $metadata, ...output } = await sent;
    return { output };
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata: { httpStatusCode: number } };
    return { error: { name, message, status: $metadata.httpStatusCode } };
  }
}

const network = {
  CidrBlock: '10.0.0.0/16',
  TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'a & <b>' }] }],
};

const calls: readonly (readonly [ServiceName, string, object])[] = [
  ['ec2', 'CreateVpc', network],
  ['ec2', 'DescribeVpcs', {}],
  ['ec2', 'DescribeVpcs', { VpcIds: ['vpc-00000000000000000'] }],
  ['ec2', 'DescribeSubnets', {}],
  ['ec2', 'DescribeRouteTables', {}],
  ['ec2', 'DescribeSecurityGroups', {}],
  ['ec2', 'DescribeAvailabilityZones', {}],
  ['ec2', 'DeleteVpc', { VpcId: 'vpc-00000000000000000' }],
  ['elbv2', 'DescribeTargetGroups', {}],
  ['elbv2', 'DescribeTargetGroups', { Names: ['nothing'] }],
  ['autoscaling', 'DescribeAutoScalingGroups', {}],
  ['autoscaling', 'CreateAutoScalingGroup', { AutoScalingGroupName: 'a', MinSize: 0, MaxSize: 1 }],
  ['iam', 'CreateRole', { RoleName: 'web', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }],
  ['iam', 'GetRole', { RoleName: 'nothing' }],
  ['iam', 'ListRoles', {}],
  ['sts', 'GetCallerIdentity', {}],
  ['ssm', 'PutParameter', { Name: '/lab/one', Value: 'é "quoted"', Type: 'String' }],
  ['ssm', 'GetParameter', { Name: '/lab/one' }],
  ['ssm', 'GetParameter', { Name: 'nothing' }],
  [
    'cloudwatch',
    'PutMetricAlarm',
    {
      AlarmName: 'a',
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 1.5,
      Period: 60,
      Statistic: 'Average',
      Namespace: 'Lab',
      MetricName: 'm',
    },
  ],
  ['cloudwatch', 'DescribeAlarms', {}],
];

/** What moto answered, so that the comparison is known to cover errors and outputs alike. */
const met: string[] = [];

describe('a client yields the same from moto and from us', () => {
  for (const [service, operation, input] of calls) {
    test(`${service} ${operation} ${JSON.stringify(input)}`, async (ctx) => {
      if (moto === undefined) return ctx.skip('moto_server is not on the PATH');
      const entry = caseOf(service);
      const theirs = await outcomeOf(entry.connect({ endpoint: moto.url }).send(operation, input));
      met.push(theirs.error?.name ?? 'output');
      answer = () => {
        if (theirs.error === undefined) return theirs.output;
        throw new ServiceError(theirs.error.name, theirs.error.message, theirs.error.status);
      };
      expect(await outcomeOf(entry.connect({ endpoint: ours.url }).send(operation, input))).toEqual(theirs);
    });
  }

  test('both outputs and errors were compared', (ctx) => {
    if (moto === undefined) return ctx.skip('moto_server is not on the PATH');
    expect(met).toHaveLength(calls.length);
    expect(met.filter((name) => name === 'output').length).toBeGreaterThan(10);
    expect(new Set(met.filter((name) => name !== 'output'))).toEqual(
      new Set([
        'InvalidVpcID.NotFound',
        'TargetGroupNotFoundException',
        'ValidationError',
        'NoSuchEntityException',
        'ParameterNotFound',
      ]),
    );
  });
});
