// What somebody's own Terraform or CLI asks beside the resources that it makes, asked with SDK clients: what is answered whole, and what is refused as AWS refuses it.

import { CreateLaunchConfigurationCommand, DescribeLaunchConfigurationsCommand } from '@aws-sdk/client-auto-scaling';
import { DeleteAlarmsCommand, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstanceTypesCommand, GetInstanceUefiDataCommand, type InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from 'vitest';
import { type AwsClients, sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, pipelineOf, Sandbox } from '../../src/sandbox/index.js';
import type { LogLine } from '../../src/sandbox/server/pipeline.js';
import { IMAGE } from './services/ec2/harness.js';

let clients: AwsClients;
let lines: LogLine[];
let types: readonly InstanceTypeInfo[];

beforeAll(async () => {
  const sandbox = Sandbox.born();
  lines = [];
  const requestHandler = handlerOf(pipelineOf(sandbox, { log: (line) => lines.push(line) }));
  clients = sandboxClients(sandbox.region, { kind: 'in-process', requestHandler });
  types = (await clients.ec2.send(new DescribeInstanceTypesCommand({}))).InstanceTypes ?? [];
});

const typeOf = (name: string) => types.find(({ InstanceType }) => InstanceType === name);

test('every instance type is described with all that Terraform’s data source cannot do without', () => {
  expect(types.length).toBeGreaterThan(25);
  for (const type of types) {
    const { EbsInfo, NetworkInfo, PlacementGroupInfo, ProcessorInfo, VCpuInfo } = type;
    for (const part of [EbsInfo, NetworkInfo, PlacementGroupInfo, ProcessorInfo, VCpuInfo])
      expect(part, type.InstanceType).toBeDefined();
    const { DefaultCores = 0, DefaultThreadsPerCore = 0, DefaultVCpus } = VCpuInfo ?? {};
    expect(DefaultCores * DefaultThreadsPerCore, type.InstanceType).toBe(DefaultVCpus);
  }
});

test('AWS’s figures: two threads of one core and a lane for disks, no such lane, cores of one thread', () => {
  expect(typeOf('t3.micro')).toMatchObject({
    EbsInfo: {
      EbsOptimizedSupport: 'default',
      EbsOptimizedInfo: { BaselineBandwidthInMbps: 87, BaselineThroughputInMBps: 10.875, MaximumIops: 11_800 },
    },
    NetworkInfo: {
      MaximumNetworkInterfaces: 2,
      Ipv4AddressesPerInterface: 2,
      NetworkCards: [{ PeakBandwidthInGbps: 5 }],
    },
    PlacementGroupInfo: { SupportedStrategies: ['partition', 'spread'] },
    VCpuInfo: { DefaultCores: 1, DefaultThreadsPerCore: 2, ValidCores: [1], ValidThreadsPerCore: [1, 2] },
  });
  expect(typeOf('t2.nano')).toMatchObject({
    CurrentGeneration: true,
    EbsInfo: { EbsOptimizedSupport: 'unsupported', NvmeSupport: 'unsupported' },
    NetworkInfo: { NetworkCards: [{ PeakBandwidthInGbps: 0.512 }] },
    ProcessorInfo: { SustainedClockSpeedInGhz: 2.4 },
  });
  expect(typeOf('t2.nano')?.EbsInfo?.EbsOptimizedInfo).toBeUndefined();
  expect(typeOf('m6g.xlarge')).toMatchObject({
    NitroEnclavesSupport: 'supported',
    PlacementGroupInfo: { SupportedStrategies: ['cluster', 'partition', 'spread'] },
    VCpuInfo: { ValidCores: [1, 2, 3, 4], ValidThreadsPerCore: [1] },
  });
  expect(typeOf('c5.2xlarge')?.VCpuInfo?.ValidCores).toEqual([2, 4]);
});

test('an image has no UEFI variables: refused as AWS refuses it, and nothing to warn of', async () => {
  lines.length = 0;
  const asked = clients.ec2.send(new GetInstanceUefiDataCommand({ InstanceId: IMAGE }));
  await expect(asked).rejects.toMatchObject({ name: 'InvalidInstanceID.Malformed' });
  expect(lines).toEqual([]);
});

test('launch configurations: a new account may not make one, and is told what to use', async () => {
  lines.length = 0;
  const LaunchConfigurationName = 'old';
  const input = { LaunchConfigurationName, ImageId: IMAGE, InstanceType: 't3.micro' };
  await expect(clients.autoscaling.send(new CreateLaunchConfigurationCommand(input))).rejects.toMatchObject({
    name: 'UnsupportedOperation',
    message: expect.stringContaining('Use launch templates'),
  });
  expect(lines).toEqual([expect.objectContaining({ message: expect.stringContaining('CreateLaunchConfiguration') })]);
  const listed = await clients.autoscaling.send(new DescribeLaunchConfigurationsCommand({}));
  expect(listed.LaunchConfigurations).toEqual([]);
});

test('CW-47 alarms are deleted beside a wrong name, and the wrong one is told', async () => {
  const { cloudwatch } = clients;
  const metric = {
    Namespace: 'Shop',
    MetricName: 'orders',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
  } as const;
  for (const AlarmName of ['few', 'fewer'])
    await cloudwatch.send(
      new PutMetricAlarmCommand({ ...metric, AlarmName, Threshold: 1, ComparisonOperator: 'LessThanThreshold' }),
    );
  const asked = cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['few', 'nobody', 'fewer'] }));
  await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'Alarm nobody does not exist' });
  expect((await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
});
