// EC2's errors in its own words, for those that several operations throw.

import { ServiceError } from '../../../errors.js';
import { own } from '../shared/records.js';

/** What EC2 calls a resource in `…NotFound`, and how it words it. */
const NOT_FOUND = {
  vpc: ['InvalidVpcID.NotFound', 'The vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'The subnet ID'],
  internetGateway: ['InvalidInternetGatewayID.NotFound', 'The internetGateway ID'],
  routeTable: ['InvalidRouteTableID.NotFound', 'The routeTable ID'],
  association: ['InvalidAssociationID.NotFound', 'The association ID'],
  networkAcl: ['InvalidNetworkAclID.NotFound', 'The networkAcl ID'],
  networkInterface: ['InvalidNetworkInterfaceID.NotFound', 'The networkInterface ID'],
  attachment: ['InvalidAttachmentID.NotFound', 'The networkInterface attachment ID'],
  securityGroup: ['InvalidGroup.NotFound', 'The security group'],
  securityGroupRule: ['InvalidSecurityGroupRuleId.NotFound', 'The security group rule ID'],
  allocation: ['InvalidAllocationID.NotFound', 'The allocation ID'],
  dhcpOptions: ['InvalidDhcpOptionID.NotFound', 'The dhcpOption ID'],
  instance: ['InvalidInstanceID.NotFound', 'The instance ID'],
  volume: ['InvalidVolume.NotFound', 'The volume'],
  launchTemplate: ['InvalidLaunchTemplateId.NotFound', 'The specified launch template, with template ID'],
} as const;

export type ResourceKind = keyof typeof NOT_FOUND | 'natGateway' | 'image';

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

export function notFound(kind: ResourceKind, id: string): ServiceError {
  if (kind === 'instance' && !INSTANCE_ID.test(id)) {
    return new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  }
  if (kind === 'natGateway') return new ServiceError('NatGatewayNotFound', `NatGateway ${id} was not found`);
  if (kind === 'image') return new ServiceError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  const [code, words] = NOT_FOUND[kind];
  const quoted = kind === 'launchTemplate' ? `${id},` : `'${id}'`;
  return new ServiceError(code, `${words} ${quoted} does not exist`);
}

/** The resource of that id, or AWS's error for a missing one. */
export function existing<Value>(
  kind: ResourceKind,
  record: Readonly<Record<string, Value>>,
  id: string | undefined,
): Value {
  if (id === undefined || id === '') throw missingParameter(`${kind}Id`);
  const found = own(record, id);
  if (found === undefined) throw notFound(kind, id);
  return found;
}

/** Every id must exist: EC2 refuses a describe or delete that names one which does not. */
export function allExisting<Value>(
  kind: ResourceKind,
  record: Readonly<Record<string, Value>>,
  ids: readonly string[] | undefined,
): readonly Value[] {
  return ids === undefined || ids.length === 0 ? Object.values(record) : ids.map((id) => existing(kind, record, id));
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`);
}

export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}

/** Something still needs the resource; clients retry this on delete. */
export function dependencyViolation(message: string): ServiceError {
  return new ServiceError('DependencyViolation', message);
}
