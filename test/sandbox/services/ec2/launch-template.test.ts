import { describe, expect, test } from 'vitest';
import * as ec2 from '../../../../src/sandbox/services/ec2/index.js';
import { bench, codeOf, got, IMAGE } from './harness.js';

const DATA = {
  ImageId: IMAGE,
  InstanceType: 't3.micro',
  UserData: btoa('#!/bin/bash\necho hi\n'),
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
  NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1'], AssociatePublicIpAddress: false }],
  Monitoring: { Enabled: true },
  TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
};

function withTemplate() {
  const world = bench();
  const create = { LaunchTemplateName: 'web', LaunchTemplateData: structuredClone(DATA) as object, ClientToken: 't' };
  const template = got(world.api.CreateLaunchTemplate(create, world.context).LaunchTemplate);
  return { ...world, create, id: got(template.LaunchTemplateId) };
}

describe('launch templates', () => {
  test('echo exactly what was sent, with nothing filled in', () => {
    const { api, context, id } = withTemplate();
    const answer = api.DescribeLaunchTemplateVersions({ LaunchTemplateId: id, Versions: ['1'] }, context);
    const [version] = answer.LaunchTemplateVersions ?? [];
    expect(JSON.stringify(version?.LaunchTemplateData)).toBe(JSON.stringify(DATA));
    expect(version).toMatchObject({ VersionNumber: 1, DefaultVersion: true });
  });

  test('the same token answers the same template; the name is taken otherwise', () => {
    const { api, context, create, id } = withTemplate();
    expect(api.CreateLaunchTemplate(create, context).LaunchTemplate?.LaunchTemplateId).toBe(id);
    expect(codeOf(() => api.CreateLaunchTemplate({ ...create, ClientToken: 'u' }, context))).toBe(
      'InvalidLaunchTemplateName.AlreadyExistsException',
    );
  });

  test('$Latest is the newest version, $Default stays until it is moved', () => {
    const { api, context, id } = withTemplate();
    const resolved = (version?: string) =>
      ec2.resolveLaunchTemplate(context, { launchTemplateId: id, version }).versionNumber;
    api.CreateLaunchTemplateVersion(
      { LaunchTemplateId: id, SourceVersion: '1', LaunchTemplateData: { InstanceType: 't3.small' } },
      context,
    );
    expect([resolved(), resolved('$Default'), resolved('$Latest'), resolved('2')]).toEqual([1, 1, 2, 2]);
    const { data } = ec2.resolveLaunchTemplate(context, { launchTemplateName: 'web', version: '2' });
    expect(data).toMatchObject({ InstanceType: 't3.small', ImageId: IMAGE });
    api.ModifyLaunchTemplate({ LaunchTemplateId: id, DefaultVersion: '2' }, context);
    expect(resolved()).toBe(2);
    const [template] = api.DescribeLaunchTemplates({ LaunchTemplateIds: [id] }, context).LaunchTemplates ?? [];
    expect(template).toMatchObject({ DefaultVersionNumber: 2, LatestVersionNumber: 2 });
    expect(codeOf(() => resolved('3'))).toBe('InvalidLaunchTemplateId.VersionNotFound');
    expect(codeOf(() => resolved('newest'))).toBe('InvalidParameterValue');
  });

  test('are gone when deleted', () => {
    const { api, context, id } = withTemplate();
    api.DeleteLaunchTemplate({ LaunchTemplateId: id }, context);
    expect(codeOf(() => api.DescribeLaunchTemplates({ LaunchTemplateIds: [id] }, context))).toBe(
      'InvalidLaunchTemplateId.NotFound',
    );
  });

  test('refuse by name what a launch could not honour', () => {
    const { api, context, id } = withTemplate();
    const create = (LaunchTemplateData: object) => () =>
      api.CreateLaunchTemplateVersion({ LaunchTemplateId: id, LaunchTemplateData }, context);
    expect(create({ InstanceMarketOptions: { MarketType: 'spot' } })).toThrow('InstanceMarketOptions');
    expect(create({ NetworkInterfaces: [{ InterfaceType: 'efa' }] })).toThrow('InterfaceType');
    expect(codeOf(create({ UserData: '%%%' }))).toBe('InvalidParameterValue');
  });

  test('EC2-08 a launch takes groups, user data and tags from it', () => {
    const { api, context, commands } = withTemplate();
    const { SecurityGroups: groups } = api.DescribeSecurityGroups({}, context);
    const group = got(groups?.[0]?.GroupId);
    const data = { ...DATA, NetworkInterfaces: [{ DeviceIndex: 0, Groups: [group], AssociatePublicIpAddress: false }] };
    api.CreateLaunchTemplateVersion({ LaunchTemplateName: 'web', LaunchTemplateData: data as object }, context);
    const [instance] = ec2.launchInstances(context, {
      launchTemplate: { launchTemplateName: 'web', version: '$Latest' },
      count: 1,
      tags: { 'aws:autoscaling:groupName': 'web' },
      reason: 'test',
    });
    expect(instance).toMatchObject({
      securityGroupIds: [group],
      monitoring: 'detailed',
      tags: { Name: 'web', 'aws:autoscaling:groupName': 'web' },
      launchTemplate: { version: '2' },
    });
    expect(commands[0]).toMatchObject({ kind: 'boot', machine: { userData: DATA.UserData } });
  });
});

describe('tags', () => {
  test('are set, read with filters, and taken away', () => {
    const { api, context } = bench();
    const [vpc] = api.DescribeVpcs({}, context).Vpcs ?? [];
    const id = got(vpc?.VpcId);
    api.CreateTags(
      {
        Resources: [id],
        Tags: [
          { Key: 'env', Value: 'lab' },
          { Key: 'team', Value: 'a' },
        ],
      },
      context,
    );
    const found = api.DescribeVpcs({ Filters: [{ Name: 'tag:env', Values: ['l*'] }] }, context).Vpcs;
    expect(found?.map(({ VpcId }) => VpcId)).toEqual([id]);
    const filters = [
      { Name: 'resource-id', Values: [id] },
      { Name: 'key', Values: ['team'] },
    ];
    expect(api.DescribeTags({ Filters: filters }, context).Tags).toEqual([
      { ResourceId: id, ResourceType: 'vpc', Key: 'team', Value: 'a' },
    ]);
    api.DeleteTags({ Resources: [id], Tags: [{ Key: 'env', Value: 'other' }, { Key: 'team' }] }, context);
    expect(api.DescribeVpcs({ VpcIds: [id] }, context).Vpcs?.[0]?.Tags).toEqual([{ Key: 'env', Value: 'lab' }]);
  });

  test('of nothing, of AWS’s own prefix, and at birth of another type are refused', () => {
    const { api, context } = bench();
    const Tags = [{ Key: 'a', Value: 'b' }];
    const tag =
      (id: string, tags = Tags) =>
      () =>
        api.CreateTags({ Resources: [id], Tags: tags }, context);
    expect(codeOf(tag('vpc-0123'))).toBe('InvalidVpcID.NotFound');
    expect(codeOf(tag('nat-0123'))).toBe('NatGatewayNotFound');
    expect(codeOf(tag('constructor-0'))).toBe('InvalidID');
    const [vpc] = api.DescribeVpcs({}, context).Vpcs ?? [];
    expect(codeOf(tag(got(vpc?.VpcId), [{ Key: 'aws:x', Value: '' }]))).toBe('InvalidParameterValue');
    const create = () =>
      api.CreateVpc({ CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'subnet', Tags }] }, context);
    expect(codeOf(create)).toBe('InvalidParameterValue');
  });
});
