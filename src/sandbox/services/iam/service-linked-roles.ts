// The roles by which AWS's own services act in an account. A service makes its role when it is first used; only the service may change it.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { iamId } from '../shared/ids.js';
import type { Reactions } from '../shared/reactions.js';
import { own } from '../shared/records.js';
import { keyOf } from './entities.js';
import type { Role } from './store.js';

interface LinkedService {
  readonly principal: string;
  readonly roleName: string;
  readonly description: string;
  readonly policyName: string;
}

const AUTO_SCALING: LinkedService = {
  principal: 'autoscaling.amazonaws.com',
  roleName: 'AWSServiceRoleForAutoScaling',
  description:
    'Default Service-Linked Role enables access to AWS Services and Resources used or managed by Auto Scaling',
  policyName: 'AutoScalingServiceRolePolicy',
};

const LOAD_BALANCING: LinkedService = {
  principal: 'elasticloadbalancing.amazonaws.com',
  roleName: 'AWSServiceRoleForElasticLoadBalancing',
  description: 'Allows ELB to call AWS services on your behalf.',
  policyName: 'AWSElasticLoadBalancingServiceRolePolicy',
};

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

const arnOf = (context: Context, service: LinkedService): string =>
  `arn:aws:iam::${context.world.account.id}:role${pathOf(service)}${service.roleName}`;

function ensure(context: Context, service: LinkedService): void {
  const { iam } = context.world;
  const { principal, roleName } = service;
  if (own(iam.roles, keyOf(roleName)) !== undefined) return;
  const trust = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' };
  iam.roles[keyOf(roleName)] = {
    roleName,
    // Nobody asked for this role, so it must not shift the ids of what was asked for.
    roleId: iamId(context, 'AROA', 'iam/service-linked-roles'),
    arn: arnOf(context, service),
    path: pathOf(service),
    createdAt: context.kernel.now,
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    description: service.description,
    maxSessionSeconds: 3_600,
    attachedPolicyArns: [`arn:aws:iam::aws:policy/aws-service-role/${service.policyName}`],
    inlinePolicies: {},
    linkedService: principal,
    tags: {},
  };
}
