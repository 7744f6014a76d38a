// An account's own managed policies: their versions, who has them, and what a machine's agent may do by them.

import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { createKernel, newKernelState } from '../../../../src/kernel/index.js';
import type { Context } from '../../../../src/sandbox/context.js';
import type { SandboxEvent } from '../../../../src/sandbox/events.js';
import * as iam from '../../../../src/sandbox/services/iam/index.js';
import type { World } from '../../../../src/sandbox/world.js';
import { ALONE } from '../shared/lookup.js';

const { operations: api } = iam;
const account = { id: '123456789012', region: 'us-east-1', zones: [] };
const ARN = 'arn:aws:iam::123456789012:policy/read';

type Statement = Readonly<Record<string, unknown>>;
const document = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: unknown, more: Statement = {}): string =>
  document({ Effect: 'Allow', Action, Resource: '*', ...more });
const READ = allow('s3:GetObject');
const TRUST = document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });

/** An account with the policy `read`, and a role in a profile. */
function accountWithPolicy(): Context {
  const kernel = createKernel<SandboxEvent>(newKernelState('iam', Date.UTC(2026, 0, 5, 12)));
  const world = { account, iam: iam.newStore(account) } as unknown as World;
  const unused = (): never => {
    throw new Error('IAM asked for something that it may not use');
  };
  const context: Context = { kernel, world, perform: unused, metrics: { publish: unused }, lookup: ALONE };
  api.CreatePolicy({ PolicyName: 'read', PolicyDocument: READ, Description: 'what may be read' }, context);
  api.CreateRole({ RoleName: 'web', AssumeRolePolicyDocument: TRUST }, context);
  api.CreateInstanceProfile({ InstanceProfileName: 'web' }, context);
  api.AddRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' }, context);
  return context;
}

const attach = (context: Context, PolicyArn = ARN): void =>
  api.AttachRolePolicy({ RoleName: 'web', PolicyArn }, context);

const versions = (context: Context): readonly string[] =>
  (api.ListPolicyVersions({ PolicyArn: ARN }, context).Versions ?? []).map(
    ({ VersionId: id, IsDefaultVersion: isDefault }) => `${id}${isDefault ? '*' : ''}`,
  );

const add = (context: Context, Action: string, SetAsDefault = false): void => {
  api.CreatePolicyVersion({ PolicyArn: ARN, PolicyDocument: allow(Action), SetAsDefault }, context);
};

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.status}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a policy of the account’s own', () => {
  test('is described with how often it is used, and its text is read as it was sent', () => {
    const context = accountWithPolicy();
    attach(context);
    expect(api.GetPolicy({ PolicyArn: ARN }, context).Policy).toMatchObject({
      ...{ PolicyName: 'read', Arn: ARN, Path: '/', DefaultVersionId: 'v1', Description: 'what may be read' },
      ...{ AttachmentCount: 1, PermissionsBoundaryUsageCount: 0, IsAttachable: true, Tags: [] },
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    });
    const { PolicyVersion: version } = api.GetPolicyVersion({ PolicyArn: ARN, VersionId: 'v1' }, context);
    expect(decodeURIComponent(version?.Document ?? '')).toBe(READ);
    expect(api.ListPolicies({ Scope: 'Local', OnlyAttached: true }, context).Policies?.map(({ Arn }) => Arn)).toEqual([
      ARN,
    ]);
    expect(api.ListPolicies({ Scope: 'AWS' }, context).Policies?.map(({ Arn }) => Arn)).not.toContain(ARN);
    expect(api.ListAttachedRolePolicies({ RoleName: 'web' }, context).AttachedPolicies).toEqual([
      { PolicyName: 'read', PolicyArn: ARN },
    ]);
    expect(api.ListEntitiesForPolicy({ PolicyArn: ARN }, context).PolicyRoles).toMatchObject([{ RoleName: 'web' }]);
    expect(api.ListEntitiesForPolicy({ PolicyArn: ARN, EntityFilter: 'User' }, context).PolicyRoles).toEqual([]);
  });

  test('has up to five versions, whose numbers are not used again, one of them the default', () => {
    const context = accountWithPolicy();
    for (const action of ['s3:a', 's3:b', 's3:c', 's3:d']) add(context, action);
    expect(versions(context)).toEqual(['v5', 'v4', 'v3', 'v2', 'v1*']);
    expect(refusal(() => add(context, 's3:e'))).toMatch(
      /^LimitExceeded 409: A managed policy can have up to 5 versions\./,
    );
    api.SetDefaultPolicyVersion({ PolicyArn: ARN, VersionId: 'v3' }, context);
    api.DeletePolicyVersion({ PolicyArn: ARN, VersionId: 'v5' }, context);
    add(context, 's3:f', true);
    expect(versions(context)).toEqual(['v6*', 'v4', 'v3', 'v2', 'v1']);
    expect(refusal(() => api.DeletePolicyVersion({ PolicyArn: ARN, VersionId: 'v6' }, context))).toBe(
      'DeleteConflict 409: Cannot delete the default version of a policy.',
    );
    expect(refusal(() => api.GetPolicyVersion({ PolicyArn: ARN, VersionId: 'v5' }, context))).toMatch(
      /^NoSuchEntity 404/,
    );
  });

  test('goes once nobody has it and one version is left', () => {
    const context = accountWithPolicy();
    const gone = () => api.DeletePolicy({ PolicyArn: ARN }, context);
    attach(context);
    expect(refusal(gone)).toBe('DeleteConflict 409: Cannot delete a policy attached to entities.');
    api.DetachRolePolicy({ RoleName: 'web', PolicyArn: ARN }, context);
    api.PutRolePermissionsBoundary({ RoleName: 'web', PermissionsBoundary: ARN }, context);
    expect(refusal(gone)).toMatch(/attached to entities/);
    api.DeleteRolePermissionsBoundary({ RoleName: 'web' }, context);
    add(context, 's3:a');
    expect(refusal(gone)).toMatch(/^DeleteConflict 409: This policy has more than one version\./);
    api.DeletePolicyVersion({ PolicyArn: ARN, VersionId: 'v2' }, context);
    gone();
    expect(refusal(() => api.GetPolicy({ PolicyArn: ARN }, context))).toBe(
      `NoSuchEntity 404: Policy ${ARN} was not found.`,
    );
    expect(refusal(() => attach(context))).toBe(`NoSuchEntity 404: Policy ${ARN} does not exist or is not attachable.`);
  });

  test('is tagged', () => {
    const context = accountWithPolicy();
    api.TagPolicy(
      {
        PolicyArn: ARN,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
      context,
    );
    api.UntagPolicy({ PolicyArn: ARN, TagKeys: ['a'] }, context);
    expect(api.ListPolicyTags({ PolicyArn: ARN }, context).Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  test.each([
    ['EntityAlreadyExists 409: A policy called READ already exists. Duplicate names are not allowed.', 'READ', READ],
    ['MalformedPolicyDocument 400: This policy contains invalid Json', 'other', '{'],
    ['LimitExceeded 409: Cannot exceed quota for PolicySize: 6144', 'other', allow(['x'.repeat(6_144)])],
  ])('refused: %s', (message, PolicyName, PolicyDocument) => {
    const context = accountWithPolicy();
    expect(refusal(() => api.CreatePolicy({ PolicyName, PolicyDocument }, context))).toBe(message);
  });
});

describe('SSM-01 the agent registers by what the account’s own policies say', () => {
  const permitted = (context: Context) => iam.instanceProfile(context, 'web')?.permitsSystemsManager;

  test.each([
    ['ssm:UpdateInstanceInformation', true],
    ['SSM:Update*', true],
    ['*', true],
    ['s3:*', false],
  ])('%s: %s', (action, expected) => {
    const context = accountWithPolicy();
    add(context, action, true);
    expect(permitted(context)).toBe(false);
    attach(context);
    expect(permitted(context)).toBe(expected);
  });

  test('an inline policy permits it, too; a denial goes before', () => {
    const context = accountWithPolicy();
    const put = (PolicyName: string, PolicyDocument: string) =>
      api.PutRolePolicy({ RoleName: 'web', PolicyName, PolicyDocument }, context);
    put('agent', document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }));
    expect(permitted(context)).toBe(true);
    put('not', allow('ssm:*', { Effect: 'Deny' }));
    expect(permitted(context)).toBe(false);
  });
});
