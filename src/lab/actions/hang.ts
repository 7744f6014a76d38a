// The application freezes and keeps its port: connections are still taken, nothing ever answers. Nothing has crashed.

import { runShell } from '../run-shell.js';
import { defineAction } from './action.js';
import { CONTAINER } from './app.js';
import { chooseInstance, onInstance } from './target.js';

// The freezer of the container's cgroup stops every worker; a SIGSTOP to its first process would stop only the one that supervises.
const FREEZE = [`docker pause ${CONTAINER}`];
/** An `unpause` of what runs already is an error; that it runs is all that is wanted. */
const THAW = [`docker unpause ${CONTAINER} || docker inspect -f '{{.State.Status}}' ${CONTAINER} | grep -qx running`];

export const hang = defineAction({
  name: 'hang',
  summary: 'freezes the app on one instance: its port stays open, nothing answers',
  expect:
    'its users wait and get 504 at the idle timeout; two health checks time out, and a group that listens to the load balancer replaces it',
  parameters: onInstance,
  async plan(_lab, { on }, seen) {
    const { id, zone } = chooseInstance(seen, on);
    return {
      title: `hang the app on ${id} (${zone})`,
      target: id,
      touches: [{ kind: 'instance', id }],
      undo: [{ do: 'run-shell', instanceId: id, lines: THAW }],
      perform: async (lab) => {
        await runShell(lab, id, FREEZE);
      },
    };
  },
});
