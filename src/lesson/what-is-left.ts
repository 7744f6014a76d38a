// What stands of a project, asked of every API, and what it would cost: for acts that ask for it, and for a stack that is gone.

import { hourlyPrice } from '../generator/index.js';
import { inventory } from '../lab/inventory.js';
import type { Lab } from '../lab/lab.js';
import type { Observation } from '../lab/observation.js';
import type { Act } from './lesson.js';

export interface Left {
  readonly total: number;
  /** Elastic IP addresses among it. */
  readonly addresses: number;
  /** US dollars on AWS, idle. */
  readonly perHour: number;
}

const WORD = /\bleft\./;

/** The inventory asks every API: only where an expression needs it. */
export function asksWhatIsLeft({ expectations, start, steps }: Act): boolean {
  const texts = [
    ...expectations.flatMap(({ that, never }) => [that, never]),
    ...start.map(({ that }) => that),
    ...steps.map((step) => (step.kind === 'wait' ? step.wait.until : undefined)),
  ];
  return texts.some((text) => text !== undefined && WORD.test(text));
}

export async function whatIsLeft({ clients, outputs }: Lab, { instances }: Observation): Promise<Left> {
  const left = await inventory(clients, outputs.project);
  const typed = (id: string): { readonly type?: string } => instances.find((instance) => instance.id === id) ?? {};
  const prices = left.map((one) => hourlyPrice({ ...one, ...typed(one.id) }));
  return {
    total: left.length,
    addresses: left.filter(({ kind }) => kind === 'elastic-ip').length,
    perHour: Math.round(prices.reduce((sum, price) => sum + price, 0) * 10_000) / 10_000,
  };
}

/** A look at a stack that does not exist any more: no machine, no alarm, a group of nobody. */
export function nothingSeen(at: number, { outputs }: Lab): Observation {
  return {
    at,
    group: {
      name: outputs.autoScalingGroupName,
      minSize: 0,
      desiredCapacity: 0,
      maxSize: 0,
      healthCheckType: '',
      healthCheckGracePeriod: 0,
      suspendedProcesses: [],
      zones: [],
    },
    instances: [],
    alarms: [],
    policies: [],
    activities: [],
    alarmHistory: [],
    groupCpu: { label: 'CPUUtilization', unit: 'Percent', periodSeconds: 60, points: [] },
  };
}
