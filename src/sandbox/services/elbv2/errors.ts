// The errors of the ELBv2 API in AWS's codes and words. What the sandbox does not model is refused through shared/modelled.ts instead.

import { ServiceError } from '../../../errors.js';

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

export const loadBalancerNotFound = (arns: readonly string[]): ServiceError =>
  new ServiceError('LoadBalancerNotFound', `Load balancers '[${arns.join(', ')}]' not found`);

export const targetGroupsNotFound = (arns: readonly string[]): ServiceError =>
  new ServiceError(
    'TargetGroupNotFound',
    arns.length === 1 ? `Target group ${quoted(arns)} not found` : `Target groups ${quoted(arns)} not found`,
  );

/** By name Terraform first asks whether the name is free, so this is the usual answer. */
export const namesNotFound = (kind: 'LoadBalancer' | 'TargetGroup', names: readonly string[]): ServiceError =>
  new ServiceError(
    `${kind}NotFound`,
    kind === 'LoadBalancer'
      ? `Load balancers '[${names.join(', ')}]' not found`
      : `One or more target groups not found`,
  );

export const listenerNotFound = (arns: readonly string[]): ServiceError =>
  new ServiceError(
    'ListenerNotFound',
    arns.length === 1 ? `Listener ${quoted(arns)} not found` : `One or more listeners not found`,
  );

export const ruleNotFound = (): ServiceError => new ServiceError('RuleNotFound', 'One or more rules not found');

export const validation = (message: string): ServiceError => new ServiceError('ValidationError', message);

export const invalidConfiguration = (message: string): ServiceError =>
  new ServiceError('InvalidConfigurationRequest', message);
