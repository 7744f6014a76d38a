// Actions as sent, checked and brought into the store's form. Everything but forward, fixed-response and redirect is refused by name.

import type { Action as ApiAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { onlyModelled, unsupported } from '../shared/modelled.js';
import { invalidConfiguration, validation } from './errors.js';
import type { Action, LoadBalancer } from './store.js';
import { requireTargetGroup } from './targets.js';

const KNOWN = ['Type', 'Order', 'TargetGroupArn', 'ForwardConfig', 'FixedResponseConfig', 'RedirectConfig'] as const;

/** The one action of a listener or rule. Throws ValidationError, TargetGroupNotFound, TargetGroupAssociationLimit, UnsupportedOperation. */
export function actionFrom(context: Context, loadBalancer: LoadBalancer, actions: readonly ApiAction[]): Action {
  const [action, ...more] = actions;
  if (action === undefined) throw validation('An action must be specified');
  const other = actions.find(({ Type = '' }) => !['forward', 'fixed-response', 'redirect'].includes(Type));
  if (other !== undefined) throw unsupported(`actions of type ${other.Type}`);
  onlyModelled(`actions of type ${action.Type}`, action, KNOWN);
  if (more.length > 0) {
    throw validation("Only one action of type 'forward', 'fixed-response' or 'redirect' can be specified");
  }
  const order = action.Order === undefined ? {} : { order: action.Order };
  if (action.Type === 'fixed-response') {
    return { type: 'fixed-response', ...order, ...fixedResponseFrom(action.FixedResponseConfig) };
  }
  if (action.Type === 'redirect') return { type: 'redirect', ...order, ...redirectFrom(action.RedirectConfig) };
  return { type: 'forward', ...order, targetGroups: forwardFrom(context, loadBalancer, action) };
}

type ForwardTargets = Extract<Action, { type: 'forward' }>['targetGroups'];

function forwardFrom(context: Context, loadBalancer: LoadBalancer, action: ApiAction): ForwardTargets {
  const config = action.ForwardConfig;
  if (config?.TargetGroupStickinessConfig?.Enabled === true) throw unsupported('target group stickiness');
  const listed = (config?.TargetGroups ?? []).map(({ TargetGroupArn = '', Weight = 1 }) => ({
    targetGroupArn: TargetGroupArn,
    weight: Weight,
  }));
  const named = action.TargetGroupArn;
  const onlyOther =
    listed.length > 0 && named !== undefined && (listed.length > 1 || listed[0]?.targetGroupArn !== named);
  if (onlyOther) throw validation('You cannot specify both a target group ARN and a forward configuration that differ');
  const targetGroups = listed.length > 0 || named === undefined ? listed : [{ targetGroupArn: named, weight: 1 }];
  if (targetGroups.length === 0) throw validation("An action of type 'forward' requires at least one target group");
  if (targetGroups.length > 5) throw validation("An action of type 'forward' can have at most 5 target groups");
  for (const { targetGroupArn, weight } of targetGroups) {
    if (weight < 0 || weight > 999) throw validation(`Weight '${weight}' must be between 0 and 999`);
    checkTargetGroup(context, loadBalancer, targetGroupArn);
  }
  return targetGroups;
}

function checkTargetGroup(context: Context, loadBalancer: LoadBalancer, targetGroupArn: string): void {
  const targetGroup = requireTargetGroup(context, targetGroupArn);
  if (targetGroup.vpcId !== loadBalancer.vpcId) {
    throw invalidConfiguration(
      `The target group '${targetGroupArn}' and the load balancer '${loadBalancer.loadBalancerArn}' must be in the same VPC`,
    );
  }
  if (targetGroup.loadBalancerArns.some((arn) => arn !== loadBalancer.loadBalancerArn)) {
    throw new ServiceError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${targetGroupArn}`,
    );
  }
}

const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

function fixedResponseFrom(config: ApiAction['FixedResponseConfig']) {
  if (config?.StatusCode === undefined) throw validation('A fixed-response action requires a FixedResponseConfig');
  const { StatusCode: statusCode, ContentType: contentType, MessageBody: messageBody } = config;
  if (!/^[245]\d\d$/.test(statusCode)) throw validation('The status code must be 2XX, 4XX or 5XX');
  if (contentType !== undefined && contentType !== '' && !CONTENT_TYPES.includes(contentType)) {
    throw validation(`The content type must be one of: '${CONTENT_TYPES.join("', '")}'`);
  }
  return {
    statusCode,
    ...(contentType === undefined || contentType === '' ? {} : { contentType }),
    ...(messageBody === undefined ? {} : { messageBody }),
  };
}

function redirectFrom(config: ApiAction['RedirectConfig']) {
  if (config === undefined) throw validation('A redirect action requires a RedirectConfig');
  onlyModelled('RedirectConfig', config, ['Protocol', 'Port', 'Host', 'Path', 'Query', 'StatusCode']);
  const { StatusCode: statusCode } = config;
  if (statusCode !== 'HTTP_301' && statusCode !== 'HTTP_302') {
    throw validation('The redirect status code must be HTTP_301 or HTTP_302');
  }
  return {
    statusCode,
    protocol: config.Protocol ?? '#{protocol}',
    port: config.Port ?? '#{port}',
    host: config.Host ?? '#{host}',
    path: config.Path ?? '/#{path}',
    query: config.Query ?? '#{query}',
  } as const;
}
