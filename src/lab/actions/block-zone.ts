// A zone falls silent: the network ACL of its subnets is swapped for one that denies everything, replies included (VPC-42).

import {
  CreateNetworkAclCommand,
  DescribeNetworkAclsCommand,
  type NetworkAclAssociation,
  ReplaceNetworkAclAssociationCommand,
} from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import { PROJECT_TAG } from '../project-tag.js';
import { DRILL_TAG } from '../undo/network-acl.js';
import { defineAction } from './action.js';
import { chooseZone, onZone, subnetsOf } from './zone.js';

export const blockZone = defineAction({
  name: 'block-zone',
  summary: 'cuts one zone off: a network ACL that denies everything on all its subnets',
  expect:
    'its targets time out and turn unhealthy, users of its load balancer node wait in vain; the other zone carries the load',
  parameters: onZone,
  hits: 'zone',
  async plan(lab, { on }, seen) {
    const zone = chooseZone(seen, on);
    const before = await associationsOf(lab, zone);
    const mark = `block-zone ${zone}`;
    const { vpcId, project } = lab.outputs;
    return {
      title: `block-zone ${zone}: ${before.map(({ SubnetId }) => SubnetId).join(', ')}`,
      target: zone,
      touches: [
        { kind: 'vpc', id: vpcId },
        ...before.flatMap(({ SubnetId: subnetId = '', NetworkAclAssociationId: id = '' }) => [
          { kind: 'subnet' as const, id: subnetId },
          { kind: 'network-acl-association' as const, id, subnetId },
        ]),
      ],
      // Undone from the end: first every subnet gets its own ACL back, then ours can be deleted.
      undo: [
        { do: 'delete-network-acls', vpcId, project, mark },
        ...before.map(({ SubnetId: subnetId = '', NetworkAclId: networkAclId = '' }) => ({
          do: 'restore-network-acl' as const,
          subnetId,
          networkAclId,
        })),
      ],
      perform: async (lab) => {
        const tags = [
          { Key: PROJECT_TAG, Value: project },
          { Key: DRILL_TAG, Value: mark },
          { Key: 'Name', Value: `${project}-blocked-${zone}` },
        ];
        const { NetworkAcl: created } = await lab.clients.ec2.send(
          new CreateNetworkAclCommand({
            VpcId: vpcId,
            TagSpecifications: [{ ResourceType: 'network-acl', Tags: tags }],
          }),
        );
        for (const { NetworkAclAssociationId } of before) {
          await lab.clients.ec2.send(
            new ReplaceNetworkAclAssociationCommand({
              AssociationId: NetworkAclAssociationId,
              NetworkAclId: created?.NetworkAclId,
            }),
          );
        }
      },
    };
  },
});

/** Which ACL guards each subnet of the zone now. Throws UNKNOWN_TARGET when a drill holds them already. */
async function associationsOf(lab: Lab, zone: string): Promise<readonly NetworkAclAssociation[]> {
  const subnets = await subnetsOf(lab, zone);
  const answer = await lab.clients.ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [...subnets] }] }),
  );
  const acls = answer.NetworkAcls ?? [];
  if (acls.some(({ Tags }) => Tags?.some(({ Key }) => Key === DRILL_TAG))) {
    throw new LabError('UNKNOWN_TARGET', `${zone} is blocked already.`, {
      suggestions: ['Undo what is open: ha-lab heal'],
      exitCode: 2,
    });
  }
  return acls
    .flatMap(({ Associations = [] }) => Associations)
    .filter(({ SubnetId = '' }) => subnets.includes(SubnetId))
    .sort((a, b) => ((a.SubnetId ?? '') < (b.SubnetId ?? '') ? -1 : 1));
}
