// Publishes AWS/ApplicationELB once a minute (CW-06) for the minute that ended (CW-08), readable 60–120 s later (CW-10). Key: load balancer ARN.

import type { Instant } from '../../../../kernel/index.js';
import { bucketStart, MINUTE_MS } from '../../../../kernel/index.js';
import { type Context, type Controller, type MetricDatum, RANK } from '../../../context.js';
import { own } from '../../shared/records.js';
import { draw } from '../../shared/timing.js';
import { CONTROLLER } from '../keys.js';
import { figuresOf } from '../metrics/figures.js';
import { snapshotOf } from '../metrics/snapshot.js';
import { TIMINGS } from '../timings.js';

const NAMESPACE = 'AWS/ApplicationELB';

export const loadBalancerMetrics: Controller = {
  name: CONTROLLER.metrics,
  rank: RANK.publishing,
  reconcile(context, loadBalancerArn) {
    const loadBalancer = own(context.world.elbv2.loadBalancers, loadBalancerArn);
    if (loadBalancer?.state !== 'active') return undefined;
    const minuteEnd = bucketStart(context.kernel.now, MINUTE_MS);
    if (context.kernel.now === minuteEnd) {
      publishMinute(context, minuteEnd, figuresOf(snapshotOf(context, loadBalancer)));
      loadBalancer.counters = {};
    }
    return minuteEnd + MINUTE_MS;
  },
};

function publishMinute(context: Context, minuteEnd: Instant, figures: ReturnType<typeof figuresOf>): void {
  const visibleAt = minuteEnd + draw(context.kernel.random('elbv2/publication'), TIMINGS.publication);
  for (const figure of figures) {
    const datum: MetricDatum = {
      namespace: NAMESPACE,
      at: minuteEnd - MINUTE_MS,
      periodSeconds: 60,
      visibleAt,
      ...figure,
    };
    context.metrics.publish(datum);
  }
}
