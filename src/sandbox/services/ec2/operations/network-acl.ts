// Network ACLs (VPC-42).

import type { ReplaceNetworkAclEntryRequest } from '@aws-sdk/client-ec2';
import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { dependencyViolation, existing, invalidValue, missingParameter, notFound } from '../errors.js';
import { remember, remembered } from '../idempotency.js';
import type { NetworkAcl, NetworkAclEntry } from '../model/network.js';
import { networkChanged } from '../network-changes.js';
import { canonicalBlock } from '../rules/cidr.js';
import { createNetworkAcl } from '../vpcs.js';
import type { Ec2Operations } from './api.js';
import { select, tagsAtBirth } from './common.js';

const FILTERS: FilterTable<NetworkAcl> = {
  'association.association-id': (acl) => acl.associations.map(({ associationId }) => associationId),
  'association.network-acl-id': (acl) => (acl.associations.length === 0 ? undefined : acl.networkAclId),
  'association.subnet-id': (acl) => acl.associations.map(({ subnetId }) => subnetId),
  default: ({ isDefault }) => isDefault,
  'entry.cidr': ({ entries }) => entries.map(({ cidrBlock }) => cidrBlock),
  'entry.egress': ({ entries }) => entries.map(({ egress }) => String(egress)),
  'entry.protocol': ({ entries }) => entries.map(({ protocol }) => protocol),
  'entry.rule-action': ({ entries }) => entries.map(({ action }) => action),
  'entry.rule-number': ({ entries }) => entries.map(({ ruleNumber }) => String(ruleNumber)),
  'network-acl-id': ({ networkAclId }) => networkAclId,
  'vpc-id': ({ vpcId }) => vpcId,
};

export const networkAclOperations = {
  CreateNetworkAcl(input, context) {
    onlyModelled('CreateNetworkAcl', input, ['ClientToken', 'TagSpecifications', 'VpcId']);
    const { ec2 } = context.world;
    const before = own(ec2.networkAcls, remembered(context, 'CreateNetworkAcl', input)?.[0]);
    if (before !== undefined) return { NetworkAcl: view(context, before), ClientToken: input.ClientToken };
    const { vpcId } = existing('vpc', ec2.vpcs, input.VpcId);
    const acl = createNetworkAcl(context, vpcId, false, tagsAtBirth(input.TagSpecifications, 'network-acl'));
    remember(context, 'CreateNetworkAcl', input, [acl.networkAclId]);
    return { NetworkAcl: view(context, acl), ClientToken: input.ClientToken };
  },

  DescribeNetworkAcls(input, context) {
    const { account, ec2 } = context.world;
    const table = { ...FILTERS, 'owner-id': () => account.id };
    const { items, nextToken } = select('networkAcl', ec2.networkAcls, input.NetworkAclIds, input, table);
    return { NetworkAcls: items.map((acl) => view(context, acl)), NextToken: nextToken };
  },

  CreateNetworkAclEntry(input, context) {
    const acl = existing('networkAcl', context.world.ec2.networkAcls, input.NetworkAclId);
    const entry = entryFrom('CreateNetworkAclEntry', input);
    if (findEntry(acl, entry.ruleNumber, entry.egress) !== undefined) {
      throw new ServiceError(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${entry.ruleNumber} already exists.`,
      );
    }
    acl.entries.push(entry);
    changed(context, acl);
  },

  ReplaceNetworkAclEntry(input, context) {
    const acl = existing('networkAcl', context.world.ec2.networkAcls, input.NetworkAclId);
    const entry = entryFrom('ReplaceNetworkAclEntry', input);
    const old = requireEntry(acl, entry.ruleNumber, entry.egress);
    acl.entries = acl.entries.map((candidate) => (candidate === old ? entry : candidate));
    changed(context, acl);
  },

  DeleteNetworkAclEntry(input, context) {
    const acl = existing('networkAcl', context.world.ec2.networkAcls, input.NetworkAclId);
    checkNumber(input.RuleNumber);
    const old = requireEntry(acl, input.RuleNumber, input.Egress);
    acl.entries = acl.entries.filter((candidate) => candidate !== old);
    changed(context, acl);
  },

  ReplaceNetworkAclAssociation(input, context) {
    const { networkAcls } = context.world.ec2;
    const to = existing('networkAcl', networkAcls, input.NetworkAclId);
    const from = Object.values(networkAcls).find(({ associations }) =>
      associations.some(({ associationId }) => associationId === input.AssociationId),
    );
    const old = from?.associations.find(({ associationId }) => associationId === input.AssociationId);
    if (from === undefined || old === undefined) throw notFound('association', input.AssociationId);
    if (from.vpcId !== to.vpcId) {
      throw invalidValue(`Network ACL ${to.networkAclId} and subnet ${old.subnetId} belong to different networks`);
    }
    from.associations.splice(from.associations.indexOf(old), 1);
    const associationId = resourceId(context, 'aclassoc');
    to.associations.push({ associationId, subnetId: old.subnetId });
    networkChanged(context, to.vpcId, to.networkAclId, `network ACL of ${old.subnetId}`);
    return { NewAssociationId: associationId };
  },

  DeleteNetworkAcl(input, context) {
    const { networkAcls } = context.world.ec2;
    const acl = existing('networkAcl', networkAcls, input.NetworkAclId);
    if (acl.isDefault) {
      throw new ServiceError(
        'InvalidParameterValue',
        `The default network ACL '${acl.networkAclId}' cannot be deleted; it goes with its VPC.`,
      );
    }
    if (acl.associations.length > 0) {
      throw dependencyViolation(`The networkAcl '${acl.networkAclId}' has dependencies and cannot be deleted.`);
    }
    delete networkAcls[acl.networkAclId];
  },
} satisfies Ec2Operations;

function changed(context: Context, acl: NetworkAcl): void {
  networkChanged(context, acl.vpcId, acl.networkAclId, 'network ACL rules changed');
}

function findEntry(acl: NetworkAcl, ruleNumber: number, egress: boolean): NetworkAclEntry | undefined {
  return acl.entries.find((entry) => entry.ruleNumber === ruleNumber && entry.egress === egress);
}

function requireEntry(acl: NetworkAcl, ruleNumber: number, egress: boolean): NetworkAclEntry {
  const found = findEntry(acl, ruleNumber, egress);
  if (found !== undefined) return found;
  throw new ServiceError(
    'InvalidNetworkAclEntry.NotFound',
    `The ${egress ? 'egress' : 'ingress'} network acl entry identified by ${ruleNumber} does not exist`,
  );
}

function checkNumber(ruleNumber: number): void {
  if (ruleNumber >= 1 && ruleNumber <= 32_766) return;
  throw invalidValue(`Invalid value '${ruleNumber}' for ruleNumber. Must be between 1 and 32766.`);
}

const TCP = '6';
const UDP = '17';
const ICMP = '1';
const NAMES: Readonly<Record<string, string>> = { tcp: TCP, udp: UDP, icmp: ICMP, all: '-1' };

type EntryInput = Pick<
  ReplaceNetworkAclEntryRequest,
  'CidrBlock' | 'Egress' | 'IcmpTypeCode' | 'NetworkAclId' | 'PortRange' | 'Protocol' | 'RuleAction' | 'RuleNumber'
>;

function entryFrom(operation: string, input: EntryInput): NetworkAclEntry {
  onlyModelled(operation, input, [
    'CidrBlock',
    'Egress',
    'IcmpTypeCode',
    'NetworkAclId',
    'PortRange',
    'Protocol',
    'RuleAction',
    'RuleNumber',
  ]);
  const { RuleNumber: ruleNumber = 0, RuleAction: action, PortRange: ports, IcmpTypeCode: icmp } = input;
  checkNumber(ruleNumber);
  if (input.CidrBlock === undefined) throw missingParameter('cidrBlock');
  const cidrBlock = canonicalBlock(input.CidrBlock);
  if (cidrBlock === undefined) throw invalidValue(`CIDR block ${input.CidrBlock} is malformed`);
  if (action === undefined) throw missingParameter('ruleAction');
  const protocol = NAMES[input.Protocol ?? ''] ?? input.Protocol ?? '';
  const withPorts = protocol === TCP || protocol === UDP;
  if (withPorts && (ports?.From === undefined || ports.To === undefined)) throw missingParameter('portRange');
  return {
    ruleNumber,
    egress: input.Egress ?? false,
    protocol,
    action,
    cidrBlock,
    ...(withPorts ? { portRange: { from: ports?.From ?? 0, to: ports?.To ?? 65_535 } } : {}),
    ...(protocol === ICMP ? { icmp: { type: icmp?.Type ?? -1, code: icmp?.Code ?? -1 } } : {}),
  };
}

function view(context: Context, acl: NetworkAcl) {
  return {
    NetworkAclId: acl.networkAclId,
    VpcId: acl.vpcId,
    OwnerId: context.world.account.id,
    IsDefault: acl.isDefault,
    Associations: acl.associations.map(({ associationId, subnetId }) => ({
      NetworkAclAssociationId: associationId,
      NetworkAclId: acl.networkAclId,
      SubnetId: subnetId,
    })),
    Entries: acl.entries.map((entry) => ({
      RuleNumber: entry.ruleNumber,
      Egress: entry.egress,
      Protocol: entry.protocol,
      RuleAction: entry.action,
      CidrBlock: entry.cidrBlock,
      ...(entry.portRange === undefined ? {} : { PortRange: { From: entry.portRange.from, To: entry.portRange.to } }),
      ...(entry.icmp === undefined ? {} : { IcmpTypeCode: { Type: entry.icmp.type, Code: entry.icmp.code } }),
    })),
    Tags: tagMembers(acl.tags),
  };
}
