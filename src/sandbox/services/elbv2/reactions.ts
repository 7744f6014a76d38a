// What the load balancers do when something happened elsewhere: look again at the targets or nodes concerned.

import type { Context } from '../../context.js';
import { entriesOf } from '../shared/listing.js';
import type { Observations, Reactions } from '../shared/reactions.js';
import { probeAnswered } from './controllers/health-probe.js';
import { CONTROLLER, keyOf } from './keys.js';

export const reactions: Reactions = {
  InstanceStateChanged: ({ instanceId }, context) => {
    for (const targetGroup of Object.values(context.world.elbv2.targetGroups)) {
      for (const [, target] of entriesOf(targetGroup.targets)) {
        if (target.targetId === instanceId) {
          context.kernel.wake(CONTROLLER.targetHealth, keyOf(targetGroup, target));
        }
      }
    }
  },
  FaultInjected: (_event, context) => lookAtZones(context),
  FaultCleared: (_event, context) => lookAtZones(context),
};

export const observations: Observations = { 'probe-answered': probeAnswered };

/** A zone may have lost or regained its power (ALB-25). */
function lookAtZones(context: Context): void {
  for (const arn of Object.keys(context.world.elbv2.loadBalancers)) {
    context.kernel.wake(CONTROLLER.loadBalancerState, arn);
  }
}
