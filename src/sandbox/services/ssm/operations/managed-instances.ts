// DescribeInstanceInformation: the machines that have registered, and whether their agents are heard.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { IMAGES } from '../../shared/images.js';
import type { OperationInput, OperationOutput, Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import type { ManagedInstance } from '../store.js';
import { pageSize } from './errors.js';

type Ssm = typeof import('@aws-sdk/client-ssm');
type Input = OperationInput<Ssm, 'DescribeInstanceInformation'>;
type Information = NonNullable<OperationOutput<Ssm, 'DescribeInstanceInformation'>['InstanceInformationList']>[number];

const AGENT_VERSION = '3.3.3050.0';

function information(context: Context, managed: ManagedInstance): Information {
  const instance = findInstance(context, managed.instanceId);
  const image = IMAGES.find(({ imageId }) => imageId === instance?.imageId);
  const address = instance?.privateIpAddress;
  return {
    InstanceId: managed.instanceId,
    PingStatus: managed.pingStatus,
    LastPingDateTime: new Date(managed.lastPingAt),
    AgentVersion: AGENT_VERSION,
    IsLatestVersion: true,
    PlatformType: 'Linux',
    PlatformName: 'Amazon Linux',
    PlatformVersion: image?.name.startsWith('amzn2-') === true ? '2' : '2023',
    ResourceType: 'EC2Instance',
    IPAddress: address,
    ComputerName: address === undefined ? undefined : `ip-${address.replaceAll('.', '-')}.ec2.internal`,
    SourceId: managed.instanceId,
    SourceType: 'AWS::EC2::Instance',
  };
}

type Test = (context: Context, shown: Information) => boolean;

function testFor(key: string, values: readonly string[]): Test {
  const among = (value: string | undefined): boolean => value !== undefined && values.includes(value);
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return (context, { InstanceId = '' }) => among(findInstance(context, InstanceId)?.tags[name]);
  }
  if (key === 'tag-key') {
    return (context, { InstanceId = '' }) => Object.keys(findInstance(context, InstanceId)?.tags ?? {}).some(among);
  }
  const columns: Readonly<Record<string, (shown: Information) => string | undefined>> = {
    InstanceIds: (shown) => shown.InstanceId,
    PingStatus: (shown) => shown.PingStatus,
    PlatformTypes: (shown) => shown.PlatformType,
    AgentVersion: (shown) => shown.AgentVersion,
    ResourceType: (shown) => shown.ResourceType,
    SourceIds: (shown) => shown.SourceId,
    SourceTypes: (shown) => shown.SourceType,
  };
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  return (_, shown) => among(column(shown));
}

function testsFrom(input: Input): readonly Test[] {
  const old = (input.InstanceInformationFilterList ?? []).map(({ key, valueSet }) =>
    testFor(key ?? '', valueSet ?? []),
  );
  return [...old, ...(input.Filters ?? []).map(({ Key, Values }) => testFor(Key ?? '', Values ?? []))];
}

export const managedInstanceOperations = {
  DescribeInstanceInformation(input, context) {
    const tests = testsFrom(input);
    const all = Object.values(context.world.ssm.managedInstances).map((managed) => information(context, managed));
    const wanted = all.filter((shown) => tests.every((test) => test(context, shown)));
    const size = pageSize(input.MaxResults, 5, 50);
    const { items, nextToken } = page(wanted, { maxResults: size, nextToken: input.NextToken });
    return { InstanceInformationList: items, NextToken: nextToken };
  },
} satisfies Operations<Ssm, Context>;
