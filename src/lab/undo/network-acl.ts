// Undoing a swap of network ACLs: every subnet gets its own back, then those that the drill created are deleted.

import {
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
  type Filter,
  type NetworkAcl,
  ReplaceNetworkAclAssociationCommand,
} from '@aws-sdk/client-ec2';
import type { Lab } from '../lab.js';
import { PROJECT_TAG } from '../project-tag.js';
import type { StepOf, Undone } from '../undo.js';

/** On what a drill created: which drill, and where. */
export const DRILL_TAG = 'ha-lab:drill';

export async function restoreNetworkAcl(lab: Lab, step: StepOf<'restore-network-acl'>): Promise<Undone> {
  const { subnetId, networkAclId } = step;
  const [guard] = await aclsWith(lab, [{ Name: 'association.subnet-id', Values: [subnetId] }]);
  const association = guard?.Associations?.find((candidate) => candidate.SubnetId === subnetId);
  if (association === undefined) return { step, result: 'moot', said: `${subnetId} is gone` };
  if (guard?.NetworkAclId === networkAclId) return done(step, `${subnetId} is guarded by ${networkAclId} again`);
  const [own] = await aclsWith(lab, [{ Name: 'network-acl-id', Values: [networkAclId] }]);
  // Gone meanwhile: the VPC's own lets everything pass, and this one would let nothing.
  const [substitute] = own === undefined ? await aclsWith(lab, defaultOf(guard?.VpcId ?? '')) : [own];
  await lab.clients.ec2.send(
    new ReplaceNetworkAclAssociationCommand({
      AssociationId: association.NetworkAclAssociationId,
      NetworkAclId: substitute?.NetworkAclId,
    }),
  );
  return own === undefined
    ? done(step, `${networkAclId} is gone: ${subnetId} is guarded by the VPC’s own network ACL`)
    : done(step, `${subnetId} is guarded by ${networkAclId} again`);
}

const done = (step: Undone['step'], said: string): Undone => ({ step, result: 'done', said });

const defaultOf = (vpcId: string): readonly Filter[] => [
  { Name: 'vpc-id', Values: [vpcId] },
  { Name: 'default', Values: ['true'] },
];

export async function deleteNetworkAcls(lab: Lab, step: StepOf<'delete-network-acls'>): Promise<Undone> {
  const { vpcId, project, mark } = step;
  const created = await aclsWith(lab, [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: `tag:${PROJECT_TAG}`, Values: [project] },
    { Name: `tag:${DRILL_TAG}`, Values: [mark] },
  ]);
  const ids = created.map(({ NetworkAclId = '' }) => NetworkAclId);
  for (const id of ids) await lab.clients.ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: id }));
  if (ids.length === 0) return { step, result: 'moot', said: `no network ACL of "${mark}" is left` };
  return { step, result: 'done', said: `deleted ${ids.join(', ')}` };
}

async function aclsWith({ clients }: Lab, filters: readonly Filter[]): Promise<readonly NetworkAcl[]> {
  const answer = await clients.ec2.send(new DescribeNetworkAclsCommand({ Filters: [...filters] }));
  return answer.NetworkAcls ?? [];
}
