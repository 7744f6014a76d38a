// CreateRule, DescribeRules, ModifyRule, DeleteRule, SetRulePriorities.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { arnSuffix } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { actionFrom } from '../actions.js';
import { ruleArn } from '../arns.js';
import { ruleNotFound, validation } from '../errors.js';
import { refreshRules, rulesOf } from '../listeners.js';
import { requireListener, requireLoadBalancer, requireRule } from '../lookups.js';
import { presentDefaultRule, presentRule } from '../presentation.js';
import { conditionsFrom } from '../rule-conditions.js';
import type { Listener, Rule } from '../store.js';
import { addTags, mergedTags } from '../tagging.js';
import type { Elbv2Operations } from './module.js';
import { paged } from './paging.js';

const MAX_PRIORITY = 50_000;

export const ruleOperations = {
  CreateRule(input, context) {
    onlyModelled('CreateRule', input, ['ListenerArn', 'Conditions', 'Priority', 'Actions', 'Tags']);
    const listener = requireListener(context, input.ListenerArn);
    const loadBalancer = requireLoadBalancer(context, listener.loadBalancerArn);
    const { Priority: priority } = input;
    checkPriority(priority);
    requireFreePriority(rulesOf(context, listener), priority);
    mergedTags({}, input.Tags);
    const conditions = conditionsFrom(input.Conditions);
    const action = actionFrom(context, loadBalancer, input.Actions);
    const arn = ruleArn(listener.listenerArn, arnSuffix(context));
    const created: Rule = { ruleArn: arn, listenerArn: listener.listenerArn, priority, conditions, action };
    context.world.elbv2.rules[arn] = created;
    addTags(context, arn, input.Tags);
    refreshRules(context, listener);
    return { Rules: [presentRule(created)] };
  },

  DescribeRules(input, context) {
    const { items, marker } = paged(wantedRules(context, input.ListenerArn, input.RuleArns), input);
    return { Rules: items, NextMarker: marker };
  },

  ModifyRule(input, context) {
    onlyModelled('ModifyRule', input, ['RuleArn', 'Conditions', 'Actions']);
    refuseDefault(context, input.RuleArn, 'modified');
    const found = requireRule(context, input.RuleArn);
    const listener = requireListener(context, found.listenerArn);
    const loadBalancer = requireLoadBalancer(context, listener.loadBalancerArn);
    const conditions = input.Conditions === undefined ? found.conditions : conditionsFrom(input.Conditions);
    found.action = input.Actions === undefined ? found.action : actionFrom(context, loadBalancer, input.Actions);
    found.conditions = conditions;
    refreshRules(context, listener);
    return { Rules: [presentRule(found)] };
  },

  DeleteRule({ RuleArn }, context) {
    refuseDefault(context, RuleArn, 'deleted');
    const { listenerArn } = requireRule(context, RuleArn);
    delete context.world.elbv2.rules[RuleArn];
    delete context.world.elbv2.tags[RuleArn];
    refreshRules(context, requireListener(context, listenerArn));
  },

  /** All or none: the new order is checked as a whole, so that two rules can change places. */
  SetRulePriorities({ RulePriorities }, context) {
    const wishes = RulePriorities.map(({ RuleArn = '', Priority = 0 }) => {
      refuseDefault(context, RuleArn, 'given a priority');
      checkPriority(Priority);
      return { rule: requireRule(context, RuleArn), priority: Priority };
    });
    for (const { rule, priority } of wishes) {
      const others = rulesOf(context, requireListener(context, rule.listenerArn))
        .filter((other) => other !== rule)
        .map((other) => ({ priority: wishes.find((wish) => wish.rule === other)?.priority ?? other.priority }));
      requireFreePriority(others, priority);
    }
    for (const { rule, priority } of wishes) rule.priority = priority;
    for (const { rule } of wishes) refreshRules(context, requireListener(context, rule.listenerArn));
    return { Rules: wishes.map(({ rule }) => presentRule(rule)) };
  },
} satisfies Elbv2Operations;

function checkPriority(priority: number): void {
  if (priority >= 1 && priority <= MAX_PRIORITY) return;
  throw validation(`Priority '${priority}' must be between 1 and ${MAX_PRIORITY}`);
}

function requireFreePriority(rules: readonly { readonly priority: number }[], priority: number): void {
  if (rules.some((rule) => rule.priority === priority)) {
    throw new ServiceError('PriorityInUse', `Priority '${priority}' is currently in use`);
  }
}

function listenerOfDefault(context: Context, arn: string): Listener | undefined {
  return Object.values(context.world.elbv2.listeners).find((listener) => listener.defaultRuleArn === arn);
}

function refuseDefault(context: Context, arn: string, what: string): void {
  if (listenerOfDefault(context, arn) === undefined) return;
  throw new ServiceError('OperationNotPermitted', `Default rule '${arn}' cannot be ${what}`);
}

function wantedRules(context: Context, listenerArn: string | undefined, arns: readonly string[] | undefined) {
  if (listenerArn !== undefined) {
    const listener = requireListener(context, listenerArn);
    return [...rulesOf(context, listener).map(presentRule), presentDefaultRule(listener)];
  }
  if (arns === undefined || arns.length === 0) throw validation('A listener ARN or rule ARNs must be specified');
  return arns.map((arn) => {
    const rule = own(context.world.elbv2.rules, arn);
    if (rule !== undefined) return presentRule(rule);
    const listener = listenerOfDefault(context, arn);
    if (listener !== undefined) return presentDefaultRule(listener);
    throw ruleNotFound();
  });
}
