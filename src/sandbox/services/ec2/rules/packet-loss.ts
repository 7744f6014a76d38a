// The share of packets that gets lost between two subnets, from the faults that cover the pair. Pure over the store.

import type { Subnet } from '../model/network.js';
import type { Ec2Store, PacketLoss } from '../store.js';

const covers = (place: string, subnet: Subnet): boolean =>
  place === subnet.subnetId || place === subnet.availabilityZone;

function applies({ between: [one, other] }: PacketLoss, from: Subnet, to: Subnet): boolean {
  return (covers(one, from) && covers(other, to)) || (covers(one, to) && covers(other, from));
}

/** 0 to 1. Several faults on one way add up as independent losses do. */
export function lossBetween({ packetLoss }: Ec2Store, from: Subnet, to: Subnet): number {
  let arriving = 1;
  for (const fault of Object.values(packetLoss)) if (applies(fault, from, to)) arriving *= 1 - fault.share;
  return 1 - arriving;
}
