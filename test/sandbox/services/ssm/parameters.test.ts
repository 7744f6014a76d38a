// Parameters: AWS's public ones lead to images that exist; the account's own have versions.

import { expect, test } from 'vitest';
import { IMAGES } from '../../../../src/sandbox/services/shared/images.js';
import { operations, parameter } from '../../../../src/sandbox/services/ssm/index.js';
import { bench } from './harness.js';

const LATEST = '/aws/service/ami-amazon-linux-latest';
const AL2023 = `${LATEST}/al2023-ami-kernel-default-x86_64`;

test.each([
  AL2023,
  `${LATEST}/al2023-ami-kernel-6.1-x86_64`,
  `${LATEST}/al2023-ami-kernel-default-arm64`,
  `${LATEST}/al2023-ami-minimal-kernel-6.12-arm64`,
  `${LATEST}/amzn2-ami-kernel-5.10-hvm-x86_64-gp2`,
])('the public parameter %s names an image of the catalogue', (Name) => {
  const { context } = bench();
  const { Parameter } = operations.GetParameter({ Name, WithDecryption: true }, context);
  expect(Parameter).toMatchObject({ Name, Type: 'String', Version: 1, ARN: `arn:aws:ssm:us-east-1::parameter${Name}` });
  expect(IMAGES.map((image) => image.imageId)).toContain(Parameter?.Value);
  expect(parameter(context, Name)).toBe(Parameter?.Value);
});

test('what does not exist is ParameterNotFound', () => {
  const { context } = bench();
  for (const Name of ['/nothing', `${AL2023}-no`, 'constructor']) {
    expect(() => operations.GetParameter({ Name }, context)).toThrow(
      expect.objectContaining({ code: 'ParameterNotFound' }),
    );
  }
  expect(() => operations.GetParameter({ Name: `${AL2023}:7` }, context)).toThrow(
    expect.objectContaining({ code: 'ParameterVersionNotFound' }),
  );
  expect(parameter(context, '/nothing')).toBeUndefined();
});

test('own parameters: put, overwritten, read by version and by ARN, deleted', () => {
  const { context } = bench();
  const put = (Value: string, Overwrite?: boolean) =>
    operations.PutParameter({ Name: '/shop/image', Value, Type: 'String', Overwrite }, context);
  expect(put('v1')).toEqual({ Version: 1, Tier: 'Standard' });
  expect(() => put('v2')).toThrow(expect.objectContaining({ code: 'ParameterAlreadyExists' }));
  expect(put('v2', true).Version).toBe(2);
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/shop/image';
  const value = (Name: string) => operations.GetParameter({ Name }, context).Parameter;
  expect(value('/shop/image')).toMatchObject({ Value: 'v2', Version: 2, ARN: arn });
  expect(value('/shop/image:1')).toMatchObject({ Value: 'v1', Selector: ':1' });
  expect(value(arn)?.Value).toBe('v2');
  operations.DeleteParameter({ Name: '/shop/image' }, context);
  expect(() => operations.DeleteParameter({ Name: '/shop/image' }, context)).toThrow(
    expect.objectContaining({ code: 'ParameterNotFound' }),
  );
});

test('several at once, with those that do not exist named apart', () => {
  const { context } = bench();
  operations.PutParameter({ Name: 'plain', Value: 'x', Type: 'String' }, context);
  const { Parameters, InvalidParameters } = operations.GetParameters({ Names: ['plain', 'nothing', AL2023] }, context);
  expect(Parameters?.map((one) => one.Name)).toEqual(['plain', AL2023]);
  expect(InvalidParameters).toEqual(['nothing']);
  expect(operations.DeleteParameters({ Names: ['plain', 'nothing'] }, context)).toEqual({
    DeletedParameters: ['plain'],
    InvalidParameters: ['nothing'],
  });
});

test('a SecureString is sealed to whoever does not ask for its decryption, each version in its own way', () => {
  const { context } = bench();
  const put = (Value: string) =>
    operations.PutParameter({ Name: '/shop/key', Value, Type: 'SecureString', Overwrite: true }, context);
  put('secret');
  const read = (WithDecryption?: boolean, Name = '/shop/key') =>
    operations.GetParameter({ Name, WithDecryption }, context).Parameter?.Value ?? '';
  expect(read(true)).toBe('secret');
  const first = read();
  expect([first, read(false)]).toEqual([expect.stringMatching(/^AQICAH[\w+/]{210}$/), first]);
  put('secret');
  expect([read(true), read() === first, read(false, '/shop/key:1')]).toEqual(['secret', false, first]);
  const history = operations.GetParameterHistory({ Name: '/shop/key' }, context).Parameters?.map(({ Value }) => Value);
  expect(history).toEqual([first, read()]);
});

test('by path: one level or all, in pages', () => {
  const { context } = bench();
  for (const Name of ['/shop/a', '/shop/b', '/shop/deep/c', '/shopping']) {
    operations.PutParameter({ Name, Value: 'x', Type: 'String' }, context);
  }
  const names = (input: Partial<Parameters<typeof operations.GetParametersByPath>[0]>) =>
    operations.GetParametersByPath({ Path: '/shop', ...input }, context).Parameters?.map((one) => one.Name);
  expect(names({})).toEqual(['/shop/a', '/shop/b']);
  expect(names({ Recursive: true })).toEqual(['/shop/a', '/shop/b', '/shop/deep/c']);
  const first = operations.GetParametersByPath({ Path: '/shop/', Recursive: true, MaxResults: 2 }, context);
  expect(names({ Recursive: true, MaxResults: 2, NextToken: first.NextToken })).toEqual(['/shop/deep/c']);
  const NextToken = operations.GetParametersByPath({ Path: LATEST }, context).NextToken;
  const [some, rest] = [names({ Path: LATEST }), names({ Path: LATEST, NextToken })];
  expect([...(some ?? []), ...(rest ?? [])]).toEqual(IMAGES.flatMap((image) => image.parameters).sort());
  expect(names({ Path: '/', Recursive: true })?.filter((name) => name?.startsWith('/aws/'))).toEqual([]);
});

test.each([
  ['a reserved path', { Name: '/aws/mine' }, 'AccessDeniedException'],
  ['a reserved prefix', { Name: 'aws-mine' }, 'ValidationException'],
  ['odd letters', { Name: 'a b' }, 'ValidationException'],
  ['a path without its slash', { Name: 'a/b' }, 'ValidationException'],
  ['no type', { Type: undefined }, 'ValidationException'],
  ['an empty value', { Value: '' }, 'ValidationException'],
  ['a value that the pattern forbids', { AllowedPattern: '^\\d+$' }, 'ParameterPatternMismatchException'],
  ['a KMS key, which nobody keeps here', { KeyId: 'alias/mine' }, 'UnsupportedOperation'],
] as const)('PutParameter refuses %s', (_, changes, code) => {
  const { context } = bench();
  const input = { Name: 'mine', Value: 'x', Type: 'String' as const, ...changes } as Parameters<
    typeof operations.PutParameter
  >[0];
  expect(() => operations.PutParameter(input, context)).toThrow(expect.objectContaining({ code }));
  expect(context.world.ssm.parameters).toEqual({});
});

test('metadata, history and tags of own parameters', () => {
  const { context } = bench();
  const base = { Name: '/shop/image', Type: 'String' as const };
  operations.PutParameter({ ...base, Value: 'v1', Description: 'first', Tags: [{ Key: 'a', Value: '1' }] }, context);
  operations.PutParameter({ ...base, Value: 'v2', Overwrite: true }, context);
  const described = (ParameterFilters?: { Key: string; Option?: string; Values: string[] }[]) =>
    operations.DescribeParameters({ ParameterFilters }, context).Parameters;
  expect(described()).toMatchObject([{ Name: '/shop/image', Version: 2, Description: 'first', Tier: 'Standard' }]);
  expect(described([{ Key: 'Name', Option: 'BeginsWith', Values: ['/other'] }])).toEqual([]);
  expect(() => described([{ Key: 'Tier', Values: ['Standard'] }])).toThrow('the parameter filter Tier');
  const { Parameters } = operations.GetParameterHistory({ Name: '/shop/image' }, context);
  expect(Parameters?.map((one) => [one.Version, one.Value])).toEqual([
    [1, 'v1'],
    [2, 'v2'],
  ]);
  const resource = { ResourceType: 'Parameter' as const, ResourceId: '/shop/image' };
  operations.AddTagsToResource({ ...resource, Tags: [{ Key: 'b', Value: '2' }] }, context);
  operations.RemoveTagsFromResource({ ...resource, TagKeys: ['a'] }, context);
  expect(operations.ListTagsForResource(resource, context).TagList).toEqual([{ Key: 'b', Value: '2' }]);
  expect(() => operations.ListTagsForResource({ ...resource, ResourceId: 'no' }, context)).toThrow(
    expect.objectContaining({ code: 'InvalidResourceId' }),
  );
});

test('the one document can be listed and read, others are refused by name', () => {
  const { context } = bench();
  expect(operations.ListDocuments({}).DocumentIdentifiers?.map((one) => one.Name)).toEqual(['AWS-RunShellScript']);
  expect(operations.DescribeDocument({ Name: 'AWS-RunShellScript' }).Document).toMatchObject({ Status: 'Active' });
  const { Content } = operations.GetDocument({ Name: 'AWS-RunShellScript' });
  expect(JSON.parse(Content ?? '')).toMatchObject({ parameters: { executionTimeout: { default: '3600' } } });
  expect(() => operations.GetDocument({ Name: 'AWS-UpdateSSMAgent' })).toThrow('does not model AWS-UpdateSSMAgent');
  expect(context.world.ssm.parameters).toEqual({});
});
