// Internet gateways (VPC-02).

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue } from '../errors.js';
import type { InternetGateway } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { publicAddressOf } from '../rules/ends.js';
import type { Ec2Operations } from './api.js';
import { select, tagsAtBirth } from './common.js';

const FILTERS: FilterTable<InternetGateway> = {
  'attachment.state': ({ vpcId }) => (vpcId === undefined ? undefined : 'available'),
  'attachment.vpc-id': ({ vpcId }) => vpcId,
  'internet-gateway-id': ({ internetGatewayId }) => internetGatewayId,
};

export const internetGatewayOperations = {
  CreateInternetGateway(input, context) {
    onlyModelled('CreateInternetGateway', input, ['TagSpecifications']);
    const gateway: InternetGateway = {
      internetGatewayId: resourceId(context, 'igw'),
      tags: tagsAtBirth(input.TagSpecifications, 'internet-gateway'),
    };
    context.world.ec2.internetGateways[gateway.internetGatewayId] = gateway;
    return { InternetGateway: view(context, gateway) };
  },

  DescribeInternetGateways(input, context) {
    const { account, ec2 } = context.world;
    const table = { ...FILTERS, 'owner-id': () => account.id };
    const ids = input.InternetGatewayIds;
    const { items, nextToken } = select('internetGateway', ec2.internetGateways, ids, input, table);
    return { InternetGateways: items.map((gateway) => view(context, gateway)), NextToken: nextToken };
  },

  AttachInternetGateway(input, context) {
    const { ec2 } = context.world;
    const gateway = existing('internetGateway', ec2.internetGateways, input.InternetGatewayId);
    const { vpcId } = existing('vpc', ec2.vpcs, input.VpcId);
    const id = gateway.internetGatewayId;
    if (gateway.vpcId !== undefined) {
      throw new ServiceError(
        'Resource.AlreadyAssociated',
        `resource ${id} is already attached to network ${gateway.vpcId}`,
      );
    }
    if (Object.values(ec2.internetGateways).some((other) => other.vpcId === vpcId)) {
      throw invalidValue(`Network ${vpcId} already has an internet gateway attached`);
    }
    gateway.vpcId = vpcId;
    networkChanged(context, vpcId, id, 'internet gateway attached');
  },

  DetachInternetGateway(input, context) {
    const { ec2 } = context.world;
    const gateway = existing('internetGateway', ec2.internetGateways, input.InternetGatewayId);
    const { vpcId } = existing('vpc', ec2.vpcs, input.VpcId);
    const id = gateway.internetGatewayId;
    if (gateway.vpcId !== vpcId) {
      throw new ServiceError('Gateway.NotAttached', `resource ${id} is not attached to network ${vpcId}`);
    }
    if (hasMappedAddresses(context, vpcId)) {
      throw dependencyViolation(
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
    delete gateway.vpcId;
    networkChanged(context, vpcId, id, 'internet gateway detached');
  },

  DeleteInternetGateway(input, context) {
    const { ec2 } = context.world;
    const gateway = existing('internetGateway', ec2.internetGateways, input.InternetGatewayId);
    const id = gateway.internetGatewayId;
    if (gateway.vpcId !== undefined) {
      throw dependencyViolation(`The internetGateway '${id}' has dependencies and cannot be deleted.`);
    }
    delete ec2.internetGateways[id];
  },
} satisfies Ec2Operations;

function hasMappedAddresses(context: Context, vpcId: string): boolean {
  const { ec2 } = context.world;
  return Object.values(ec2.networkInterfaces).some(
    (holder) => holder.vpcId === vpcId && publicAddressOf(ec2, holder) !== undefined,
  );
}

function view(context: Context, gateway: InternetGateway) {
  return {
    InternetGatewayId: gateway.internetGatewayId,
    OwnerId: context.world.account.id,
    /** EC2 really says `available` here, which is none of the states its own model lists. */
    Attachments: gateway.vpcId === undefined ? [] : [{ State: 'available' as 'attached', VpcId: gateway.vpcId }],
    Tags: tagMembers(gateway.tags),
  };
}
