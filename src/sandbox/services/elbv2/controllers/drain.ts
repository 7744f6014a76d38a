// Ends a drain when the deregistration delay has run out (ALB-30): what is still under way is cut, the target is gone. Key: target group and target.
// The state reads `draining` for the whole delay, even if nothing was in flight.

import { type Controller, RANK } from '../../../context.js';
import { findInstance } from '../../ec2/index.js';
import { CONTROLLER, fromKey } from '../keys.js';
import { removeTarget } from '../target-state.js';

export const drain: Controller = {
  name: CONTROLLER.drain,
  rank: RANK.controller,
  reconcile(context, key) {
    const found = fromKey(context, key);
    if (found === undefined) return undefined;
    const { targetGroup, target } = found;
    if (target.health.state !== 'draining' || target.drainsUntil === undefined) return undefined;
    if (context.kernel.now < target.drainsUntil) return target.drainsUntil;
    const { targetGroupArn } = targetGroup;
    const { targetId: instanceId } = target;
    const instance = findInstance(context, instanceId);
    if (instance !== undefined && instance.state !== 'terminated') {
      context.perform({ kind: 'cut-connections', instanceId, targetGroupArn });
    }
    removeTarget(context, targetGroup, target);
    return undefined;
  },
};
