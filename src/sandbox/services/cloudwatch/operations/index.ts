// All operations of CloudWatch, by name. What is not here does not exist: the wire layer says so.

import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { alarmOperations } from './alarms.js';
import { dashboardOperations } from './dashboards.js';
import { getMetricDataOperations } from './get-metric-data.js';
import { historyOperations } from './history.js';
import { putMetricDataOperations } from './put-metric-data.js';
import { statisticsOperations } from './statistics.js';
import { tagOperations } from './tags.js';

export const operations = {
  ...putMetricDataOperations,
  ...getMetricDataOperations,
  ...statisticsOperations,
  ...alarmOperations,
  ...dashboardOperations,
  ...historyOperations,
  ...tagOperations,
} satisfies Operations<typeof import('@aws-sdk/client-cloudwatch'), Context>;
