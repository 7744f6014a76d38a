// How far a drill may reach, checked before it begins: only what carries this project's tag, and, where a state is at hand, stands in it.
// Asked of AWS and of the state anew, never taken from what was seen before.

import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { notOurs, requireOurAlarm, requireOurGroup, requireOurs, requireOurTargetGroup } from '../actions/ours.js';
import type { Lab } from '../lab.js';

/** One thing that a drill changes. */
export type Touched =
  /** Machines stand in no state: theirs is the group's. */
  | { readonly kind: 'instance' | 'group' | 'target-group'; readonly id: string }
  | { readonly kind: 'alarm'; readonly id: string; readonly arn: string }
  | { readonly kind: 'vpc' | 'subnet' | 'route-table' | 'launch-template'; readonly id: string }
  /** What hangs a network ACL on a subnet; it goes with the subnet. */
  | { readonly kind: 'network-acl-association'; readonly id: string; readonly subnetId: string };

/** Whose tags EC2 tells. */
const OF_EC2: readonly Touched['kind'][] = ['instance', 'vpc', 'subnet', 'route-table', 'launch-template'];

/** Throws REFUSED, naming what is not this project's. */
export async function requireReach(lab: Lab, touches: readonly Touched[]): Promise<void> {
  const ofEc2 = touches.filter(({ kind }) => OF_EC2.includes(kind)).map(({ id }) => id);
  if (ofEc2.length > 0) await requireOurs(lab, ofEc2);
  for (const touched of touches) {
    if (touched.kind === 'group') await requireOurGroup(lab, touched.id);
    if (touched.kind === 'target-group') await requireOurTargetGroup(lab, touched.id);
    if (touched.kind === 'alarm') await requireOurAlarm(lab, touched.id, touched.arn);
  }
  await requireMembers(
    lab,
    touches.filter(({ kind }) => kind === 'instance').map(({ id }) => id),
  );
  requireKnown(lab, touches);
}

/** Every machine belongs to the stack's own group; AWS sets that tag, and nobody else can. */
async function requireMembers(lab: Lab, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { Reservations = [] } = await lab.clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
  const members = Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ Tags = [] }) =>
    Tags.some(({ Key, Value }) => Key === GROUP_TAG && Value === lab.outputs.autoScalingGroupName),
  );
  const known = new Set(members.map(({ InstanceId }) => InstanceId));
  const foreign = ids.filter((id) => !known.has(id));
  if (foreign.length > 0)
    throw notOurs(lab, foreign.join(', '), `is no machine of ${lab.outputs.autoScalingGroupName}`);
}

const GROUP_TAG = 'aws:autoscaling:groupName';

function requireKnown(lab: Lab, touches: readonly Touched[]): void {
  const known = lab.stands?.();
  if (known === undefined) return;
  const idOf = (touched: Touched): string =>
    touched.kind === 'network-acl-association' ? touched.subnetId : touched.id;
  const strangers = touches.filter((touched) => touched.kind !== 'instance' && !known.has(idOf(touched)));
  if (strangers.length === 0) return;
  throw notOurs(lab, strangers.map(idOf).join(', '), `does not stand in the state of ${lab.outputs.project}`);
}
