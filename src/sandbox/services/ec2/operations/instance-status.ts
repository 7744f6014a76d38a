// DescribeInstanceStatus (EC2-04).

import type { FilterTable } from '../../shared/filters.js';
import type { Instance, StatusCheck } from '../model/instance.js';
import type { Ec2Operations } from './api.js';
import { select } from './common.js';
import { stateView } from './instance-view.js';

const FILTERS: FilterTable<Instance> = {
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'instance-state-code': ({ state }) => stateView(state).Code,
  'instance-state-name': ({ state }) => state,
  'instance-status.status': ({ statusChecks }) => statusChecks.instance,
  'instance-status.reachability': ({ statusChecks }) => reachability(statusChecks.instance),
  'system-status.status': ({ statusChecks }) => statusChecks.system,
  'system-status.reachability': ({ statusChecks }) => reachability(statusChecks.system),
};

export const instanceStatusOperations = {
  /** Only running instances, unless all are asked for. */
  DescribeInstanceStatus(input, context) {
    const { instances } = context.world.ec2;
    const shown =
      input.IncludeAllInstances === true
        ? instances
        : Object.fromEntries(Object.entries(instances).filter(([, { state }]) => state === 'running'));
    const ids = input.InstanceIds ?? [];
    select('instance', instances, ids, {}, FILTERS);
    const named = ids.filter((id) => Object.hasOwn(shown, id));
    if (ids.length > 0 && named.length === 0) return { InstanceStatuses: [] };
    const { items, nextToken } = select('instance', shown, named, input, FILTERS);
    return { InstanceStatuses: items.map((instance) => view(instance)), NextToken: nextToken };
  },
} satisfies Ec2Operations;

function view(instance: Instance) {
  return {
    InstanceId: instance.instanceId,
    AvailabilityZone: instance.availabilityZone,
    InstanceState: stateView(instance.state),
    InstanceStatus: summary(instance, 'instance'),
    SystemStatus: summary(instance, 'system'),
  };
}

function reachability(status: StatusCheck): 'passed' | 'failed' | 'initializing' | 'insufficient-data' | undefined {
  switch (status) {
    case 'ok':
      return 'passed';
    case 'impaired':
      return 'failed';
    case 'not-applicable':
      return undefined;
    case 'initializing':
    case 'insufficient-data':
      return status;
  }
}

function summary(instance: Instance, check: keyof Instance['statusChecks']) {
  const Status = instance.statusChecks[check];
  const verdict = reachability(Status);
  const since = instance.failingSince?.[check];
  const detail = {
    Name: 'reachability' as const,
    Status: verdict,
    ...(since === undefined ? {} : { ImpairedSince: new Date(since) }),
  };
  return { Status, Details: verdict === undefined ? [] : [detail] };
}
