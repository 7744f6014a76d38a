// What EC2 does when something happened: to its own instances, and what the machines report of themselves.

import type { Context } from '../../context.js';
import type { Observations, Reactions } from '../shared/reactions.js';
import { own } from '../shared/records.js';
import { draw } from '../shared/timing.js';
import { guestHalted } from './lifecycle.js';
import { publishGatewaySample, publishSample } from './metrics.js';
import { STATUS_INITIALIZING } from './timings.js';

export const reactions: Reactions = {
  InstanceStateChanged({ instanceId, to }, context) {
    const instance = own(context.world.ec2.instances, instanceId);
    if (instance === undefined) return;
    if (to === 'running') {
      instance.checkedFrom = context.kernel.now + draw(context.kernel.random('ec2/status-checks'), STATUS_INITIALIZING);
      context.kernel.wake('instance-metrics', instanceId);
    }
    context.kernel.wake('status-check', instanceId);
  },
  NatGatewayStateChanged({ natGatewayId, to }, context) {
    if (to === 'available') context.kernel.wake('nat-gateway-metrics', natGatewayId);
  },
};

export const observations: Observations = {
  booted({ instanceId }, context) {
    markBooted(context, instanceId);
  },
  halted({ instanceId }, context) {
    guestHalted(context, instanceId);
  },
  sampled({ instanceId, sample }, context) {
    const instance = own(context.world.ec2.instances, instanceId);
    if (instance?.state === 'running') publishSample(context, instance, sample);
  },
  'gateway-sampled'({ natGatewayId, sample }, context) {
    publishGatewaySample(context, natGatewayId, sample);
  },
};

function markBooted(context: Context, instanceId: string): void {
  const instance = own(context.world.ec2.instances, instanceId);
  if (instance !== undefined && (instance.state === 'pending' || instance.state === 'running')) instance.booted = true;
}
