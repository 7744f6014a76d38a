// All operations of the ELBv2 API that the sandbox serves.

import { accountOperations } from './account.js';
import { listenerOperations } from './listeners.js';
import { loadBalancerChanges } from './load-balancer-changes.js';
import { loadBalancerOperations } from './load-balancers.js';
import type { Elbv2Operations } from './module.js';
import { ruleOperations } from './rules.js';
import { tagOperations } from './tags.js';
import { targetGroupOperations } from './target-groups.js';
import { targetOperations } from './targets.js';

export const operations = {
  ...loadBalancerOperations,
  ...loadBalancerChanges,
  ...targetGroupOperations,
  ...targetOperations,
  ...listenerOperations,
  ...ruleOperations,
  ...tagOperations,
  ...accountOperations,
} satisfies Elbv2Operations;
