// An Elastic IP address that no plan knows: what a NAT gateway deleted by hand leaves behind, and what goes on costing (VPC-22).

import { AllocateAddressCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { PROJECT_TAG } from '../project-tag.js';
import { DRILL_TAG } from '../undo/network-acl.js';
import { defineAction } from './action.js';

export const plantLeftover = defineAction({
  name: 'plant-leftover',
  summary: 'allocates an Elastic IP address in the project’s name that no plan knows',
  expect: 'nothing, until everything else is destroyed: then it is what is left, at half a cent an hour',
  parameters: z.object({}),
  async plan(lab) {
    const { project } = lab.outputs;
    const mark = 'plant-leftover';
    return {
      title: `plant-leftover: an Elastic IP address of ${project}`,
      target: project,
      touches: [],
      undo: [{ do: 'release-addresses', project, mark }],
      perform: async (lab) => {
        const Tags = [
          { Key: PROJECT_TAG, Value: project },
          { Key: DRILL_TAG, Value: mark },
        ];
        await lab.clients.ec2.send(
          new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }),
        );
      },
    };
  },
});
