// Docker stops on one machine that lives on: EC2 has nothing to report, only something that asks the app can notice.

import { runShell } from '../run-shell.js';
import { defineAction } from './action.js';
import { chooseInstance, onInstance } from './target.js';

// The socket goes first: it would start the service again at the next `docker` command.
const STOP = ['systemctl stop docker.socket docker.service'];
const START = ['systemctl start docker.service'];

export const stopDocker = defineAction({
  name: 'stop-docker',
  summary: 'stops the Docker service on one instance; the machine itself stays up',
  expect:
    'half of the requests fail until two health checks have failed; a group that listens to the load balancer replaces it',
  parameters: onInstance,
  async plan(_lab, { on }, seen) {
    const { id, zone } = chooseInstance(seen, on);
    return {
      title: `stop-docker on ${id} (${zone})`,
      target: id,
      touches: [{ kind: 'instance', id }],
      undo: [{ do: 'run-shell', instanceId: id, lines: START }],
      perform: async (lab) => {
        await runShell(lab, id, STOP);
      },
    };
  },
});
