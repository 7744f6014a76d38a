// The life of a NAT gateway (VPC-21, VPC-22, VPC-24): pending → available or failed; deleting → deleted; then forgotten. Key: its id.

import type { Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { own } from '../../shared/records.js';
import { deleteInterface } from '../interfaces.js';
import type { NatGateway, NatGatewayState } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { NAT_VISIBLE } from '../timings.js';

export type NatStep =
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'become'; readonly state: NatGatewayState }
  | { readonly kind: 'forget' }
  | { readonly kind: 'rest' };

/** What is due for a NAT gateway at `now`. */
export function nextNatStep(nat: Pick<NatGateway, 'state' | 'endsAt' | 'failure'>, now: Instant): NatStep {
  if (nat.endsAt === undefined) return { kind: 'rest' };
  if (nat.endsAt > now) return { kind: 'wait', until: nat.endsAt };
  switch (nat.state) {
    case 'pending':
      return { kind: 'become', state: nat.failure === undefined ? 'available' : 'failed' };
    case 'deleting':
      return { kind: 'become', state: 'deleted' };
    case 'failed':
    case 'deleted':
      return { kind: 'forget' };
    case 'available':
      return { kind: 'rest' };
  }
}

export const natGateway: Controller = {
  name: 'nat-gateway',
  rank: RANK.controller,
  reconcile(context, key) {
    const nat = own(context.world.ec2.natGateways, key);
    if (nat === undefined) return undefined;
    const step = nextNatStep(nat, context.kernel.now);
    if (step.kind === 'wait') return step.until;
    if (step.kind === 'become') become(context, nat, step.state);
    if (step.kind === 'forget') delete context.world.ec2.natGateways[key];
    return step.kind === 'become' ? nat.endsAt : undefined;
  },
};

function become(context: Context, nat: NatGateway, to: NatGatewayState): void {
  const { natGatewayId, vpcId } = nat;
  nat.state = to;
  delete nat.endsAt;
  if (to === 'failed' || to === 'deleted') {
    nat.deletedAt = context.kernel.now;
    nat.endsAt = context.kernel.now + NAT_VISIBLE.value;
    context.perform({ kind: 'forget-gateway', natGatewayId });
    if (nat.networkInterfaceId !== undefined) deleteInterface(context, nat.networkInterfaceId);
  }
  context.kernel.emit({ type: 'NatGatewayStateChanged', natGatewayId, to });
  networkChanged(context, vpcId, natGatewayId, `NAT gateway is ${to}`);
}
