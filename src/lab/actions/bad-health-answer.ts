// The app tells the load balancer's health checker that it is ill, and serves everybody else as before.

import { z } from 'zod';
import { runShell } from '../run-shell.js';
import { defineAction } from './action.js';
import { CONTAINER, HEALTH_ANSWER_FILE } from './app.js';
import { chooseInstances } from './target.js';

const parameters = z.object({
  on: z.string().default('any').describe('`all`, `any`, an availability zone, or an instance id'),
  status: z.number().int().min(200).max(599).default(500).describe('HTTP status of the health answer'),
});

const WELL = [`docker exec ${CONTAINER} rm -f ${HEALTH_ANSWER_FILE}`];

export const badHealthAnswer = defineAction({
  name: 'bad-health-answer',
  summary: 'makes the app answer health checks with an error, and nobody else',
  expect:
    'Target.ResponseCodeMismatch after two checks; the other targets take its share. If all are ill, the load balancer uses them all',
  parameters,
  async plan(_lab, { on, status }, seen) {
    const ids = chooseInstances(seen, on).map(({ id }) => id);
    const ill = [`docker exec ${CONTAINER} sh -c 'echo ${status} > ${HEALTH_ANSWER_FILE}'`];
    return {
      title: `bad-health-answer ${status} on ${ids.join(', ')}`,
      target: ids.join(','),
      touches: ids.map((id) => ({ kind: 'instance', id })),
      undo: ids.map((instanceId) => ({ do: 'run-shell', instanceId, lines: WELL })),
      perform: async (lab) => {
        for (const id of ids) await runShell(lab, id, ill);
      },
    };
  },
});
