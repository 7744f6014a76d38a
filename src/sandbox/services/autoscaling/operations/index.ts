// All of Auto Scaling's operations that are modelled; the pipeline refuses any other by name.

import { activityOperations } from './activities.js';
import type { AutoScalingOperations } from './api.js';
import { catalogueOperations } from './catalogue.js';
import { groupOperations } from './groups.js';
import { hookOperations } from './hooks.js';
import { instanceOperations } from './instances.js';
import { membershipOperations } from './membership.js';
import { policyOperations } from './policies.js';
import { refreshOperations } from './refreshes.js';
import { scheduleOperations } from './schedules.js';
import { settingOperations } from './settings.js';
import { trafficOperations } from './traffic.js';

export const operations = {
  ...groupOperations,
  ...activityOperations,
  ...policyOperations,
  ...instanceOperations,
  ...membershipOperations,
  ...trafficOperations,
  ...settingOperations,
  ...hookOperations,
  ...refreshOperations,
  ...scheduleOperations,
  ...catalogueOperations,
} satisfies AutoScalingOperations;
