// Which instance a drill is for: one by id, any in a zone, or any that serves. The choice is stated before anything is done.

import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { InstanceObservation, Observation } from '../observation.js';

export const onInstance = z.object({
  on: z
    .string()
    .default('any')
    .describe(
      '`any`: the oldest healthy target; `unhealthy`: the oldest that is not; an availability zone: the oldest healthy target there; or an instance id, or its beginning',
    ),
});

const serves = (instance: InstanceObservation): boolean =>
  instance.lifecycle === 'InService' && instance.target === 'healthy';

/** The oldest matching instance, so that the choice is the same every time. Throws LabError when there is none. */
export function chooseInstance(seen: Observation, on: string): InstanceObservation {
  if (on.startsWith('i-')) {
    const named = seen.instances.filter((instance) => instance.id.startsWith(on) && instance.lifecycle !== undefined);
    if (named.length === 1 && named[0] !== undefined) return named[0];
    const what = named.length === 0 ? 'is not an instance of' : 'is the beginning of several instances of';
    throw nobody(seen, `${on} ${what} the group ${seen.group.name}.`);
  }
  if (on === 'unhealthy') {
    const sick = seen.instances.find(({ lifecycle, target }) => lifecycle === 'InService' && target !== 'healthy');
    if (sick !== undefined) return sick;
    throw nobody(seen, 'Every target in service is healthy.');
  }
  const serving = seen.instances.filter(serves);
  const chosen = serving.find((instance) => on === 'any' || instance.zone === on);
  if (chosen !== undefined) return chosen;
  const where = on === 'any' ? '' : ` in ${on}`;
  throw nobody(seen, `No healthy target${where} to do this to.`);
}

/** Every target that serves for `all`, oldest first; else the one that `chooseInstance` chooses. */
export function chooseInstances(seen: Observation, on: string): readonly InstanceObservation[] {
  if (on !== 'all') return [chooseInstance(seen, on)];
  const serving = seen.instances.filter(serves);
  if (serving.length > 0) return serving;
  throw nobody(seen, 'No healthy target to do this to.');
}

/** Every instance in service, oldest first. Throws LabError when there is none. */
export function everyInstance(seen: Observation): readonly InstanceObservation[] {
  const all = seen.instances.filter((instance) => instance.lifecycle === 'InService');
  if (all.length === 0) throw nobody(seen, 'No instance is in service.');
  return all;
}

function nobody(seen: Observation, message: string): LabError {
  const known = seen.instances.filter((instance) => instance.lifecycle !== undefined);
  const list = known.map((instance) => `${instance.id} (${instance.zone}, ${instance.target ?? 'not registered'})`);
  return new LabError('UNKNOWN_TARGET', message, {
    suggestions: [
      list.length === 0 ? 'The group has no instances: ha-lab status' : `Choose with --on: ${list.join(', ')}`,
      'Let time pass until a target is healthy: ha-lab sandbox advance 5m',
    ],
    exitCode: 2,
  });
}
