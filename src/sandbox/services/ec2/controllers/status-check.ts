// EC2-04: each minute the system and the instance status check of every running instance. Key: the instance's id.

import { bucketStart, type Instant } from '../../../../kernel/index.js';
import { type Context, type Controller, RANK } from '../../../context.js';
import { own } from '../../shared/records.js';
import { isZoneImpaired } from '../faults.js';
import { publishStatusChecks } from '../metrics.js';
import type { Instance, StatusCheck } from '../model/instance.js';
import { STATUS_CHECK_PERIOD } from '../timings.js';

export interface StatusChecks {
  readonly system: StatusCheck;
  readonly instance: StatusCheck;
}

export interface CheckedMachine {
  readonly state: Instance['state'];
  /** Still before the first verdict. */
  readonly initializing: boolean;
  readonly powered: boolean;
  /** The operating system answers. */
  readonly answers: boolean;
}

/** The verdicts of one minute. A machine without power fails both; one whose system does not answer fails its own. */
export function checkStatus(machine: CheckedMachine): StatusChecks {
  if (machine.state === 'pending') return { system: 'initializing', instance: 'initializing' };
  if (machine.state !== 'running') return { system: 'not-applicable', instance: 'not-applicable' };
  if (!machine.powered) return { system: 'impaired', instance: 'impaired' };
  if (machine.initializing) return { system: 'initializing', instance: 'initializing' };
  return { system: 'ok', instance: machine.answers ? 'ok' : 'impaired' };
}

export const statusCheck: Controller = {
  name: 'status-check',
  rank: RANK.controller,
  reconcile(context, key) {
    const instance = own(context.world.ec2.instances, key);
    if (instance === undefined) return undefined;
    const { now } = context.kernel;
    set(context, instance, {
      state: instance.state,
      initializing: instance.checkedFrom === undefined || now < instance.checkedFrom,
      powered: !isZoneImpaired(context, instance.availabilityZone),
      answers: instance.booted,
    });
    if (instance.state !== 'running') return undefined;
    if (now % STATUS_CHECK_PERIOD.value === 0 && instance.statusPublishedAt !== now) {
      instance.statusPublishedAt = now;
      publishStatusChecks(context, instance);
    }
    return nextMinute(now);
  },
};

export function nextMinute(now: Instant): Instant {
  return bucketStart(now, STATUS_CHECK_PERIOD.value) + STATUS_CHECK_PERIOD.value;
}

function set(context: Context, instance: Instance, machine: CheckedMachine): void {
  const checks = checkStatus(machine);
  for (const check of ['system', 'instance'] as const) {
    const to = checks[check];
    if (instance.statusChecks[check] === to) continue;
    instance.statusChecks[check] = to;
    const { [check]: _, ...otherCheck } = instance.failingSince ?? {};
    instance.failingSince = to === 'impaired' ? { ...otherCheck, [check]: context.kernel.now } : otherCheck;
    if (to === 'not-applicable') continue;
    context.kernel.emit({ type: 'InstanceStatusChanged', instanceId: instance.instanceId, check, to });
  }
}
