// Reads what a map of the network shows from AWS: Describe calls only, nothing is changed.

import { DescribeInternetGatewaysCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import { type NetworkMap, networkMap } from './map.js';
import { readKnown, readNetwork } from './read.js';

export async function readNetworkMap(lab: Lab): Promise<NetworkMap> {
  const { ec2 } = lab.clients;
  const { vpcId } = lab.outputs;
  const attached = { Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }] };
  const [network, vpcs, gateways] = await Promise.all([
    readNetwork(lab),
    ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] })),
    ec2.send(new DescribeInternetGatewaysCommand(attached)),
  ]);
  const known = await readKnown(lab, network);
  return networkMap({ vpc: vpcs.Vpcs?.[0], internetGateways: gateways.InternetGateways ?? [], network, known });
}
