// Every error the model knows arrives as its own class, with its status; EC2, which models none, keeps its codes.

import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { inProcessHandler } from '../../../src/sandbox/server/in-process.js';
import { type ClientCase, caseOf, clientCases } from './clients.js';
import { authorization, createHarness, modelFiles, sendRaw } from './harness.js';

/** Any operation will do: errors belong to the service. With an input that passes validation. */
const probes: Readonly<Record<string, readonly [operation: string, input: object]>> = {
  ec2: ['DescribeVpcs', {}],
  elbv2: ['DescribeTargetGroups', {}],
  autoscaling: ['DescribeAutoScalingGroups', {}],
  cloudwatch: ['DescribeAlarms', {}],
  iam: ['ListRoles', {}],
  sts: ['GetCallerIdentity', {}],
  ssm: ['DescribeParameters', {}],
  logs: ['DescribeLogGroups', {}],
  servicequotas: ['ListServiceQuotas', { ServiceCode: 'ec2' }],
};

async function errorOf(entry: ClientCase, thrown: Error): Promise<Record<string, unknown>> {
  const { pipeline } = createHarness(() => {
    throw thrown;
  });
  const client = entry.connect({ requestHandler: inProcessHandler(pipeline) });
  const [operation, input] = probes[entry.service] ?? ['', {}];
  return client.send(operation, input).then(
    () => expect.unreachable('the operation answered'),
    (error: unknown) => error as Record<string, unknown>,
  );
}

const statusOf = (error: Record<string, unknown>): unknown =>
  (error.$metadata as { httpStatusCode: number }).httpStatusCode;

describe.each(clientCases.filter((entry) => entry.service !== 'ec2'))('$name', (entry) => {
  const errors = Object.entries(modelFiles.find(({ service }) => service === entry.service)?.errors ?? {});
  const form = entry.protocol === 'awsQuery';
  const byCode =
    form || modelFiles.some(({ service, queryCompatible }) => service === entry.service && queryCompatible);

  test.each(errors)('%s arrives as its own class', async (shape, modelled) => {
    const error = await errorOf(entry, new ServiceError(shape, `what <happened> & "why" 🦕`));
    // Two errors that share a code cannot be told apart by clients that go by the code.
    const candidates = errors.filter(([name, { code }]) => name === shape || (byCode && code === modelled.code));
    const classes = candidates.map(([name]) => entry.module[name] as new () => Error);
    expect(classes.some((expected) => error instanceof expected)).toBe(true);
    expect(candidates.map(([name]) => name)).toContain(error.name);
    expect(error.message).toBe(`what <happened> & "why" 🦕`);
    expect(statusOf(error)).toBe(form ? modelled.queryStatus : modelled.status);
  });

  test('a code thrown by its name of the query era arrives as the class, too', async () => {
    for (const [shape, { code }] of errors) {
      const shared = errors.filter(([, other]) => other.code === code).length > 1;
      if (!shared) expect((await errorOf(entry, new ServiceError(code, 'x'))).name).toBe(shape);
    }
  });

  test('a code the model does not know keeps its name and status', async () => {
    const error = await errorOf(entry, new ServiceError('Throttling', 'Rate exceeded', 429));
    expect([error.name, error.message, statusOf(error)]).toEqual(['Throttling', 'Rate exceeded', 429]);
  });
});

test('EC2 errors keep code, text and status', async () => {
  const error = await errorOf(
    caseOf('ec2'),
    new ServiceError('InvalidVpcID.NotFound', "The vpc ID 'vpc-1' does not exist"),
  );
  expect([error.name, error.message, statusOf(error)]).toEqual([
    'InvalidVpcID.NotFound',
    "The vpc ID 'vpc-1' does not exist",
    400,
  ]);
});

test.each(clientCases)('$name: a bug of ours answers 500 InternalFailure, with the stack in the log', async (entry) => {
  const { pipeline, lines } = createHarness(() => {
    throw new TypeError('x is not a function');
  });
  const client = entry.connect({ requestHandler: inProcessHandler(pipeline) });
  const [operation, input] = probes[entry.service] ?? ['', {}];
  const error = await client.send(operation, input).catch((reason: unknown) => reason as Record<string, unknown>);
  expect([error.name, statusOf(error)]).toEqual(['InternalFailure', 500]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'error',
    message: `${entry.service}:${operation} failed: x is not a function`,
  });
  expect(lines[0]?.stack).toContain('errors.test.ts');
});

test('an output of the wrong type is a bug of ours', async () => {
  const { pipeline, lines } = createHarness(() => ({ Vpcs: [{ VpcId: 7 }] }));
  const body = 'Action=DescribeVpcs&Version=2016-11-15';
  expect((await sendRaw(pipeline, { body })).status).toBe(500);
  expect(lines[0]?.message).toContain('answered number for <vpcId>, the model says string');
});

describe('envelopes', () => {
  const fail = (): never => {
    throw new ServiceError('ResourceNotFound', 'no such alarm');
  };

  test('EC2', async () => {
    const { pipeline } = createHarness(fail);
    const response = await sendRaw(pipeline, { body: 'Action=DescribeVpcs&Version=2016-11-15' });
    expect(response.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>ResourceNotFound</Code>' +
        '<Message>no such alarm</Message></Error></Errors><RequestID>request-0001</RequestID></Response>',
    );
    expect(response.headers).toMatchObject({
      'content-type': 'text/xml;charset=UTF-8',
      'x-amzn-requestid': 'request-0001',
    });
  });

  test('AWS query', async () => {
    const { pipeline } = createHarness(fail);
    const response = await sendRaw(pipeline, { body: 'Action=DescribeAlarms&Version=2010-08-01' });
    expect(response.status).toBe(404);
    expect(response.text).toBe(
      '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type>' +
        '<Code>ResourceNotFound</Code><Message>no such alarm</Message></Error><RequestId>request-0001</RequestId></ErrorResponse>',
    );
  });

  test.each(['1.0', '1.1'])('JSON %s, with the old code in a header', async (version) => {
    const { pipeline } = createHarness(fail);
    const contentType = `application/x-amz-json-${version}`;
    const response = await sendRaw(pipeline, {
      headers: { 'content-type': contentType, 'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms' },
      body: '{}',
    });
    expect(JSON.parse(response.text)).toEqual({ __type: 'ResourceNotFound', message: 'no such alarm' });
    expect(response.headers).toMatchObject({
      'content-type': contentType,
      'x-amzn-query-error': 'ResourceNotFound;Sender',
    });
  });

  test('CBOR, with the protocol header that the Go SDK insists on', async () => {
    const { pipeline } = createHarness(fail);
    const response = await sendRaw(pipeline, {
      path: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', ...authorization('monitoring') },
    });
    expect(response.status).toBe(404);
    expect(response.headers).toEqual({
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-query-error': 'ResourceNotFound;Sender',
      'x-amzn-requestid': 'request-0001',
    });
    expect(response.text).toContain('com.amazonaws.cloudwatch#ResourceNotFound');
  });

  test('a server error says Receiver', async () => {
    const { pipeline } = createHarness(() => ({}), {
      fault: () => new ServiceError('ServiceUnavailable', 'The service is unavailable', 503),
    });
    const response = await sendRaw(pipeline, { body: 'Action=ListRoles&Version=2010-05-08' });
    expect(response.status).toBe(503);
    expect(response.text).toContain('<Type>Receiver</Type><Code>ServiceUnavailable</Code>');
  });

  test('answers without members: EC2 says true, AWS query has no result element, documents are empty maps', async () => {
    const { pipeline } = createHarness(() => undefined);
    const ec2 = await sendRaw(pipeline, { body: 'Action=DeleteVpc&Version=2016-11-15&VpcId=vpc-1' });
    expect(ec2.text).toContain(
      '<DeleteVpcResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-0001</requestId><return>true</return>',
    );
    const query = await sendRaw(pipeline, { body: 'Action=DeletePolicy&Version=2011-01-01&PolicyName=p' });
    expect(query.text).toBe(
      '<DeletePolicyResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<ResponseMetadata><RequestId>request-0002</RequestId></ResponseMetadata></DeletePolicyResponse>',
    );
    const empty = await sendRaw(pipeline, { body: 'Action=DeleteRule&Version=2015-12-01&RuleArn=r' });
    expect(empty.text).toContain('<DeleteRuleResult></DeleteRuleResult><ResponseMetadata>');
    const cbor = await sendRaw(pipeline, {
      path: '/service/GraniteServiceVersion20100801/operation/DeleteAlarms',
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      body: Uint8Array.of(0xa1, 0x6a, ...Buffer.from('AlarmNames'), 0x80),
    });
    expect([cbor.status, [...cbor.bytes]]).toEqual([200, [0xa0]]);
  });
});
