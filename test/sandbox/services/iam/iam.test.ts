import { describe, expect, test } from 'vitest';
import { createKernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import * as iam from '../../../../src/sandbox/services/iam/index.js';
import * as sts from '../../../../src/sandbox/services/sts/index.js';
import type { World } from '../../../../src/sandbox/world.js';

const account = { id: '123456789012', region: 'us-east-1', zones: [] };
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const SSM_POLICY = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const { operations: api } = iam;

function fresh(): Context {
  const kernel = createKernel<SandboxEvent>(newKernelState('iam', Date.UTC(2026, 0, 5, 12)));
  const world = { account, iam: iam.newStore(account) } as unknown as World;
  const unused = (): never => {
    throw new Error('IAM asked for something that it may not use');
  };
  const lookup = {
    instanceProfile: unused,
    parameter: unused,
    quota: unused,
    consoleOutput: unused,
    linkedService: unused,
  };
  return { kernel, world, perform: unused, metrics: { publish: unused }, lookup };
}

function refusal(work: () => unknown): [code: string, status: number] {
  try {
    work();
  } catch (error) {
    const { code, status } = error as { code: string; status: number };
    return [code, status];
  }
  return ['nothing thrown', 200];
}

function withRole(): Context {
  const context = fresh();
  api.CreateRole({ RoleName: 'web', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'a', Value: 'b' }] }, context);
  return context;
}

describe('roles', () => {
  test('answer what Terraform cannot do without', () => {
    const { Role: role } = api.GetRole({ RoleName: 'web' }, withRole());
    expect(role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/web',
      Path: '/',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      CreateDate: new Date('2026-01-05T12:00:00Z'),
      MaxSessionDuration: 3_600,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
  });

  const policies: readonly [string, string][] = [
    ['no JSON', 'Allow everything'],
    ['no statement', '{}'],
    ['no principal', JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] })],
    ['no effect', JSON.stringify({ Statement: { Principal: '*', Action: 'sts:AssumeRole' } })],
    ['a resource', JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'x', Resource: '*' } })],
  ];
  test.each(policies)('refuse a trust policy with %s', (_name, AssumeRolePolicyDocument) => {
    const create = () => api.CreateRole({ RoleName: 'web', AssumeRolePolicyDocument }, fresh());
    expect(refusal(create)).toEqual(['MalformedPolicyDocument', 400]);
  });

  test('exist once, whatever the case of their name', () => {
    const context = withRole();
    const create = () => api.CreateRole({ RoleName: 'WEB', AssumeRolePolicyDocument: TRUST }, context);
    expect(refusal(create)).toEqual(['EntityAlreadyExists', 409]);
    expect(refusal(() => api.GetRole({ RoleName: 'constructor' }, context))).toEqual(['NoSuchEntity', 404]);
  });

  test('carry managed and inline policies', () => {
    const context = withRole();
    const RoleName = 'web';
    api.AttachRolePolicy({ RoleName, PolicyArn: SSM_POLICY }, context);
    api.AttachRolePolicy({ RoleName, PolicyArn: SSM_POLICY }, context);
    expect(api.ListAttachedRolePolicies({ RoleName }, context)).toEqual({
      AttachedPolicies: [{ PolicyName: 'AmazonSSMManagedInstanceCore', PolicyArn: SSM_POLICY }],
      IsTruncated: false,
    });
    const unknown = () => api.AttachRolePolicy({ RoleName, PolicyArn: 'arn:aws:iam::1:policy/own' }, context);
    expect(refusal(unknown)).toEqual(['NoSuchEntity', 404]);
    const PolicyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
    api.PutRolePolicy({ RoleName, PolicyName: 'own', PolicyDocument }, context);
    const own = api.GetRolePolicy({ RoleName, PolicyName: 'own' }, context);
    expect(decodeURIComponent(own.PolicyDocument ?? '')).toBe(PolicyDocument);
    expect(api.ListRolePolicies({ RoleName }, context).PolicyNames).toEqual(['own']);
  });

  test('cannot be deleted while something hangs on them', () => {
    const context = withRole();
    const RoleName = 'web';
    const InstanceProfileName = 'web';
    const remove = () => refusal(() => api.DeleteRole({ RoleName }, context));
    api.AttachRolePolicy({ RoleName, PolicyArn: SSM_POLICY }, context);
    expect(remove()).toEqual(['DeleteConflict', 409]);
    api.DetachRolePolicy({ RoleName, PolicyArn: SSM_POLICY }, context);
    api.CreateInstanceProfile({ InstanceProfileName }, context);
    api.AddRoleToInstanceProfile({ InstanceProfileName, RoleName }, context);
    expect(remove()).toEqual(['DeleteConflict', 409]);
    expect(refusal(() => api.DeleteInstanceProfile({ InstanceProfileName }, context))).toEqual(['DeleteConflict', 409]);
    api.RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName }, context);
    api.DeleteInstanceProfile({ InstanceProfileName }, context);
    api.DeleteRole({ RoleName }, context);
    expect(refusal(() => api.GetRole({ RoleName }, context))).toEqual(['NoSuchEntity', 404]);
  });

  test('come in pages', () => {
    const context = fresh();
    for (const RoleName of ['c', 'a', 'b']) {
      api.CreateRole({ RoleName, AssumeRolePolicyDocument: TRUST }, context);
    }
    const first = api.ListRoles({ MaxItems: 2 }, context);
    expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
    expect(first.IsTruncated).toBe(true);
    const second = api.ListRoles({ Marker: first.Marker }, context);
    expect(second.Roles?.map(({ RoleName }) => RoleName)).toEqual(['c']);
    expect(second.IsTruncated).toBe(false);
  });
});

describe('instance profiles', () => {
  test('SSM-01 permit Systems Manager through the policy of their role', () => {
    const context = withRole();
    const { InstanceProfile: profile } = api.CreateInstanceProfile({ InstanceProfileName: 'web' }, context);
    expect(profile?.CreateDate).toEqual(new Date('2026-01-05T12:00:00Z'));
    const permits = (nameOrArn: string) => iam.instanceProfile(context, nameOrArn)?.permitsSystemsManager;
    expect(permits('web')).toBe(false);
    api.AddRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' }, context);
    expect(permits('web')).toBe(false);
    api.AttachRolePolicy({ RoleName: 'web', PolicyArn: SSM_POLICY }, context);
    expect(permits('web')).toBe(true);
    expect(permits('arn:aws:iam::123456789012:instance-profile/web')).toBe(true);
    expect(permits('other')).toBeUndefined();
    const shown = api.GetInstanceProfile({ InstanceProfileName: 'web' }, context).InstanceProfile;
    expect(shown?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['web']);
    const again = () => api.AddRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' }, context);
    expect(refusal(again)).toEqual(['LimitExceeded', 409]);
  });
});

test('IAM and STS name the same caller', () => {
  const context = fresh();
  const identity = sts.operations.GetCallerIdentity({}, context);
  const { User: user } = api.GetUser({}, context);
  expect(identity).toEqual({ Account: '123456789012', Arn: user?.Arn, UserId: user?.UserId });
  expect(identity.Arn).toBe('arn:aws:iam::123456789012:user/ha-lab');
  expect(refusal(() => api.GetUser({ UserName: 'other' }, context))).toEqual(['NoSuchEntity', 404]);
});

describe('policies of AWS’s own', () => {
  test('are described with how often they are attached, and their text can be read', () => {
    const context = withRole();
    api.AttachRolePolicy({ RoleName: 'web', PolicyArn: SSM_POLICY }, context);
    const { Policy: policy } = api.GetPolicy({ PolicyArn: SSM_POLICY }, context);
    expect(policy).toMatchObject({
      PolicyName: 'AmazonSSMManagedInstanceCore',
      Path: '/',
      DefaultVersionId: 'v2',
      AttachmentCount: 1,
      IsAttachable: true,
    });
    const { PolicyVersion: version } = api.GetPolicyVersion({ PolicyArn: SSM_POLICY, VersionId: 'v2' }, context);
    const { Statement: statements } = JSON.parse(decodeURIComponent(version?.Document ?? ''));
    expect(statements[0].Action).toContain('ssm:UpdateInstanceInformation');
    const attached = api.ListPolicies({ OnlyAttached: true }, context).Policies ?? [];
    expect(attached.map(({ Arn }) => Arn)).toEqual([SSM_POLICY]);
    expect(api.ListPolicies({ Scope: 'Local' }, context)).toEqual({ Policies: [], IsTruncated: false });
  });

  test.each([
    ['arn:aws:iam::123456789012:policy/mine', 'NoSuchEntity'],
    ['arn:aws:iam::aws:policy/AmazonS3FullAccess', 'UnsupportedOperation'],
  ])('%s: %s', (PolicyArn, code) => {
    expect(refusal(() => api.GetPolicy({ PolicyArn }, fresh()))[0]).toBe(code);
  });

  test.each([
    ['v1', 'UnsupportedOperation'],
    ['v3', 'NoSuchEntity'],
  ])('version %s: %s', (VersionId, code) => {
    expect(refusal(() => api.GetPolicyVersion({ PolicyArn: SSM_POLICY, VersionId }, fresh()))[0]).toBe(code);
  });
});

test('keys for a while: of the right form, for as long as was asked, and nothing is drawn for them', () => {
  const context = fresh();
  const before = JSON.stringify(context.world);
  const { Credentials: keys } = sts.operations.GetSessionToken({ DurationSeconds: 3_600 }, context);
  expect(keys?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(keys?.Expiration?.getTime()).toBe(context.kernel.now + 3_600_000);
  expect(JSON.stringify(context.world)).toBe(before);
  expect(refusal(() => sts.operations.GetSessionToken({ DurationSeconds: 60 }, context))[0]).toBe('ValidationError');
  expect(sts.operations.GetAccessKeyInfo({ AccessKeyId: keys?.AccessKeyId ?? '' }, context)).toEqual({
    Account: '123456789012',
  });
});
