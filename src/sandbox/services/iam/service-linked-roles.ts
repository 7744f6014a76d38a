// The roles by which AWS's own services act in an account. A service makes its role when it is first used, or
// somebody has it made (CreateServiceLinkedRole); only the service may change it.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { iamId } from '../shared/ids.js';
import type { Reactions } from '../shared/reactions.js';
import { own } from '../shared/records.js';
import { keyOf } from './entities.js';
import type { Role } from './store.js';

export interface LinkedService {
  readonly principal: string;
  readonly roleName: string;
  readonly description: string;
  readonly policyName: string;
  /** May an account have several, told apart by what follows `_` in their names? */
  readonly takesSuffix: boolean;
  /** ARNs of what the role is needed for: while there is any, it cannot be deleted. */
  usedBy(context: Context, roleArn: string): readonly string[];
}

const AUTO_SCALING: LinkedService = {
  principal: 'autoscaling.amazonaws.com',
  roleName: 'AWSServiceRoleForAutoScaling',
  description:
    'Default Service-Linked Role enables access to AWS Services and Resources used or managed by Auto Scaling',
  policyName: 'AutoScalingServiceRolePolicy',
  takesSuffix: true,
  usedBy: ({ world }, roleArn) =>
    Object.values(world.autoscaling.groups).flatMap(({ groupArn, serviceLinkedRoleArn }) =>
      serviceLinkedRoleArn === roleArn ? groupArn : [],
    ),
};

const LOAD_BALANCING: LinkedService = {
  principal: 'elasticloadbalancing.amazonaws.com',
  roleName: 'AWSServiceRoleForElasticLoadBalancing',
  description: 'Allows ELB to call AWS services on your behalf.',
  policyName: 'AWSElasticLoadBalancingServiceRolePolicy',
  takesSuffix: false,
  usedBy: ({ world }) => Object.keys(world.elbv2.loadBalancers),
};

/** Its role is made on demand only: nothing that the sandbox models of Systems Manager needs it. */
const SYSTEMS_MANAGER: LinkedService = {
  principal: 'ssm.amazonaws.com',
  roleName: 'AWSServiceRoleForAmazonSSM',
  description: 'Provides access to AWS Resources managed or used by Amazon SSM.',
  policyName: 'AmazonSSMServiceRolePolicy',
  takesSuffix: false,
  usedBy: () => [],
};

/** Those of the services that the sandbox models. */
export const LINKED_SERVICES: readonly LinkedService[] = [AUTO_SCALING, LOAD_BALANCING, SYSTEMS_MANAGER];

export const reactions: Reactions = {
  /** A group that was given another role makes none. */
  GroupCreated: ({ groupName }, context) => {
    const arn = context.world.autoscaling.groups[groupName]?.serviceLinkedRoleArn;
    if (arn === arnOf(context, AUTO_SCALING)) ensure(context, AUTO_SCALING);
  },
  LoadBalancerStateChanged: ({ to }, context) => {
    if (to === 'provisioning') ensure(context, LOAD_BALANCING);
  },
};

/** Throws `UnmodifiableEntity` for a role that only its service may change. */
export function checkModifiable({ roleName, linkedService }: Role): void {
  if (linkedService === undefined) return;
  throw new ServiceError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
    400,
  );
}

const pathOf = ({ principal }: LinkedService): string => `/aws-service-role/${principal}/`;

const arnOf = (context: Context, service: LinkedService, roleName = service.roleName): string =>
  `arn:aws:iam::${context.world.account.id}:role${pathOf(service)}${roleName}`;

/** Principal of the service whose role has this ARN; undefined: there is none. */
export function linkedService(context: Context, roleArn: string): string | undefined {
  return Object.values(context.world.iam.roles).find(({ arn }) => arn === roleArn)?.linkedService;
}

function ensure(context: Context, service: LinkedService): void {
  if (own(context.world.iam.roles, keyOf(service.roleName)) !== undefined) return;
  // Nobody asked for this role, so it must not shift the ids of what was asked for.
  const roleId = iamId(context, 'AROA', 'iam/service-linked-roles');
  addLinkedRole(context, service, { roleId, description: service.description });
}

/** @param wish another name than the service's own. Only a role that the service makes by itself is described by it. */
export function addLinkedRole(
  context: Context,
  service: LinkedService,
  wish: Pick<Role, 'roleId'> & Partial<Pick<Role, 'roleName' | 'description'>>,
): Role {
  const { principal, policyName } = service;
  const { roleId, roleName = service.roleName, description } = wish;
  const trust = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' };
  const role: Role = {
    roleName,
    roleId,
    arn: arnOf(context, service, roleName),
    path: pathOf(service),
    createdAt: context.kernel.now,
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: 3_600,
    attachedPolicyArns: [`arn:aws:iam::aws:policy/aws-service-role/${policyName}`],
    inlinePolicies: {},
    linkedService: principal,
    tags: {},
  };
  context.world.iam.roles[keyOf(roleName)] = role;
  return role;
}
