// One machine is terminated from outside the group, as an operator's mistake would.

import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { defineAction } from './action.js';
import { chooseInstance, onInstance } from './target.js';

export const terminate = defineAction({
  name: 'terminate',
  summary: 'terminates one instance behind the group’s back',
  expect: 'the group notices within two minutes and replaces it; nothing needs undoing',
  parameters: onInstance,
  async plan(_lab, { on }, seen) {
    const { id, zone } = chooseInstance(seen, on);
    return {
      title: `terminate ${id} (${zone})`,
      target: id,
      touches: [{ kind: 'instance', id }],
      undo: [],
      perform: async (lab) => {
        await lab.clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      },
    };
  },
});
