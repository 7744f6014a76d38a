// Busy loops on one machine or on all: load that no user brings.

import { z } from 'zod';
import { runShell } from '../run-shell.js';
import { defineAction } from './action.js';
import { chooseInstance, everyInstance } from './target.js';

const parameters = z.object({
  on: z.string().default('any').describe('`all`, `any`, an availability zone, or an instance id'),
  seconds: z.number().int().min(1).max(3_600).default(300).describe('how long the loops run, in seconds'),
  threads: z
    .number()
    .int()
    .min(1)
    .max(2)
    .default(2)
    .describe('busy loops per machine; two fill both vCPUs of a t3.micro'),
});

const KILL = ['pkill -f ha-lab-busy-loop || true'];

export const spikeCpu = defineAction({
  name: 'spike-cpu',
  summary: 'runs busy loops on the machines for a while',
  expect: 'CPUUtilization rises within a minute; the alarm needs its whole window before it acts',
  parameters,
  async plan(_lab, { on, seconds, threads }, seen) {
    const ids = (on === 'all' ? everyInstance(seen) : [chooseInstance(seen, on)]).map((instance) => instance.id);
    const loop = `timeout ${seconds} sh -c 'while :; do :; done' ha-lab-busy-loop >/dev/null 2>&1 &`;
    const lines = Array.from({ length: threads }, () => loop);
    return {
      title: `spike-cpu on ${ids.join(', ')} for ${seconds} s`,
      target: ids.join(','),
      touches: ids.map((id) => ({ kind: 'instance', id })),
      undo: ids.map((instanceId) => ({ do: 'run-shell', instanceId, lines: KILL })),
      perform: async (lab) => {
        for (const id of ids) await runShell(lab, id, lines);
      },
    };
  },
});
