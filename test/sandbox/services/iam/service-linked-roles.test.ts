// Service-linked roles on demand, through the SDK over the wire: their names, whose they are, and when they can be deleted.

import {
  CreateServiceLinkedRoleCommand,
  type CreateServiceLinkedRoleCommandInput,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { beforeEach, expect, test } from 'vitest';
import { sandboxClients } from '../../../../src/lab/clients.js';
import { openInMemory } from '../../../../src/lab/in-memory.js';
import { Sandbox } from '../../../../src/sandbox/index.js';

const AUTO_SCALING = 'autoscaling.amazonaws.com';
const LOAD_BALANCING = 'elasticloadbalancing.amazonaws.com';

let sandbox: Sandbox;
let iam: ReturnType<typeof sandboxClients>['iam'];

beforeEach(() => {
  sandbox = Sandbox.born({ seed: 'linked' });
  ({ iam } = sandboxClients(sandbox.region, openInMemory(sandbox, 'wire').reach));
});

const create = async (input: CreateServiceLinkedRoleCommandInput) =>
  (await iam.send(new CreateServiceLinkedRoleCommand(input))).Role;

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.fail('accepted'),
    (thrown: Error & { $metadata: { httpStatusCode: number } }) => thrown,
  );
  return `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`;
}

/** Waits as Terraform does. */
async function deletion(RoleName: string) {
  const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
  expect(DeletionTaskId).toMatch(new RegExp(`^task/aws-service-role/[a-z.]+/${RoleName}/[0-9a-f-]{36}$`));
  return iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
}

test.each([
  [AUTO_SCALING, undefined, 'AWSServiceRoleForAutoScaling'],
  [AUTO_SCALING, 'mine', 'AWSServiceRoleForAutoScaling_mine'],
  [LOAD_BALANCING, undefined, 'AWSServiceRoleForElasticLoadBalancing'],
  ['ssm.amazonaws.com', undefined, 'AWSServiceRoleForAmazonSSM'],
])('of %s with the suffix %s: %s', async (AWSServiceName, CustomSuffix, RoleName) => {
  const Path = `/aws-service-role/${AWSServiceName}/`;
  const Arn = `arn:aws:iam::${sandbox.accountId}:role${Path}${RoleName}`;
  const made = await create({ AWSServiceName, CustomSuffix, Description: 'ours' });
  expect(made).toMatchObject({ RoleName, Path, Arn, Description: 'ours' });
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role).toMatchObject({ Arn, RoleId: made?.RoleId, MaxSessionDuration: 3_600 });
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement[0].Principal).toEqual({
    Service: AWSServiceName,
  });
  expect(await refusal(create({ AWSServiceName, CustomSuffix }))).toBe(
    `400 InvalidInputException: Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
  );
});

test.each([
  [
    { AWSServiceName: LOAD_BALANCING, CustomSuffix: 'mine' },
    `400 InvalidInputException: Custom suffix is not allowed for ${LOAD_BALANCING}`,
  ],
  [
    { AWSServiceName: AUTO_SCALING, CustomSuffix: 'a b' },
    "400 ValidationError: 1 validation error detected: Value 'a b' at 'customSuffix'",
  ],
  [{ AWSServiceName: AUTO_SCALING, CustomSuffix: 'x'.repeat(40) }, '400 ValidationError: 1 validation error detected'],
  [
    { AWSServiceName: AUTO_SCALING, Description: 'x'.repeat(1_001) },
    "400 ValidationError: 1 validation error detected: Value at 'description'",
  ],
  [
    { AWSServiceName: 'lex.amazonaws.com' },
    '400 UnsupportedOperation: The sandbox does not model service-linked roles of lex.amazonaws.com',
  ],
])('refused: %j', async (input, beginning) => {
  expect((await refusal(create(input))).slice(0, beginning.length)).toBe(beginning);
  expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
});

test('a role of the account’s own is no service-linked one', async () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  sandbox.call('iam', 'CreateRole', { RoleName: 'web', AssumeRolePolicyDocument });
  expect(await refusal(iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: 'web' })))).toMatch(/^404 NoSuchEntity/);
  const unknown = iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: 'task/none' }));
  expect(await refusal(unknown)).toMatch(/^404 NoSuchEntity/);
});

test('a group acts by a role made for it, which stays for as long as the group needs it', async () => {
  const { Subnets } = sandbox.call('ec2', 'DescribeSubnets', {}) as { Subnets: { SubnetId: string }[] };
  const ImageId = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
  const LaunchTemplateData = { ImageId, InstanceType: 't3.micro' };
  sandbox.call('ec2', 'CreateLaunchTemplate', { LaunchTemplateName: 'first', LaunchTemplateData });
  const mine = await create({ AWSServiceName: AUTO_SCALING, CustomSuffix: 'mine' });
  const balancing = await create({ AWSServiceName: LOAD_BALANCING });
  const group = (ServiceLinkedRoleARN?: string) =>
    sandbox.call('autoscaling', 'CreateAutoScalingGroup', {
      AutoScalingGroupName: 'first',
      ...{ MinSize: 0, MaxSize: 1, VPCZoneIdentifier: Subnets[0]?.SubnetId, ServiceLinkedRoleARN },
      LaunchTemplate: { LaunchTemplateName: 'first' },
    });
  expect(() => group(balancing?.Arn)).toThrow('Service-Linked Role does not exist');
  group(mine?.Arn);
  expect(await deletion('AWSServiceRoleForAutoScaling_mine')).toMatchObject({
    Status: 'FAILED',
    Reason: {
      RoleUsageList: [{ Region: sandbox.region, Resources: [sandbox.world.autoscaling.groups.first?.groupArn] }],
    },
  });
  sandbox.call('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName: 'first' });
  sandbox.run(sandbox.now + 60_000);
  expect(await deletion('AWSServiceRoleForAutoScaling_mine')).toMatchObject({ Status: 'SUCCEEDED' });
  expect((await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName)).toEqual([
    balancing?.RoleName,
  ]);
  // Terraform plans a change where it finds a description that nobody gave.
  expect(await create({ AWSServiceName: AUTO_SCALING, CustomSuffix: 'mine' })).not.toHaveProperty('Description');
});
