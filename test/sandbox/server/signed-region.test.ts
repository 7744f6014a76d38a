// A request that is signed for another region than the sandbox's: refused as AWS does, whatever the client and its protocol.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handlerOf, pipelineOf, Sandbox } from '../../../src/sandbox/index.js';
import type { LogLine } from '../../../src/sandbox/server/pipeline.js';
import type { ServiceName } from '../../../src/sandbox/wire/index.js';
import { type Served, served } from '../../clients/helpers/served.js';
import { type ClientCase, clientCases, NEEDED } from '../wire/clients.js';
import { authorization, sendRaw } from '../wire/harness.js';

/** The clients of `clientCases` sign for this one. */
const CLIENTS_REGION = 'eu-west-1';

/** A call that any account answers. */
const HARMLESS: Readonly<Record<ServiceName, string>> = {
  ec2: 'DescribeVpcs',
  elbv2: 'DescribeLoadBalancers',
  autoscaling: 'DescribeAutoScalingGroups',
  cloudwatch: 'DescribeAlarms',
  iam: 'ListRoles',
  sts: 'GetCallerIdentity',
  ssm: 'DescribeParameters',
  logs: 'DescribeLogGroups',
  servicequotas: 'ListServiceQuotas',
};

function account(region: string) {
  const lines: LogLine[] = [];
  const sandbox = Sandbox.born({ region });
  const pipeline = pipelineOf(sandbox, { log: (line) => lines.push(line) });
  const requestHandler = handlerOf(pipeline);
  const call = ({ connect, service }: ClientCase) =>
    connect({ requestHandler })
      .send(HARMLESS[service], { ...NEEDED[HARMLESS[service]] })
      .then(
        () => 'answered',
        (error: Error & { $metadata: { httpStatusCode: number } }) =>
          `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`,
      );
  return { pipeline, lines, sandbox, call };
}

const refusalOf = ({ service, protocol }: ClientCase): string => {
  if (service === 'ec2') return '401 AuthFailure: AWS was not able to validate the provided access credentials.';
  const [status, code] = protocol === 'awsQuery' ? [403, 'SignatureDoesNotMatch'] : [400, 'InvalidSignatureException'];
  return `${status} ${code}: Credential should be scoped to a valid region.`;
};

describe.each(clientCases.map((one) => [one.name, one] as const))('%s', (_name, client) => {
  const advice =
    'This sandbox is us-west-2, and the request is signed for eu-west-1: give the client the region us-west-2.';

  test('is refused in its own words and told which region is right, and the log has one line', async () => {
    const { call, lines, sandbox } = account('us-west-2');
    const before = sandbox.journal.length;
    expect(await call(client)).toBe(`${refusalOf(client)} ${advice}`);
    const [line, ...more] = lines;
    expect(line).toMatchObject({ level: 'warning' });
    expect(line?.message).toContain(`refused ${client.service}:${HARMLESS[client.service]}: `);
    expect(line?.message).toContain(advice);
    expect([more, sandbox.journal.length]).toEqual([[], before]);
  });

  test('is answered in its own region', async () => {
    const { call, lines } = account(CLIENTS_REGION);
    expect([await call(client), lines]).toEqual(['answered', []]);
  });
});

describe('what passes all the same', () => {
  const form: Readonly<Record<string, string>> = {
    iam: 'Action=ListRoles&Version=2010-05-08',
    sts: 'Action=GetCallerIdentity&Version=2011-06-15',
    ec2: 'Action=DescribeVpcs&Version=2016-11-15',
  };
  test.each([
    ['IAM signed for us-east-1, where it is at home', 'iam', 'us-east-1', 200],
    ['STS by its global address', 'sts', 'us-east-1', 200],
    ['IAM signed for a third region does not', 'iam', 'eu-west-1', 403],
    ['STS signed for a third region does not', 'sts', 'eu-west-1', 403],
    ['EC2 has no global address', 'ec2', 'us-east-1', 401],
  ])('%s', async (_name, service, region, status) => {
    const { pipeline } = account('us-west-2');
    const body = form[service] ?? '';
    expect((await sendRaw(pipeline, { body, headers: authorization(service, region) })).status).toBe(status);
  });

  test('an unsigned request: no signature is checked', async () => {
    const { pipeline } = account('us-west-2');
    expect((await sendRaw(pipeline, { body: form.ec2 ?? '' })).status).toBe(200);
  });
});

describe('over a socket', () => {
  let endpoint: Served;
  beforeAll(async () => {
    endpoint = await served(Sandbox.born({ region: 'us-west-2' }));
  });
  afterAll(() => endpoint?.stop());

  test('a presigned URL of another region is refused, too', async () => {
    const credential = encodeURIComponent('AKID/20260105/eu-west-1/ec2/aws4_request');
    const answer = await fetch(
      `${endpoint.url}/?Action=DescribeVpcs&Version=2016-11-15&X-Amz-Credential=${credential}`,
    );
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('<Code>AuthFailure</Code>')]);
  });
});
