// Auto Scaling's public face: what the wiring mounts. No sibling calls in here; this service calls the others.

import type { Controller } from '../../context.js';
import { groupAttachment } from './controllers/group-attachment.js';
import { groupCapacity } from './controllers/group-capacity.js';
import { groupHealth } from './controllers/group-health.js';
import { groupInstance } from './controllers/group-instance.js';
import { groupMetrics } from './controllers/group-metrics.js';
import { groupReplacement } from './controllers/group-replacement.js';
import { instanceRefresh } from './controllers/instance-refresh.js';
import { scalingPolicy } from './controllers/scaling-policy.js';
import { scheduledActions } from './controllers/scheduled-actions.js';
import { zoneRebalance } from './controllers/zone-rebalance.js';

export { operations } from './operations/index.js';
export { reactions } from './reactions.js';
export { newStore } from './store.js';

export const controllers: readonly Controller[] = [
  groupCapacity,
  groupInstance,
  groupHealth,
  groupReplacement,
  groupAttachment,
  zoneRebalance,
  scalingPolicy,
  scheduledActions,
  instanceRefresh,
  groupMetrics,
];
