// The desired capacity, set by hand: how a learner asks for one machine more and watches its birth.

import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import { defineAction } from './action.js';

const parameters = z.object({
  change: z.number().int().min(-3).max(3).default(1).describe('how many machines more (or fewer, below zero)'),
});

export const setDesiredCapacity = defineAction({
  name: 'set-desired-capacity',
  summary: 'raises or lowers the group’s desired capacity by hand',
  expect: 'a machine is born, or one leaves; an alarm that disagrees undoes it a minute later',
  parameters,
  async plan(_lab, { change }, seen) {
    const { name, desiredCapacity, minSize, maxSize } = seen.group;
    const wanted = desiredCapacity + change;
    if (wanted < minSize || wanted > maxSize) {
      throw new LabError(
        'UNKNOWN_TARGET',
        `Desired capacity ${wanted} lies outside the group’s ${minSize} to ${maxSize}.`,
        {
          suggestions: ['Change minSize or maxSize in ha-lab.json, then: ha-lab deploy'],
          exitCode: 2,
        },
      );
    }
    return {
      title: `set-desired-capacity of ${name} from ${desiredCapacity} to ${wanted}`,
      target: name,
      touches: [{ kind: 'group', id: name }],
      undo: [{ do: 'set-desired-capacity', groupName: name, desiredCapacity }],
      perform: async (lab) => {
        await lab.clients.autoscaling.send(
          new SetDesiredCapacityCommand({
            AutoScalingGroupName: name,
            DesiredCapacity: wanted,
            HonorCooldown: false,
          }),
        );
      },
    };
  },
});
