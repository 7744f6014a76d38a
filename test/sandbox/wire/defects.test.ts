// What is wrong with a request, row by row, and how each service says so. What only looks wrong is in `accepted.test.ts`.

import { describe, expect, test } from 'vitest';
import type { RawRequest } from './harness.js';
import { answerTo, cbor, errorText, form, json } from './requests.js';

const constraint = 'failed to satisfy constraint: Member must';
const missing = `${constraint} not be null`;

describe('refused', () => {
  test.each<[string, RawRequest, string]>([
    ['EC2: required', form('ec2', 'DeleteVpc'), '400 MissingParameter: The request must contain the parameter VpcId'],
    [
      'EC2: unknown, in a structure',
      form('ec2', 'RunInstances', 'MinCount=1&MaxCount=1&CreditSpecification.Nope=1'),
      '400 UnknownParameter: The parameter CreditSpecification.Nope is not recognized',
    ],
    [
      'EC2: unknown',
      form('ec2', 'DescribeVpcs', 'Colour=red'),
      '400 UnknownParameter: The parameter Colour is not recognized',
    ],
    [
      'EC2: unknown, nested',
      form('ec2', 'DescribeVpcs', 'Filter.1.Name=a&Filter.1.Valeu.1=b'),
      '400 UnknownParameter: The parameter Filter.1.Valeu is not recognized',
    ],
    [
      'EC2: a word for a number',
      form('ec2', 'RunInstances', 'MinCount=one&MaxCount=1'),
      '400 InvalidParameterValue: Value (one) for parameter MinCount is invalid. Expected a number',
    ],
    [
      'EC2: a word for a boolean',
      form('ec2', 'DescribeVpcs', 'DryRun=maybe'),
      '400 InvalidParameterValue: Value (maybe) for parameter DryRun is invalid. Expected a boolean',
    ],
    [
      'EC2: a value for a list',
      form('ec2', 'DescribeVpcs', 'VpcId=vpc-1'),
      '400 InvalidParameterValue: Value (vpc-1) for parameter VpcId is invalid. Expected a list',
    ],
    [
      'EC2: a word for a position',
      form('ec2', 'DescribeVpcs', 'VpcId.first=vpc-1'),
      '400 InvalidParameterValue: Value (first) for parameter VpcId is invalid. Expected a list position',
    ],
    [
      'EC2: a structure for a value',
      form('ec2', 'DeleteVpc', 'VpcId.1=vpc-1'),
      '400 InvalidParameterValue: Value (1) for parameter VpcId is invalid. Expected a string',
    ],
    [
      'EC2: a date that is none',
      form('ec2', 'RunInstances', 'MinCount=1&MaxCount=1&InstanceMarketOptions.SpotOptions.ValidUntil=soon'),
      '400 InvalidParameterValue: Value (soon) for parameter InstanceMarketOptions.SpotOptions.ValidUntil is invalid. Expected a timestamp',
    ],
    [
      'EC2: enum',
      form('ec2', 'CreateVpc', 'CidrBlock=10.0.0.0/16&InstanceTenancy=shared'),
      "400 InvalidParameterValue: Invalid value 'shared' for InstanceTenancy. Valid values: dedicated, default, host",
    ],
    [
      'Auto Scaling: required',
      form('autoscaling', 'SetDesiredCapacity', 'DesiredCapacity=2'),
      `400 ValidationError: 1 validation error detected: Value null at 'autoScalingGroupName' ${missing}`,
    ],
    [
      'Auto Scaling: all broken constraints at once',
      form('autoscaling', 'CreateAutoScalingGroup', 'MinSize=1'),
      `400 ValidationError: 2 validation errors detected: Value null at 'autoScalingGroupName' ${missing}; Value null at 'maxSize' ${missing}`,
    ],
    [
      'Auto Scaling: required inside a list',
      form('autoscaling', 'CreateOrUpdateTags', 'Tags.member.1.Value=v'),
      `400 ValidationError: 1 validation error detected: Value null at 'tags.1.member.key' ${missing}`,
    ],
    [
      'ELBv2: enum',
      form('elbv2', 'CreateTargetGroup', 'Name=web&TargetType=pod'),
      `400 ValidationError: 1 validation error detected: Value 'pod' at 'targetType' ${constraint} satisfy enum value set: [alb, instance, ip, lambda]`,
    ],
    [
      'ELBv2: type',
      form('elbv2', 'CreateTargetGroup', 'Name=web&Port=http'),
      "400 MalformedInput: Unexpected value http at 'port': expected a number",
    ],
    [
      'ELBv2: a list without its member level',
      form('elbv2', 'DescribeTargetGroups', 'Names.1=web'),
      "400 MalformedInput: Unexpected value 1 at 'names': expected a list",
    ],
    [
      'IAM: required',
      form('iam', 'GetRole'),
      `400 ValidationError: 1 validation error detected: Value null at 'roleName' ${missing}`,
    ],
    [
      'STS: required',
      form('sts', 'AssumeRole', 'RoleArn=a'),
      `400 ValidationError: 1 validation error detected: Value null at 'roleSessionName' ${missing}`,
    ],
    [
      'CloudWatch over query: required',
      form('cloudwatch', 'DeleteAlarms'),
      `400 ValidationError: 1 validation error detected: Value null at 'alarmNames' ${missing}`,
    ],
    [
      'CloudWatch over JSON: the same under the name of its shape',
      json('GraniteServiceVersion20100801.DeleteAlarms', '{}', '1.0'),
      `400 ValidationException: 1 validation error detected: Value null at 'alarmNames' ${missing}`,
    ],
    [
      'CloudWatch over JSON: a union with two members',
      json(
        'GraniteServiceVersion20100801.PutMetricAlarm',
        '{"AlarmName":"a","EvaluationWindow":{"SlidingWindow":{},"WallClockWindow":{"Timezone":"UTC"}}}',
        '1.0',
      ),
      `400 SerializationException: Unexpected value {"WallClockWindow":{"Timezone":"UTC"},"SlidingWindow":{}} at 'evaluationWindow': expected exactly one member`,
    ],
    [
      'SSM: required',
      json('AmazonSSM.GetParameter', '{}'),
      `400 ValidationException: 1 validation error detected: Value null at 'name' ${missing}`,
    ],
    [
      'SSM: null is absent',
      json('AmazonSSM.GetParameter', '{"Name":null}'),
      `400 ValidationException: 1 validation error detected: Value null at 'name' ${missing}`,
    ],
    [
      'SSM: type',
      json('AmazonSSM.GetParameter', '{"Name":["a"]}'),
      `400 SerializationException: Unexpected value ["a"] at 'name': expected a string`,
    ],
    [
      'SSM: a number as text',
      json('AmazonSSM.DescribeParameters', '{"MaxResults":"5"}'),
      `400 SerializationException: Unexpected value 5 at 'maxResults': expected a number`,
    ],
    [
      'SSM: a list for the whole input',
      json('AmazonSSM.GetParameter', '[]'),
      '400 SerializationException: Unexpected value [] at the request: expected a structure',
    ],
    [
      'SSM: enum in a list of structures',
      json('AmazonSSM.DescribeParameters', '{"Filters":[{"Key":"Colour","Values":["red"]}]}'),
      `400 ValidationException: 1 validation error detected: Value 'Colour' at 'filters.1.member.key' ${constraint} satisfy enum value set: [KeyId, Name, Type]`,
    ],
    [
      'JSON that is none',
      json('AmazonSSM.GetParameter', '{"Name":'),
      '400 SerializationException: The request body cannot be read: it is not JSON.',
    ],
    [
      'JSON nested without end',
      json('AmazonSSM.GetParameter', `{"Name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
      '400 SerializationException: The request body cannot be read: nested deeper than 64 levels.',
    ],
    [
      'a form with broken percent-encoding',
      form('ec2', 'DescribeVpcs', 'VpcId.1=%zz'),
      '404 MalformedQueryString: The query string contains a syntax error: broken percent-encoding.',
    ],
    [
      'a form nested without end',
      form('ec2', 'DescribeVpcs', `${'a.'.repeat(10_000)}a=1`),
      '404 MalformedQueryString: The query string contains a syntax error: a parameter name with more than 64 parts.',
    ],
    [
      'a form with too many parameters',
      form('ec2', 'DescribeVpcs', 'a=1&'.repeat(30_000)),
      '404 MalformedQueryString: The query string contains a syntax error: more than 20000 parameters.',
    ],
    [
      'XML for a body',
      { headers: { 'content-type': 'text/xml' }, body: '<DescribeVpcs><VpcId>' },
      '400 MissingAction: The request must contain the parameter Action',
    ],
    ['nothing at all', {}, '400 MissingAction: The request must contain the parameter Action'],
  ])('%s', async (_name, request, expected) => {
    const { response, input } = await answerTo(request);
    expect(errorText(response)).toBe(expected);
    expect(input).toBeUndefined();
  });

  test('CBOR that is none, or of the wrong type', async () => {
    const broken = await answerTo(cbor('DeleteAlarms', Uint8Array.of(0xa1, 0x61)));
    expect([broken.response.status, broken.input]).toEqual([400, undefined]);
    expect(broken.response.text).toContain('the body ends early');
    const text = Uint8Array.of(0xa1, 0x6a, ...Buffer.from('AlarmNames'), 0x61, 0x61);
    const { response } = await answerTo(cbor('DeleteAlarms', text));
    expect(response.text).toContain("Unexpected value a at 'alarmNames': expected a list");
    expect(response.text).toContain('com.amazonaws.cloudwatch#SerializationException');
  });

  test('a long value is shown in part only', async () => {
    const { response } = await answerTo(form('ec2', 'CreateVpc', `InstanceTenancy=${'x'.repeat(5_000)}`));
    expect(response.text.length).toBeLessThan(800);
  });
});
