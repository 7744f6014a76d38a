// Which availability zone a drill is for, and which of the project's subnets stand in it.

import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import type { Observation } from '../observation.js';
import { oursInVpc } from './ours.js';

export const onZone = z.object({
  on: z.string().default('any').describe('an availability zone, or its letter; `any`: the first zone of the group'),
});

/** The zone's full name. Throws UNKNOWN_TARGET. */
export function chooseZone({ group }: Observation, on: string): string {
  const chosen = group.zones.find(
    (zone) => on === 'any' || zone === on || zone.endsWith(`-${on}`) || letterOf(zone) === on,
  );
  if (chosen !== undefined) return chosen;
  throw new LabError('UNKNOWN_TARGET', `The group ${group.name} has no zone ${on}.`, {
    suggestions: [`Choose with --on: ${group.zones.join(', ')}`],
    exitCode: 2,
  });
}

const letterOf = (zone: string): string => zone.slice(-1);

/** Ids of the project's subnets in the zone, in a fixed order. Throws UNKNOWN_TARGET when there are none. */
export async function subnetsOf(lab: Lab, zone: string): Promise<readonly string[]> {
  const answer = await lab.clients.ec2.send(
    new DescribeSubnetsCommand({ Filters: oursInVpc(lab, { Name: 'availability-zone', Values: [zone] }) }),
  );
  const ids = (answer.Subnets ?? []).map(({ SubnetId = '' }) => SubnetId).sort();
  if (ids.length > 0) return ids;
  throw new LabError('UNKNOWN_TARGET', `No subnet of ${lab.outputs.project} stands in ${zone}.`, {
    suggestions: ['Bring the stack back to what the project says: ha-lab deploy'],
    exitCode: 2,
  });
}
