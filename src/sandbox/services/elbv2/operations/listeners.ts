// CreateListener, DescribeListeners, ModifyListener, DeleteListener; their attributes and (no) certificates. HTTP only.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { arnSuffix } from '../../shared/ids.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { actionFrom } from '../actions.js';
import { listenerArn, ruleArn } from '../arns.js';
import { LISTENER_ATTRIBUTES } from '../attributes/listener.js';
import { attributeMembers, changed, complete } from '../attributes/table.js';
import { listenerNotFound, validation } from '../errors.js';
import { forgetListener } from '../listeners.js';
import { requireListener, requireLoadBalancer } from '../lookups.js';
import { presentListener } from '../presentation.js';
import type { Listener, LoadBalancer } from '../store.js';
import { addTags, mergedTags } from '../tagging.js';
import { refreshUses } from '../uses.js';
import type { Elbv2Operations } from './module.js';
import { paged } from './paging.js';

type Creation = Parameters<NonNullable<Elbv2Operations['CreateListener']>>[0];
type Change = Parameters<NonNullable<Elbv2Operations['ModifyListener']>>[0];

const KNOWN = ['Port', 'Protocol', 'DefaultActions', 'MutualAuthentication'] as const;

export const listenerOperations = {
  CreateListener(input, context) {
    onlyModelled('CreateListener', input, [...KNOWN, 'LoadBalancerArn', 'Tags']);
    checkProtocol(input);
    const loadBalancer = requireLoadBalancer(context, input.LoadBalancerArn);
    const port = checkedPort(input.Port);
    requireFreePort(loadBalancer, port);
    const defaultAction = actionFrom(context, loadBalancer, input.DefaultActions);
    mergedTags({}, input.Tags);
    const arn = listenerArn(loadBalancer.loadBalancerArn, arnSuffix(context));
    const created: Listener = {
      listenerArn: arn,
      loadBalancerArn: loadBalancer.loadBalancerArn,
      defaultRuleArn: ruleArn(arn, arnSuffix(context)),
      port,
      defaultAction,
      ruleArns: [],
      attributes: {},
    };
    context.world.elbv2.listeners[arn] = created;
    loadBalancer.listenerArns[port] = arn;
    addTags(context, arn, input.Tags);
    refreshUses(context);
    return { Listeners: [presentListener(created)] };
  },

  DescribeListeners(input, context) {
    const { items, marker } = paged(wantedListeners(context, input.LoadBalancerArn, input.ListenerArns), input);
    return { Listeners: items.map(presentListener), NextMarker: marker };
  },

  ModifyListener(input, context) {
    onlyModelled('ModifyListener', input, [...KNOWN, 'ListenerArn']);
    checkProtocol(input);
    const found = requireListener(context, input.ListenerArn);
    const loadBalancer = requireLoadBalancer(context, found.loadBalancerArn);
    const port = input.Port === undefined ? found.port : checkedPort(input.Port);
    if (port !== found.port) requireFreePort(loadBalancer, port);
    const action =
      input.DefaultActions === undefined ? undefined : actionFrom(context, loadBalancer, input.DefaultActions);
    if (action !== undefined) found.defaultAction = action;
    delete loadBalancer.listenerArns[found.port];
    found.port = port;
    loadBalancer.listenerArns[port] = found.listenerArn;
    refreshUses(context);
    return { Listeners: [presentListener(found)] };
  },

  DeleteListener({ ListenerArn }, context) {
    requireListener(context, ListenerArn);
    forgetListener(context, ListenerArn);
    refreshUses(context);
  },

  DescribeListenerAttributes({ ListenerArn }, context) {
    return { Attributes: allAttributes(requireListener(context, ListenerArn)) };
  },

  ModifyListenerAttributes({ ListenerArn, Attributes }, context) {
    const found = requireListener(context, ListenerArn);
    found.attributes = changed('Listener', LISTENER_ATTRIBUTES, found.attributes, Attributes);
    return { Attributes: allAttributes(found) };
  },

  /** An HTTP listener has none. */
  DescribeListenerCertificates({ ListenerArn }, context) {
    requireListener(context, ListenerArn);
    return { Certificates: [] };
  },
} satisfies Elbv2Operations;

function checkProtocol({ Protocol = 'HTTP', MutualAuthentication }: Creation | Change): void {
  if (Protocol === 'HTTPS') throw unsupported('HTTPS listeners: it has no certificates');
  if (Protocol !== 'HTTP') {
    throw validation(`Listener protocol '${Protocol}' is not supported with load balancers of type 'application'`);
  }
  if (MutualAuthentication === undefined) return;
  const { Mode: mode } = MutualAuthentication;
  if (mode !== undefined && mode !== 'off') throw unsupported(`mutual authentication in mode ${mode}`);
  onlyModelled('MutualAuthentication', MutualAuthentication, ['Mode']);
}

function checkedPort(port: number | undefined): number {
  if (port === undefined) throw validation('A listener port must be specified');
  if (port < 1 || port > 65_535) throw validation(`Port '${port}' must be between 1 and 65535`);
  return port;
}

function requireFreePort(loadBalancer: LoadBalancer, port: number): void {
  if (own(loadBalancer.listenerArns, String(port)) === undefined) return;
  throw new ServiceError(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${loadBalancer.loadBalancerArn}'`,
  );
}

function wantedListeners(
  context: Context,
  loadBalancerArn: string | undefined,
  arns: readonly string[] | undefined,
): readonly Listener[] {
  const { listeners } = context.world.elbv2;
  if (arns !== undefined && arns.length > 0) {
    const missing = arns.filter((arn) => own(listeners, arn) === undefined);
    if (missing.length > 0) throw listenerNotFound(missing);
    return arns.flatMap((arn) => own(listeners, arn) ?? []);
  }
  if (loadBalancerArn === undefined) throw validation('A load balancer ARN or listener ARNs must be specified');
  requireLoadBalancer(context, loadBalancerArn);
  return Object.values(listeners).filter((listener) => listener.loadBalancerArn === loadBalancerArn);
}

function allAttributes(listener: Listener) {
  return attributeMembers(complete(LISTENER_ATTRIBUTES, listener.attributes));
}
