// `$Latest`, `$Default` and numbers over the life of a launch template: what a group launches after versions came, went and became the default.

import { beforeEach, describe, expect, test } from 'vitest';
import { Sandbox } from '../../src/sandbox/index.js';

const MINUTE = 60_000;
const ImageId = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const NAME = { LaunchTemplateName: 'web' };
const GROUP = { AutoScalingGroupName: 'web' };

let sandbox: Sandbox;
let call: <Answer>(service: string, operation: string, input: object) => Answer;

beforeEach(() => {
  sandbox = Sandbox.born();
  call = (service, operation, input) => sandbox.call(service, operation, input) as never;
  call('ec2', 'CreateLaunchTemplate', { ...NAME, LaunchTemplateData: { ImageId, InstanceType: 't3.micro' } });
});

const another = (InstanceType: string) =>
  call<{ LaunchTemplateVersion: { VersionNumber: number } }>('ec2', 'CreateLaunchTemplateVersion', {
    ...NAME,
    SourceVersion: '$Latest',
    LaunchTemplateData: { InstanceType },
  }).LaunchTemplateVersion.VersionNumber;
const remove = (...Versions: readonly string[]) =>
  call<Readonly<Record<string, readonly { VersionNumber: number; ResponseError?: { Code: string } }[]>>>(
    'ec2',
    'DeleteLaunchTemplateVersions',
    { ...NAME, Versions },
  );

function createGroup(Version?: string): void {
  const { Subnets } = call<{ Subnets: { SubnetId: string }[] }>('ec2', 'DescribeSubnets', {});
  const VPCZoneIdentifier = Subnets.map(({ SubnetId }) => SubnetId).join();
  const sizes = { MinSize: 0, MaxSize: 9, DesiredCapacity: 1 };
  call('autoscaling', 'CreateAutoScalingGroup', {
    ...GROUP,
    ...sizes,
    VPCZoneIdentifier,
    LaunchTemplate: { ...NAME, Version },
  });
  sandbox.run(sandbox.now + 3 * MINUTE);
}

/** One machine more. */
function grow(): void {
  const wanted = group().DesiredCapacity + 1;
  call('autoscaling', 'SetDesiredCapacity', { ...GROUP, DesiredCapacity: wanted });
  sandbox.run(sandbox.now + 3 * MINUTE);
}

interface Group {
  readonly DesiredCapacity: number;
  readonly LaunchTemplate: { readonly Version: string };
  readonly Instances: readonly {
    readonly InstanceType: string;
    readonly LaunchTemplate: { readonly Version: string };
  }[];
}

const group = (): Group =>
  call<{ AutoScalingGroups: readonly [Group] }>('autoscaling', 'DescribeAutoScalingGroups', {}).AutoScalingGroups[0];
/** `2 t3.small` for each machine, in the order of their launch. */
const launched = (): readonly string[] =>
  group().Instances.map(({ LaunchTemplate, InstanceType }) => `${LaunchTemplate.Version} ${InstanceType}`);

describe('a group', () => {
  test('on $Latest launches the newest version that is left; a number is never given again', () => {
    another('t3.small');
    createGroup('$Latest');
    expect(remove('2').SuccessfullyDeletedLaunchTemplateVersions).toMatchObject([{ VersionNumber: 2 }]);
    grow();
    expect(another('t3.medium')).toBe(3);
    grow();
    expect(launched()).toEqual(['2 t3.small', '1 t3.micro', '3 t3.medium']);
    expect(group().LaunchTemplate.Version).toBe('$Latest');
  });

  test('without a version is on $Default, and follows it', () => {
    another('t3.small');
    createGroup();
    call('ec2', 'ModifyLaunchTemplate', { ...NAME, DefaultVersion: '2' });
    grow();
    remove('1');
    grow();
    expect(launched()).toEqual(['1 t3.micro', '2 t3.small', '2 t3.small']);
    expect(group().LaunchTemplate.Version).toBe('$Default');
  });

  test('on a number that is deleted launches nothing more, and says so', () => {
    another('t3.small');
    createGroup('2');
    remove('2');
    grow();
    expect(launched()).toEqual(['2 t3.small']);
    const { Activities } = call<{ Activities: readonly { StatusCode: string; StatusMessage?: string }[] }>(
      'autoscaling',
      'DescribeScalingActivities',
      GROUP,
    );
    expect(Activities[0]).toMatchObject({ StatusCode: 'Failed', StatusMessage: expect.stringMatching(/version/) });
  });
});

describe('versions', () => {
  test('are deleted each for itself: what is not there is named, the others go', () => {
    another('t3.small');
    another('t3.medium');
    expect(remove('2', '7')).toMatchObject({
      SuccessfullyDeletedLaunchTemplateVersions: [{ VersionNumber: 2 }],
      UnsuccessfullyDeletedLaunchTemplateVersions: [
        { VersionNumber: 7, ResponseError: { Code: 'launchTemplateVersionDoesNotExist' } },
      ],
    });
    expect(() => remove('1', '3')).toThrow('The default version 1');
    expect(() => remove(...Array.from({ length: 201 }, (_, index) => `${index + 2}`))).toThrow('At most 200');
    const { LaunchTemplateVersions: left } = call<{ LaunchTemplateVersions: { VersionNumber: number }[] }>(
      'ec2',
      'DescribeLaunchTemplateVersions',
      NAME,
    );
    expect(left.map(({ VersionNumber }) => VersionNumber)).toEqual([3, 1]);
  });

  test('$Latest and $Default of all templates can be described at once; numbers need their template', () => {
    another('t3.small');
    call('ec2', 'CreateLaunchTemplate', { LaunchTemplateName: 'jobs', LaunchTemplateData: { ImageId } });
    const described = (...Versions: readonly string[]) =>
      call<{ LaunchTemplateVersions: { LaunchTemplateName: string; VersionNumber: number }[] }>(
        'ec2',
        'DescribeLaunchTemplateVersions',
        { Versions },
      ).LaunchTemplateVersions.map(({ LaunchTemplateName, VersionNumber }) => `${LaunchTemplateName} ${VersionNumber}`);
    expect(described('$Latest')).toEqual(['web 2', 'jobs 1']);
    expect(described('$Latest', '$Default')).toEqual(['web 2', 'web 1', 'jobs 1', 'jobs 1']);
    expect(() => described('1')).toThrow('LaunchTemplateId');
    expect(() => described()).toThrow('LaunchTemplateId');
  });
});
