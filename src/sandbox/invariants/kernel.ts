// Time: one pending task per controller and key, nothing due in the past, every cause older than its effect.

import { comesBefore, type Task } from '../../kernel/task-queue.js';
import type { World } from '../world.js';
import { collect, repeated } from './breaches.js';

export function kernelBreaches({ kernel, mailbox }: World): readonly string[] {
  const { found, expect } = collect();
  const { tasks, now, seq } = kernel;
  for (const [place, task] of tasks.entries()) {
    const parent = tasks[(place - 1) >> 1];
    expect(
      place === 0 || parent === undefined || comesBefore(parent, task),
      () => `kernel: ${nameOf(task)} lies above an earlier one`,
    );
    expect(task.at >= now, () => `kernel: ${nameOf(task)} was due at ${task.at}, and it is ${now}`);
    expect(task.seq < seq, () => `kernel: ${nameOf(task)} was asked for in the future`);
  }
  const live = tasks.filter(({ moved }) => moved !== true);
  for (const name of repeated(live.map(nameOf))) expect(false, () => `kernel: ${name} is pending twice`);
  const moved = tasks.length - live.length;
  expect(
    moved <= live.length + 64,
    () => `kernel: ${moved} places of tasks that were moved, for ${live.length} that count`,
  );
  const waiting = new Set(live.filter(({ controller }) => controller === 'observation').map(({ key }) => key));
  for (const key of Object.keys(mailbox))
    expect(waiting.has(key), () => `kernel: nobody will open ${key} in the mailbox`);
  return found;
}

const nameOf = ({ controller, key }: Task): string => `${controller} (${key})`;

/** What is pending, as `controller key`. */
export function pendingNames({ kernel }: World): ReadonlySet<string> {
  return new Set(
    kernel.tasks.filter(({ moved }) => moved !== true).map(({ controller, key }) => `${controller} ${key}`),
  );
}
