// aws_internet_gateway, attached to its VPC.

import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone, retried } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import { TAGS, text, textAttribute } from '../schema.js';
import { tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidInternetGatewayID.NotFound'];

export const awsInternetGateway = defineResource({
  type: 'aws_internet_gateway',
  schema: {
    vpc_id: text({ computed: true }),
    ...TAGS,
    arn: textAttribute(),
    owner_id: textAttribute(),
  },

  async create({ clients }, planned) {
    const { InternetGateway } = await clients.ec2.send(
      new CreateInternetGatewayCommand({ TagSpecifications: tagSpecifications('internet-gateway', planned.tags_all) }),
    );
    assert(InternetGateway?.InternetGatewayId, 'CreateInternetGateway answered no gateway');
    return InternetGateway.InternetGatewayId;
  },

  async settle(operation, id, planned) {
    if (planned.vpc_id !== null) await attach(operation, id, planned.vpc_id);
  },

  async read(operation, id) {
    const gateway = await find(operation, id);
    if (gateway === undefined) return undefined;
    const region = await operation.clients.ec2.config.region();
    return {
      vpc_id: gateway.Attachments?.[0]?.VpcId ?? '',
      tags_all: tagMap(gateway.Tags),
      arn: `arn:aws:ec2:${region}:${gateway.OwnerId ?? ''}:internet-gateway/${id}`,
      owner_id: gateway.OwnerId ?? null,
    };
  },

  async update(operation, id, { before, after, changed }) {
    if (!changed.has('vpc_id')) return;
    await detach(operation, id, before.vpc_id);
    if (after.vpc_id !== null && after.vpc_id !== '') await attach(operation, id, after.vpc_id);
  },

  retag: retagEc2,

  async remove(operation, id, known) {
    await detach(operation, id, known.vpc_id);
    const call = () =>
      orGone(operation.clients.ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: id })), GONE);
    const describe = `internet gateway ${id} to be free`;
    await retried(operation, call, { on: ['DependencyViolation'], timeoutSeconds: 600, describe });
  },
});

async function find({ clients }: Operation, id: string) {
  const answer = await orGone(
    clients.ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] })),
    GONE,
  );
  return answer?.InternetGateways?.[0];
}

async function attach(operation: Operation, id: string, vpcId: string): Promise<void> {
  await operation.clients.ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }));
  const attached = async (): Promise<boolean> => {
    const attachment = (await find(operation, id))?.Attachments?.[0];
    // EC2 says "available" here where its own documentation says "attached".
    return attachment?.VpcId === vpcId && ['available', 'attached'].includes(attachment.State ?? '');
  };
  await operation.until(attached, {
    timeoutSeconds: 600,
    describe: `internet gateway ${id} to be attached to ${vpcId}`,
  });
}

/** EC2 refuses while addresses of the VPC are mapped: NAT gateways and load balancers go first. */
async function detach(operation: Operation, id: string, vpcId: string | null): Promise<void> {
  if (vpcId === null || vpcId === '') return;
  const command = new DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId });
  const call = () => orGone(operation.clients.ec2.send(command), [...GONE, 'Gateway.NotAttached']);
  const describe = `internet gateway ${id} to be free of mapped addresses`;
  await retried(operation, call, { on: ['DependencyViolation'], timeoutSeconds: 1_200, describe });
}
