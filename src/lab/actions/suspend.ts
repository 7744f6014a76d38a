// Some of the group's processes stop until they are resumed: the group goes on counting, and does not act.

import { SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import { defineAction } from './action.js';

const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
] as const;

const namesIn = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

const parameters = z.object({
  processes: z
    .string()
    .default('ReplaceUnhealthy')
    .refine((text) => namesIn(text).every((name) => (PROCESSES as readonly string[]).includes(name)), {
      message: `Known processes: ${PROCESSES.join(', ')}`,
    })
    .describe(`names with commas between them: ${PROCESSES.join(', ')}`),
});

export const suspend = defineAction({
  name: 'suspend',
  summary: 'suspends processes of the group, ReplaceUnhealthy unless told',
  expect: 'the group sees what is wrong and does nothing about it, until the processes are resumed',
  parameters,
  async plan(_lab, { processes }, seen) {
    const { name, suspendedProcesses } = seen.group;
    // What was suspended before is not ours to resume.
    const wanted = PROCESSES.filter((one) => namesIn(processes).includes(one) && !suspendedProcesses.includes(one));
    if (wanted.length === 0) {
      throw new LabError('UNKNOWN_TARGET', `Already suspended in ${name}: ${processes}.`, {
        suggestions: ['Undo what is open: ha-lab heal', 'Another process: ha-lab break suspend --set processes=Launch'],
        exitCode: 2,
      });
    }
    return {
      title: `suspend ${wanted.join(', ')} of ${name}`,
      target: name,
      touches: [{ kind: 'group', id: name }],
      undo: [{ do: 'resume-processes', groupName: name, processes: wanted }],
      perform: async (lab) => {
        await lab.clients.autoscaling.send(
          new SuspendProcessesCommand({ AutoScalingGroupName: name, ScalingProcesses: [...wanted] }),
        );
      },
    };
  },
});
