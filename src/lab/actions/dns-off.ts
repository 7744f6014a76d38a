// The VPC's resolver falls silent (VPC-30): machines find no name any more. The load balancer's own name still resolves outside.

import { DescribeVpcAttributeCommand, ModifyVpcAttributeCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import { defineAction } from './action.js';

export const dnsOff = defineAction({
  name: 'dns-off',
  summary: 'turns the VPC’s DNS support off',
  expect: 'users notice nothing; a new machine finds no repository and no registry, and never gets healthy',
  parameters: z.object({}),
  async plan(lab) {
    const { vpcId } = lab.outputs;
    const answer = await lab.clients.ec2.send(
      new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: 'enableDnsSupport' }),
    );
    if (answer.EnableDnsSupport?.Value !== true) {
      throw new LabError('UNKNOWN_TARGET', `DNS support of ${vpcId} is off already.`, {
        suggestions: [
          'If a drill did it, undo that: ha-lab heal',
          'Else vpc.enableDnsSupport in ha-lab.json, then: ha-lab deploy',
        ],
        exitCode: 2,
      });
    }
    return {
      title: `dns-off in ${vpcId}`,
      target: vpcId,
      touches: [{ kind: 'vpc', id: vpcId }],
      undo: [{ do: 'set-dns-support', vpcId, enabled: true }],
      perform: async (lab) => {
        await lab.clients.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsSupport: { Value: false } }));
      },
    };
  },
});
