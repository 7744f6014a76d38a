// Log groups, and the account's limits, through the SDK's own clients and over the wire.

import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, test } from 'vitest';
import { type AwsClients, sandboxClients } from '../../../../src/lab/clients.js';
import { openInMemory } from '../../../../src/lab/in-memory.js';
import { Sandbox } from '../../../../src/sandbox/index.js';

const REGION = 'us-east-1';
let logs: AwsClients['logs'];
let sandbox: Sandbox;
beforeEach(() => {
  sandbox = Sandbox.born({ region: REGION });
  ({ logs } = sandboxClients(REGION, openInMemory(sandbox, 'wire').reach));
});

const make = (logGroupName: string, more: object = {}) =>
  logs.send(new CreateLogGroupCommand({ logGroupName, ...more }));
const shown = async (input: object = {}) => (await logs.send(new DescribeLogGroupsCommand(input))).logGroups ?? [];
const namesOf = async (input: object = {}) => (await shown(input)).map(({ logGroupName }) => logGroupName);
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('log groups', () => {
  test('are shown with what Terraform reads, and keep for ever until told otherwise', async () => {
    await make('/shop/web', { tags: { a: 'b' } });
    const [group] = await shown();
    expect(group).toEqual({
      logGroupName: '/shop/web',
      creationTime: sandbox.now,
      metricFilterCount: 0,
      storedBytes: 0,
      arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/web:*',
      logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/web',
      logGroupClass: 'STANDARD',
    });
    const policy = { logGroupName: '/shop/web' };
    await logs.send(new PutRetentionPolicyCommand({ ...policy, retentionInDays: 7 }));
    expect(await shown()).toMatchObject([{ retentionInDays: 7 }]);
    await logs.send(new DeleteRetentionPolicyCommand(policy));
    expect((await shown())[0]).not.toHaveProperty('retentionInDays');
    await logs.send(new DeleteLogGroupCommand(policy));
    expect(await shown()).toEqual([]);
  });

  test('are found by the beginning or by any part of their name, in pages, in the order of their names', async () => {
    for (const name of ['/b/shop', '/a/shop', '/a/other']) await make(name);
    expect(await namesOf()).toEqual(['/a/other', '/a/shop', '/b/shop']);
    expect(await namesOf({ logGroupNamePrefix: '/a/' })).toEqual(['/a/other', '/a/shop']);
    expect(await namesOf({ logGroupNamePattern: 'shop' })).toEqual(['/a/shop', '/b/shop']);
    const pages: number[] = [];
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs, pageSize: 2 }, {})) {
      pages.push(logGroups.length);
    }
    expect(pages).toEqual([2, 1]);
  });

  test('their tags are set, changed and taken off by the ARN without the star', async () => {
    await make('/shop/web', { tags: { a: '1' } });
    const resourceArn = (await shown())[0]?.logGroupArn;
    const tags = async () => (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    await logs.send(new TagResourceCommand({ resourceArn, tags: { a: '2', b: '3' } }));
    expect(await tags()).toEqual({ a: '2', b: '3' });
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    expect(await tags()).toEqual({ b: '3' });
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, '']));
    expect(await refusal(logs.send(new TagResourceCommand({ resourceArn, tags: many })))).toContain('TooManyTags');
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['a second of the same name', () => make('/shop/web'), 'ResourceAlreadyExistsException'],
    ['a name of other letters', () => make('shop web'), 'InvalidParameterException'],
    ['a name of AWS', () => make('aws/shop'), 'InvalidParameterException'],
    ['a key that is not modelled', () => make('/x', { kmsKeyId: 'k' }), 'UnsupportedOperation'],
    [
      'two ways to look at once',
      () => shown({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }),
      'InvalidParameterException',
    ],
    [
      'one that is not there',
      () => logs.send(new DeleteLogGroupCommand({ logGroupName: 'x' })),
      'ResourceNotFoundException',
    ],
    [
      'a number of days that AWS does not offer',
      () => logs.send(new PutRetentionPolicyCommand({ logGroupName: '/shop/web', retentionInDays: 2 })),
      'InvalidParameterException',
    ],
    [
      'tags of nothing',
      () => logs.send(new ListTagsForResourceCommand({ resourceArn: 'arn:aws:logs:us-east-1:1:log-group:x' })),
      'ResourceNotFoundException',
    ],
  ])('%s: refused', async (_what, call, code) => {
    await make('/shop/web');
    expect(await refusal(call())).toContain(code);
    expect(await namesOf()).toEqual(['/shop/web']);
  });
});
