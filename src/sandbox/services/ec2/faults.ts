// What can be wrong with a zone or between two subnets, set by drills. Not an AWS API: EC2 only shows the consequences.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { networkChanged } from './network-changes.js';
import type { ZoneFault } from './store.js';

const SOUND: ZoneFault = { powerLost: false, insufficientCapacity: false };

/** Changes what is wrong with a zone; members that are left out stay. Emits what began and what ended. */
export function setZoneFault(context: Context, zone: string, change: Partial<ZoneFault>): void {
  const before = zoneFault(context, zone);
  const after = { ...before, ...change };
  context.world.ec2.zoneFaults[zone] = after;
  if (before.insufficientCapacity !== after.insufficientCapacity) {
    report(context, after.insufficientCapacity, `capacity-${zone}`, `no capacity for launches in ${zone}`);
  }
  if (before.powerLost === after.powerLost) return;
  report(context, after.powerLost, `power-${zone}`, `no power in ${zone}`);
  switchMachines(context, zone, after.powerLost);
  for (const vpcId of Object.keys(context.world.ec2.vpcs)) {
    networkChanged(context, vpcId, zone, after.powerLost ? `${zone} lost power` : `${zone} has power again`);
  }
}

/**
 * Loses a share of the packets between two places, each a subnet's id or a zone's name; a share of 0 ends it. Probes, requests,
 * and what machines send out through a NAT gateway in another subnet are affected; what users send to the load balancer is not.
 */
export function setPacketLoss(context: Context, between: readonly [string, string], share: number): void {
  const { packetLoss, vpcs } = context.world.ec2;
  const pair = [...between].sort() as [string, string];
  const key = pair.join(' ');
  const before = own(packetLoss, key)?.share ?? 0;
  if (before === share) return;
  if (share === 0) delete packetLoss[key];
  else packetLoss[key] = { between: pair, share };
  const lost = share === 0 ? before : share;
  const what = `${Math.round(lost * 1_000) / 10} % of packets lost between ${pair.join(' and ')}`;
  report(context, share > 0, `packet-loss-${pair.join('-')}`, what);
  const change = share > 0 ? what : `no packets lost between ${pair.join(' and ')} any more`;
  for (const vpcId of Object.keys(vpcs)) networkChanged(context, vpcId, pair[0], change);
}

/** Is there such a place: a zone of the region, or a subnet? */
export function isPlace(context: Context, place: string): boolean {
  const { account, ec2 } = context.world;
  return account.zones.some(({ name }) => name === place) || own(ec2.subnets, place) !== undefined;
}

export function zoneFault(context: Context, zone: string): ZoneFault {
  return own(context.world.ec2.zoneFaults, zone) ?? SOUND;
}

/** Zone without power. */
export function isZoneImpaired(context: Context, zone: string): boolean {
  return zoneFault(context, zone).powerLost;
}

export function mayLaunchIn(context: Context, zone: string): boolean {
  const { powerLost, insufficientCapacity: full } = zoneFault(context, zone);
  return !powerLost && !full;
}

/** ASG-17: in AWS's words; a fault of the service, so its status is 500. */
export function insufficientCapacity(context: Context, instanceType: string, zone: string): ServiceError {
  const others = context.world.account.zones
    .map(({ name }) => name)
    .filter((name) => name !== zone && mayLaunchIn(context, name));
  const advice =
    others.length === 0
      ? ''
      : ` You can currently get ${instanceType} capacity by not specifying an Availability Zone in your request or choosing ${others.join(', ')}.`;
  return new ServiceError(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity.${advice}`,
    500,
  );
}

function report(context: Context, injected: boolean, faultId: string, what: string): void {
  context.kernel.emit({ type: injected ? 'FaultInjected' : 'FaultCleared', faultId, what });
}

/** The machines fall silent at once; EC2 goes on calling them `running` until somebody stops them. */
function switchMachines(context: Context, zone: string, powerLost: boolean): void {
  for (const instance of Object.values(context.world.ec2.instances)) {
    const { instanceId, state, availabilityZone } = instance;
    if (availabilityZone !== zone || (state !== 'running' && state !== 'pending')) continue;
    instance.booted = false;
    if (powerLost) context.perform({ kind: 'halt', instanceId, how: 'power-loss' });
    else context.perform({ kind: 'restart', instanceId });
    context.kernel.wake('status-check', instanceId);
  }
  if (powerLost)
    for (const natGatewayId of gatewaysIn(context, zone)) context.perform({ kind: 'forget-gateway', natGatewayId });
}

function gatewaysIn({ world: { ec2 } }: Context, zone: string): readonly string[] {
  return Object.values(ec2.natGateways)
    .filter(({ subnetId }) => own(ec2.subnets, subnetId)?.availabilityZone === zone)
    .map(({ natGatewayId }) => natGatewayId);
}
