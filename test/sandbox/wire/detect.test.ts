// Which request is taken for what: the order of the indicators, and what is refused by name.

import { describe, expect, test } from 'vitest';
import type { OperationCall } from '../../../src/sandbox/server/pipeline.js';
import { authorization, createHarness, type RawRequest, type RawResponse, sendRaw } from './harness.js';

interface Outcome {
  readonly call: OperationCall | undefined;
  readonly response: RawResponse;
  readonly messages: readonly string[];
}

async function outcomeOf(request: RawRequest): Promise<Outcome> {
  const { pipeline, calls, lines } = createHarness(() => ({}));
  const response = await sendRaw(pipeline, request);
  return { call: calls[0], response, messages: lines.map((line) => line.message) };
}

const rpc = '/service/GraniteServiceVersion20100801/operation/DescribeAlarms';

describe('recognised', () => {
  test.each<[string, RawRequest, string]>([
    [
      'a path with its header is CBOR',
      { path: rpc, headers: { 'smithy-protocol': 'rpc-v2-cbor' } },
      'cloudwatch DescribeAlarms rpcv2Cbor',
    ],
    [
      'also below a prefix',
      { path: `/lab${rpc}`, headers: { 'smithy-protocol': 'rpc-v2-cbor' } },
      'cloudwatch DescribeAlarms rpcv2Cbor',
    ],
    [
      'CBOR goes before a target header',
      { path: rpc, headers: { 'smithy-protocol': 'rpc-v2-cbor', 'x-amz-target': 'AmazonSSM.DescribeParameters' } },
      'cloudwatch DescribeAlarms rpcv2Cbor',
    ],
    [
      'a target header goes before a form',
      {
        headers: { 'x-amz-target': 'AmazonSSM.DescribeParameters', 'content-type': 'application/x-amz-json-1.1' },
        body: '{}',
      },
      'ssm DescribeParameters awsJson1_1',
    ],
    [
      'the content type tells JSON 1.0 from 1.1',
      {
        headers: { 'x-amz-target': 'AmazonSSM.DescribeParameters', 'content-type': 'application/x-amz-json-1.0' },
        body: '{}',
      },
      'ssm DescribeParameters awsJson1_0',
    ],
    [
      'the version goes before the credential scope',
      { headers: authorization('iam'), body: 'Action=DescribeVpcs&Version=2016-11-15' },
      'ec2 DescribeVpcs ec2Query',
    ],
    [
      'a version alone is enough',
      { body: 'Action=GetCallerIdentity&Version=2011-06-15' },
      'sts GetCallerIdentity awsQuery',
    ],
    [
      'an unknown version leaves it to the credential scope',
      { headers: authorization('ec2'), body: 'Action=DescribeVpcs&Version=2015-10-01' },
      'ec2 DescribeVpcs ec2Query',
    ],
    [
      'a credential scope alone is enough',
      { headers: authorization('monitoring'), body: 'Action=DescribeAlarms' },
      'cloudwatch DescribeAlarms awsQuery',
    ],
    [
      'a presigned URL carries its scope in the query string',
      {
        method: 'GET',
        query: `Action=GetCallerIdentity&X-Amz-Credential=AKIDEXAMPLE%2F20261123%2Feu-west-1%2Fsts%2Faws4_request`,
      },
      'sts GetCallerIdentity awsQuery',
    ],
    [
      'the content type of a form does not matter',
      { headers: { 'content-type': 'text/plain' }, body: 'Action=DescribeVpcs&Version=2016-11-15' },
      'ec2 DescribeVpcs ec2Query',
    ],
  ])('%s', async (_name, request, expected) => {
    const { call, response } = await outcomeOf(request);
    expect(response.status, response.text).toBe(200);
    expect(`${call?.service} ${call?.operation} ${call?.protocol}`).toBe(expected);
  });

  test('an unsigned request has neither region nor key, a signed one has both', async () => {
    const body = 'Action=DescribeVpcs&Version=2016-11-15';
    const unsigned = (await outcomeOf({ body })).call;
    expect([unsigned?.region, unsigned?.accessKeyId]).toEqual([undefined, undefined]);
    const signed = (await outcomeOf({ body, headers: authorization('ec2', 'ap-southeast-2') })).call;
    expect([signed?.region, signed?.accessKeyId]).toEqual(['ap-southeast-2', 'AKIDEXAMPLE']);
  });
});

describe('refused with 400 and one log line', () => {
  test.each<[string, RawRequest, string, string]>([
    [
      'an action EC2 does not have',
      { body: 'Action=DescribeUnicorns&Version=2016-11-15' },
      '<Response><Errors><Error><Code>InvalidAction</Code>',
      'refused ec2:DescribeUnicorns: The action DescribeUnicorns is not valid for this endpoint: EC2 has no such operation',
    ],
    [
      'an action EC2 has and the sandbox has not',
      { body: 'Action=CreateFleet&Version=2016-11-15' },
      '<Code>InvalidAction</Code><Message>ec2:CreateFleet is not modelled by the sandbox</Message>',
      'refused ec2:CreateFleet: ec2:CreateFleet is not modelled by the sandbox',
    ],
    [
      'the same in AWS query',
      { body: 'Action=CreateUser&Version=2010-05-08' },
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>InvalidAction</Code>',
      'refused iam:CreateUser: iam:CreateUser is not modelled by the sandbox',
    ],
    [
      'the same in JSON',
      { headers: { 'x-amz-target': 'AmazonSSM.CreateOpsItem' }, body: '{}' },
      '{"__type":"UnknownOperationException","message":"ssm:CreateOpsItem is not modelled by the sandbox"}',
      'refused ssm:CreateOpsItem: ssm:CreateOpsItem is not modelled by the sandbox',
    ],
    [
      'the same in CBOR',
      {
        path: '/service/GraniteServiceVersion20100801/operation/PutInsightRule',
        headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      },
      'com.amazonaws.cloudwatch#UnknownOperationException',
      'refused cloudwatch:PutInsightRule: cloudwatch:PutInsightRule is not modelled by the sandbox',
    ],
    [
      'the classic load balancer, although it shares the signing name',
      { headers: authorization('elasticloadbalancing'), body: 'Action=DescribeLoadBalancers&Version=2012-06-01' },
      '<Code>InvalidAction</Code>',
      'refused Elastic Load Balancing (classic):DescribeLoadBalancers: Elastic Load Balancing (classic) is not a service of the sandbox (DescribeLoadBalancers was called)',
    ],
    [
      'a service by its credential scope',
      { headers: authorization('rds'), body: 'Action=DescribeDBInstances&Version=2014-10-31' },
      '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>',
      'refused rds:DescribeDBInstances: rds is not a service of the sandbox (DescribeDBInstances was called)',
    ],
    [
      'a service by its target',
      {
        headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
        body: '{}',
      },
      '"__type":"UnknownOperationException"',
      'refused DynamoDB_20120810:ListTables: DynamoDB_20120810 is not a service of the sandbox (ListTables was called)',
    ],
    [
      'a service by its CBOR path',
      { path: '/service/Nope/operation/Op', headers: { 'smithy-protocol': 'rpc-v2-cbor' } },
      'UnknownOperationException',
      'refused Nope:Op: Nope is not a service of the sandbox (Op was called)',
    ],
    [
      'an action of nobody',
      { body: 'Action=Hello' },
      '<Code>InvalidAction</Code>',
      'refused an unnamed service:Hello: an unnamed service is not a service of the sandbox (Hello was called)',
    ],
    [
      'a version that is an inherited name',
      { body: 'Action=Hello&Version=constructor' },
      '<Code>InvalidAction</Code>',
      'refused constructor:Hello: constructor is not a service of the sandbox (Hello was called)',
    ],
    [
      'a REST service, which its signature names',
      { headers: authorization('s3'), method: 'GET', path: '/' },
      '<Code>InvalidAction</Code>',
      'refused s3:GET /: s3 is not a service of the sandbox (GET / was called)',
    ],
    [
      'no action',
      { method: 'GET', path: '/favicon.ico' },
      '<Code>MissingAction</Code>',
      'refused GET /favicon.ico: The request must contain the parameter Action',
    ],
    [
      'a path of CBOR without its header',
      { path: rpc },
      '<Code>MissingAction</Code>',
      `refused POST ${rpc}: The request must contain the parameter Action`,
    ],
  ])('%s', async (_name, request, text, line) => {
    const { call, response, messages } = await outcomeOf(request);
    expect(call).toBeUndefined();
    expect(response.status).toBe(400);
    expect(response.text).toContain(text);
    expect(messages).toEqual([line]);
  });
});
