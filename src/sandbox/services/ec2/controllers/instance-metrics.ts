// Asks every running machine for the minute that just ended. The answer comes as an observation and is published then (metrics.ts).
// Key: the instance's id.

import { MINUTE_MS } from '../../../../kernel/index.js';
import { type Controller, RANK } from '../../../context.js';
import { own } from '../../shared/records.js';
import { nextMinute } from './status-check.js';

export const instanceMetrics: Controller = {
  name: 'instance-metrics',
  rank: RANK.publishing,
  reconcile(context, key) {
    const instance = own(context.world.ec2.instances, key);
    if (instance?.state !== 'running') return undefined;
    const { now } = context.kernel;
    if (now % MINUTE_MS === 0) context.perform({ kind: 'sample', instanceId: key });
    return nextMinute(now);
  },
};
