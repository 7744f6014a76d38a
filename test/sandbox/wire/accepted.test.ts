// What looks wrong in a request and is not: it arrives as meant, and pollutes nothing.

import { describe, expect, test } from 'vitest';
import type { RawRequest } from './harness.js';
import { answerTo, cbor, errorText, form, json } from './requests.js';

describe('accepted', () => {
  test.each<[string, RawRequest, unknown]>([
    [
      'list items are ordered by number',
      form('ec2', 'DescribeVpcs', 'VpcId.10=j&VpcId.2=b&VpcId.1=a'),
      { VpcIds: ['a', 'b', 'j'] },
    ],
    [
      'an empty value is a value',
      form('ec2', 'CreateSecurityGroup', 'GroupName=&GroupDescription='),
      { GroupName: '', Description: '' },
    ],
    ['a name without a value is an empty one', form('ec2', 'DeleteVpc', 'VpcId'), { VpcId: '' }],
    [
      'an empty list in AWS query',
      form('autoscaling', 'DescribeAutoScalingGroups', 'AutoScalingGroupNames='),
      { AutoScalingGroupNames: [] },
    ],
    ['booleans in any case', form('ec2', 'DescribeVpcs', 'DryRun=True'), { DryRun: true }],
    ['plus and percent', form('iam', 'GetRole', 'RoleName=a+b%2Bc%26'), { RoleName: 'a b+c&' }],
    [
      'parameters AWS query does not know are ignored',
      form('iam', 'GetRole', 'RoleName=a&Colour=red'),
      { RoleName: 'a' },
    ],
    [
      'members SSM does not know are ignored',
      json('AmazonSSM.GetParameter', '{"Name":"a","Colour":"red"}'),
      { Name: 'a' },
    ],
    ['an empty JSON body is an empty input', json('AmazonSSM.DescribeParameters', ''), {}],
    ['an empty CBOR body is an empty input', cbor('DescribeAlarms', new Uint8Array()), {}],
    [
      'CBOR nulls are absent members',
      cbor('DescribeAlarms', Uint8Array.of(0xa1, 0x69, ...Buffer.from('NextToken'), 0xf6)),
      {},
    ],
    [
      'the old signature parameters are no input',
      form('ec2', 'DescribeVpcs', 'AWSAccessKeyId=a&Timestamp=b&SignatureVersion=2&SignatureMethod=c&Signature=d'),
      {},
    ],
    [
      'a GET with everything in the query string',
      { method: 'GET', query: 'Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1' },
      { VpcIds: ['vpc-1'] },
    ],
    [
      'dates with and without zone',
      form('cloudwatch', 'DescribeAlarmHistory', 'StartDate=2026-11-23T07:00:00&EndDate=2026-11-23T09:00:00%2B01:00'),
      { StartDate: new Date('2026-11-23T07:00:00Z'), EndDate: new Date('2026-11-23T08:00:00Z') },
    ],
    [
      'JSON seconds with a fraction',
      json('GraniteServiceVersion20100801.DescribeAlarmHistory', '{"StartDate":1.5}', '1.0'),
      { StartDate: new Date(1500) },
    ],
    [
      'a boolean that is false',
      form('elbv2', 'ModifyTargetGroup', 'TargetGroupArn=a&HealthCheckEnabled=false'),
      { TargetGroupArn: 'a', HealthCheckEnabled: false },
    ],
  ])('%s', async (_name, request, expected) => {
    const { response, input } = await answerTo(request);
    expect(response.status, response.text).toBe(200);
    expect(input).toEqual(expected);
  });

  test('__proto__ in a map member is a key like any other', async () => {
    const request = json(
      'AmazonSSM.SendCommand',
      '{"DocumentName":"d","Parameters":{"__proto__":["x"],"constructor":["y"]}}',
    );
    const { input } = await answerTo(request);
    const { Parameters: parameters } = input as { Parameters: object };
    expect(Object.entries(parameters)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
    ]);
    expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
  });

  test.each(['__proto__.polluted=1', '__proto__.1.Name=x', 'constructor.prototype.polluted=1', 'toString=1'])(
    'the form key %s pollutes nothing',
    async (parameter) => {
      const { response } = await answerTo(form('ec2', 'DescribeVpcs', parameter));
      expect(errorText(response)).toContain('400 UnknownParameter');
      expect('polluted' in {}).toBe(false);
    },
  );

  test('inherited names are no operations', async () => {
    const { response } = await answerTo(form('ec2', 'constructor'));
    expect(errorText(response)).toContain('400 InvalidAction');
  });
});
