// The machines report once in five minutes in place of every minute: what a launch template asks for unless told otherwise (CW-01).

import { DescribeInstancesCommand, UnmonitorInstancesCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import { defineAction } from './action.js';
import { everyInstance } from './target.js';

export const basicMonitoring = defineAction({
  name: 'basic-monitoring',
  summary: 'turns detailed monitoring off on every machine: one figure in five minutes',
  expect: 'an alarm that asks every minute finds a figure now and then; machines born later report every minute again',
  parameters: z.object({}),
  async plan(lab, _parameters, seen) {
    const ids = everyInstance(seen).map(({ id }) => id);
    const answer = await lab.clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    const detailed = (answer.Reservations ?? [])
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ Monitoring }) => Monitoring?.State === 'enabled')
      .map(({ InstanceId = '' }) => InstanceId)
      .sort();
    if (detailed.length === 0) {
      throw new LabError('UNKNOWN_TARGET', 'Every machine reports once in five minutes already.', {
        suggestions: ['Undo what is open: ha-lab heal'],
        exitCode: 2,
      });
    }
    return {
      title: `basic-monitoring on ${detailed.join(', ')}`,
      target: detailed.join(','),
      touches: detailed.map((id) => ({ kind: 'instance', id })),
      undo: [{ do: 'monitor-instances', instanceIds: detailed }],
      perform: async (lab) => {
        await lab.clients.ec2.send(new UnmonitorInstancesCommand({ InstanceIds: detailed }));
      },
    };
  },
});
