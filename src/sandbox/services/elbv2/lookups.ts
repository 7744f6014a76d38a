// Finding things by ARN, or the error that says it is not there. Reads only.

import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { listenerNotFound, loadBalancerNotFound, ruleNotFound } from './errors.js';
import type { Listener, LoadBalancer, Rule } from './store.js';

/** Throws LoadBalancerNotFound. */
export function requireLoadBalancer(context: Context, arn: string): LoadBalancer {
  const found = own(context.world.elbv2.loadBalancers, arn);
  if (found === undefined) throw loadBalancerNotFound([arn]);
  return found;
}

/** Throws ListenerNotFound. */
export function requireListener(context: Context, arn: string): Listener {
  const found = own(context.world.elbv2.listeners, arn);
  if (found === undefined) throw listenerNotFound([arn]);
  return found;
}

/** Throws RuleNotFound. */
export function requireRule(context: Context, arn: string): Rule {
  const found = own(context.world.elbv2.rules, arn);
  if (found === undefined) throw ruleNotFound();
  return found;
}
