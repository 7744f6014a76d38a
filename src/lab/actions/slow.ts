// The app takes its time: every answer comes later, the health checker's, too. Nothing is broken, nothing is busy.

import { z } from 'zod';
import { runShell } from '../run-shell.js';
import { defineAction } from './action.js';
import { ANSWER_DELAY_FILE, CONTAINER } from './app.js';
import { chooseInstances } from './target.js';

const parameters = z.object({
  on: z.string().default('any').describe('`all`, `any`, an availability zone, or an instance id'),
  ms: z
    .number()
    .int()
    .min(1)
    .max(600_000)
    .default(2_000)
    .describe('milliseconds by which every answer comes later; beyond the health check’s timeout the target fails it'),
});

const FAST = [`docker exec ${CONTAINER} rm -f ${ANSWER_DELAY_FILE}`];

export const slow = defineAction({
  name: 'slow',
  summary: 'makes the app on one machine, or on all, answer later',
  expect:
    'its users wait and get their pages all the same; CPU does not move, so no CPU alarm sees it; slower than the health check’s timeout, it is called unhealthy',
  parameters,
  async plan(_lab, { on, ms }, seen) {
    const ids = chooseInstances(seen, on).map(({ id }) => id);
    const lines = [`docker exec ${CONTAINER} sh -c 'echo ${ms} > ${ANSWER_DELAY_FILE}'`];
    return {
      title: `slow by ${ms} ms on ${ids.join(', ')}`,
      target: ids.join(','),
      touches: ids.map((id) => ({ kind: 'instance', id })),
      undo: ids.map((instanceId) => ({ do: 'run-shell', instanceId, lines: FAST })),
      perform: async (lab) => {
        for (const id of ids) await runShell(lab, id, lines);
      },
    };
  },
});
