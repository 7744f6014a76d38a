// A simulated request at the load balancer: where it goes, and what is counted when it is over. `route` and `requestFinished` run once per
// request, so they allocate no more than the answer.

import type { Context } from '../../context.js';
import type { BalancerView, RequestOutcome, Routed } from '../../fleet/environment.js';
import { isZoneImpaired } from '../ec2/index.js';
import { effectiveAttribute } from './attributes/load-balancer.js';
import { countersFor, countHundreds, countOwnCode } from './counters.js';
import { countResponse } from './response-times.js';
import { conditionsMatch } from './rules/conditions.js';
import { choose } from './rules/rotation.js';
import { STATUS_BY_CAUSE } from './rules/status-by-cause.js';
import { type Action, type Elbv2Store, type LoadBalancer, type Target, targetKey } from './store.js';

const NO_TARGETS: Routed = { to: 'nobody', statusCode: STATUS_BY_CAUSE['no-registered-targets'].statusCode };
/** No listener on the port: the node refuses the connection, no HTTP is spoken. */
const NO_LISTENER: Routed = { to: 'nobody', statusCode: 0 };

/** The load balancer behind a DNS name; undefined while the name does not resolve. */
export function balancer(context: Context, dnsName: string): BalancerView | undefined {
  const store = context.world.elbv2;
  const found = store.loadBalancers[store.loadBalancerArnsByDnsName[dnsName.toLowerCase()] ?? ''];
  if (found === undefined || found.state !== 'active') return undefined;
  return {
    loadBalancerArn: found.loadBalancerArn,
    idleTimeoutMs: Number(effectiveAttribute(found, 'idle_timeout.timeout_seconds')) * 1_000,
    nodes: found.nodes.map(({ availabilityZone }) => ({
      availabilityZone,
      // Asked of the zone itself: the load balancer's own notice of it (`impairedSince`) comes a moment later.
      alive: !isZoneImpaired(context, availabilityZone),
      inDns: found.zonesInDns.includes(availabilityZone),
    })),
  };
}

/** Chooses a target for a request that arrived at a node. `host` defaults to the load balancer's own name. */
export function route(
  context: Context,
  loadBalancerArn: string,
  nodeZone: string,
  port: number,
  path = '/',
  host?: string,
): Routed {
  const store = context.world.elbv2;
  const loadBalancer = store.loadBalancers[loadBalancerArn];
  if (loadBalancer === undefined) return NO_LISTENER;
  const action = actionFor(store, loadBalancer, port, path, host ?? loadBalancer.dnsName);
  switch (action?.type) {
    case undefined:
      return NO_LISTENER;
    case 'forward':
      return forward(context, loadBalancer, action, nodeZone);
    case 'fixed-response':
      countersFor(loadBalancer.counters, nodeZone, '').fixedResponses += 1;
      return { to: 'nobody', statusCode: Number(action.statusCode), answer: action };
    case 'redirect':
      countersFor(loadBalancer.counters, nodeZone, '').redirects += 1;
      return { to: 'nobody', statusCode: action.statusCode === 'HTTP_301' ? 301 : 302, answer: action };
  }
}

/** The action of the first rule that matches, else the listener's default; undefined without a listener. */
function actionFor(
  store: Elbv2Store,
  loadBalancer: LoadBalancer,
  port: number,
  path: string,
  host: string,
): Action | undefined {
  const listener = store.listeners[loadBalancer.listenerArns[port] ?? ''];
  if (listener === undefined) return undefined;
  for (const ruleArn of listener.ruleArns) {
    const rule = store.rules[ruleArn];
    if (rule !== undefined && conditionsMatch(rule.conditions, path, host)) return rule.action;
  }
  return listener.defaultAction;
}

function forward(
  context: Context,
  loadBalancer: LoadBalancer,
  action: Extract<Action, { type: 'forward' }>,
  nodeZone: string,
): Routed {
  const arn = weightedChoice(context, action);
  const targetGroup = context.world.elbv2.targetGroups[arn];
  const rotation = targetGroup?.rotations[nodeZone];
  if (targetGroup === undefined || rotation === undefined) return NO_TARGETS;
  const { targets, settings } = targetGroup;
  const key = choose(rotation, targets, settings, nodeZone, context.kernel.now, () =>
    context.kernel.random('elbv2/weighted-random'),
  );
  const target = key === undefined ? undefined : targets[key];
  if (target === undefined) return NO_TARGETS;
  target.outstanding += 1;
  const counters = countersFor(loadBalancer.counters, nodeZone, arn);
  counters.requests += 1;
  if (rotation.failOpen) counters.failOpenRequests += 1;
  const { targetId: instanceId, port } = target;
  return { to: 'target', targetGroupArn: arn, instanceId, port, failOpen: rotation.failOpen };
}

/** Requests are shared out by weight at random; with one target group nothing is drawn. */
function weightedChoice(context: Context, { targetGroups }: Extract<Action, { type: 'forward' }>): string {
  const only = targetGroups[0];
  if (only === undefined || targetGroups.length === 1) return only?.targetGroupArn ?? '';
  let total = 0;
  for (const { weight } of targetGroups) total += weight;
  let drawn = context.kernel.random('elbv2/weighted-forward').uniform(0, total);
  for (const { targetGroupArn, weight } of targetGroups) {
    drawn -= weight;
    if (drawn < 0) return targetGroupArn;
  }
  return only.targetGroupArn;
}

/** A routed request ended, or one that was routed to nobody was answered: counts it (CW-06). Never called for refused connections. */
export function requestFinished(context: Context, outcome: RequestOutcome): void {
  const store = context.world.elbv2;
  const loadBalancer = store.loadBalancers[outcome.loadBalancerArn];
  if (loadBalancer === undefined) return;
  const counters = countersFor(loadBalancer.counters, outcome.nodeZone, outcome.targetGroupArn ?? '');
  if (outcome.madeBy === 'target') countHundreds(counters.targetCodes, outcome.statusCode);
  else countOwnCode(counters, outcome.statusCode);
  if (outcome.connectionFailed) counters.connectionErrors += 1;
  if (outcome.targetResponseSeconds !== undefined)
    countResponse(counters.responseSeconds, outcome.targetResponseSeconds);
  const target = targetOf(store, outcome);
  if (target !== undefined && target.outstanding > 0) target.outstanding -= 1;
}

/** The target of an outcome; undefined when it has left its group since. */
function targetOf(store: Elbv2Store, { targetGroupArn, instanceId, port }: RequestOutcome): Target | undefined {
  if (targetGroupArn === undefined || instanceId === undefined) return undefined;
  const targetGroup = store.targetGroups[targetGroupArn];
  return targetGroup?.targets[targetKey(targetGroup, instanceId, port ?? targetGroup.port)];
}
