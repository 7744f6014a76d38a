// Which lifecycle hook comes next (ASG-11). Pure.

import type { LifecycleHook } from '../store.js';

/** Hooks of one transition run one after the other, in the order in which they were put. */
export function nextHook(
  hooks: readonly LifecycleHook[],
  transition: LifecycleHook['transition'],
  done: readonly string[],
): LifecycleHook | undefined {
  return hooks.find((hook) => hook.transition === transition && !done.includes(hook.hookName));
}
