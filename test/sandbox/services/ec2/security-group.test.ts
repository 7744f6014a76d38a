import { describe, expect, test } from 'vitest';
import { type Bench, bench, codeOf, got } from './harness.js';

interface GroupBench extends Bench {
  readonly groupId: string;
  readonly vpcId: string;
}

function withGroup(): GroupBench {
  const world = bench();
  const vpcId = got(world.api.CreateVpc({ CidrBlock: '10.0.0.0/16' }, world.context).Vpc?.VpcId);
  const create = { GroupName: 'web', Description: 'web servers', VpcId: vpcId };
  return { ...world, vpcId, groupId: got(world.api.CreateSecurityGroup(create, world.context).GroupId) };
}

const describeGroup = ({ api, context, groupId }: GroupBench) =>
  got(api.DescribeSecurityGroups({ GroupIds: [groupId] }, context).SecurityGroups?.[0]);

const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };

describe('security groups', () => {
  test('VPC-40 a new one lets nothing in and everything out', () => {
    const { IpPermissions, IpPermissionsEgress } = describeGroup(withGroup());
    expect(IpPermissions).toEqual([]);
    expect(IpPermissionsEgress).toEqual([
      {
        IpProtocol: '-1',
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ]);
  });

  test('Terraform’s revoke of the default rule matches, although it names ports 0 to 0', () => {
    const world = withGroup();
    const { api, context, groupId: GroupId } = world;
    const everything = { IpProtocol: '-1', FromPort: 0, ToPort: 0 };
    const v4 = [{ ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    const v6 = [{ ...everything, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
    api.RevokeSecurityGroupEgress({ GroupId, IpPermissions: v4 }, context);
    expect(codeOf(() => api.RevokeSecurityGroupEgress({ GroupId, IpPermissions: v6 }, context))).toBe(
      'InvalidPermission.NotFound',
    );
    expect(describeGroup(world).IpPermissionsEgress).toEqual([]);
  });

  test('equal protocol and ports fold into one permission, descriptions stay with their ranges', () => {
    const world = withGroup();
    const { api, context, groupId: GroupId } = world;
    const IpRanges = [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '192.0.2.0/24' }];
    const answer = api.AuthorizeSecurityGroupIngress({ GroupId, IpPermissions: [{ ...http, IpRanges }] }, context);
    expect(answer.SecurityGroupRules).toHaveLength(2);
    api.AuthorizeSecurityGroupIngress(
      { GroupId, IpPermissions: [{ ...http, UserIdGroupPairs: [{ GroupId }] }] },
      context,
    );
    expect(describeGroup(world).IpPermissions).toEqual([
      {
        ...http,
        IpRanges,
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [{ GroupId, UserId: '123456789012' }],
      },
    ]);
  });

  test('single rules answer as Terraform’s strict resources demand, and go by their id', () => {
    const { api, context, groupId: GroupId } = withGroup();
    const created = api.AuthorizeSecurityGroupEgress(
      {
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId, Description: 'all' }] }],
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'a', Value: 'b' }] }],
      },
      context,
    );
    const id = got(created.SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    const find = () => api.DescribeSecurityGroupRules({ SecurityGroupRuleIds: [id] }, context).SecurityGroupRules;
    expect(find()).toEqual([
      expect.objectContaining({
        SecurityGroupRuleId: id,
        IsEgress: true,
        IpProtocol: '-1',
        FromPort: -1,
        ToPort: -1,
        ReferencedGroupInfo: { GroupId, UserId: '123456789012' },
        Description: 'all',
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    ]);
    api.RevokeSecurityGroupEgress({ GroupId, SecurityGroupRuleIds: [id] }, context);
    expect(codeOf(find)).toBe('InvalidSecurityGroupRuleId.NotFound');
  });

  test('rules can be changed and described in place', () => {
    const world = withGroup();
    const { api, context, groupId: GroupId } = world;
    const IpPermissions = [{ ...http, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    const created = api.AuthorizeSecurityGroupIngress({ GroupId, IpPermissions }, context).SecurityGroupRules?.[0];
    const SecurityGroupRuleId = got(created?.SecurityGroupRuleId);
    const rule = { IpProtocol: 'tcp', FromPort: 8000, ToPort: 8001, CidrIpv4: '10.0.0.0/8' };
    api.ModifySecurityGroupRules(
      { GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: rule }] },
      context,
    );
    api.UpdateSecurityGroupRuleDescriptionsIngress(
      { GroupId, SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description: 'app' }] },
      context,
    );
    expect(describeGroup(world).IpPermissions?.[0]).toMatchObject({
      FromPort: 8000,
      ToPort: 8001,
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'app' }],
    });
  });

  const refused: readonly [string, object, string][] = [
    ['a rule twice in one call', { IpPermissions: [http, http].map(withRange) }, 'InvalidPermission.Duplicate'],
    ['TCP without ports', { IpPermissions: [withRange({ IpProtocol: 'tcp' })] }, 'InvalidParameterValue'],
    [
      'host bits in a block',
      { IpPermissions: [{ ...http, IpRanges: [{ CidrIp: '10.0.0.1/8' }] }] },
      'InvalidParameterValue',
    ],
    ['no peer', { IpPermissions: [http] }, 'MissingParameter'],
    [
      'an unknown group',
      { IpPermissions: [{ ...http, UserIdGroupPairs: [{ GroupId: 'sg-1' }] }] },
      'InvalidGroup.NotFound',
    ],
    [
      'a prefix list',
      { IpPermissions: [{ ...http, PrefixListIds: [{ PrefixListId: 'pl-1' }] }] },
      'UnsupportedOperation',
    ],
  ];
  test.each(refused)('refuses %s', (_name, input, code) => {
    const { api, context, groupId: GroupId } = withGroup();
    expect(codeOf(() => api.AuthorizeSecurityGroupIngress({ GroupId, ...input }, context))).toBe(code);
  });

  test('a rule that is there already is a duplicate, in AWS’s words', () => {
    const { api, context, groupId: GroupId } = withGroup();
    const authorize = () => api.AuthorizeSecurityGroupIngress({ GroupId, IpPermissions: [withRange(http)] }, context);
    authorize();
    expect(authorize).toThrow(
      'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists',
    );
  });

  test('names are unique in a VPC, and the default group stays', () => {
    const { api, context, vpcId: VpcId } = withGroup();
    const create = (GroupName: string) => api.CreateSecurityGroup({ GroupName, Description: 'd', VpcId }, context);
    expect(codeOf(() => create('web'))).toBe('InvalidGroup.Duplicate');
    expect(codeOf(() => create('default'))).toBe('InvalidParameterValue');
    expect(codeOf(() => create('sg-web'))).toBe('InvalidParameterValue');
    const filter = { Name: 'group-name', Values: ['default'] };
    const [group] = api.DescribeSecurityGroups({ Filters: [filter] }, context).SecurityGroups ?? [];
    expect(codeOf(() => api.DeleteSecurityGroup({ GroupId: got(group?.GroupId) }, context))).toBe('CannotDelete');
  });
});

function withRange(permission: object) {
  return { ...permission, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
}
