// CW-07: asks each minute what passed through an available NAT gateway. The answer comes as an observation and is published then
// (metrics.ts); without traffic it says nought, as AWS does, and without power nothing. Key: the gateway's id.

import { MINUTE_MS } from '../../../../kernel/index.js';
import { type Controller, RANK } from '../../../context.js';
import { own } from '../../shared/records.js';
import { nextMinute } from './status-check.js';

export const natGatewayMetrics: Controller = {
  name: 'nat-gateway-metrics',
  rank: RANK.publishing,
  reconcile(context, key) {
    const { natGateways, subnets, zoneFaults } = context.world.ec2;
    const nat = own(natGateways, key);
    if (nat?.state !== 'available') return undefined;
    const { now } = context.kernel;
    const zone = own(subnets, nat.subnetId)?.availabilityZone;
    const dead = own(zoneFaults, zone)?.powerLost === true;
    if (now % MINUTE_MS === 0 && !dead) context.perform({ kind: 'sample-gateway', natGatewayId: key });
    return nextMinute(now);
  },
};
