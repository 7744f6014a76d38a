// The instance types, and that each is offered in every zone.

import { ServiceError } from '../../../../errors.js';
import { type FilterTable, filtered } from '../../shared/filters.js';
import { onlyModelled } from '../../shared/modelled.js';
import { findInstanceType, INSTANCE_TYPES, type InstanceType } from '../model/instance-types.js';
import type { Ec2Operations } from './api.js';
import { onePage } from './common.js';
import { instanceTypeView } from './instance-type-view.js';

const FILTERS: FilterTable<InstanceType> = {
  'bare-metal': () => false,
  'burstable-performance-supported': ({ burstable }) => burstable,
  'current-generation': () => true,
  'free-tier-eligible': ({ freeTier }) => freeTier,
  hypervisor: ({ hypervisor }) => hypervisor,
  'instance-type': ({ instanceType }) => instanceType,
  'memory-info.size-in-mib': ({ memoryMiB }) => memoryMiB,
  'processor-info.supported-architecture': ({ architecture }) => architecture,
  'supported-root-device-type': () => 'ebs',
  'supported-virtualization-type': () => 'hvm',
  'vcpu-info.default-vcpus': ({ vCpus }) => vCpus,
};

export const instanceTypeOperations = {
  DescribeInstanceTypes(input) {
    onlyModelled('DescribeInstanceTypes', input, ['Filters', 'InstanceTypes', 'MaxResults', 'NextToken']);
    const named: readonly string[] = input.InstanceTypes ?? [];
    const chosen = named.length === 0 ? INSTANCE_TYPES : named.map(find);
    const passing = filtered(chosen, input.Filters, FILTERS);
    const { items, nextToken } = onePage(passing, input, { defaultSize: 100 });
    return { InstanceTypes: items.map(instanceTypeView), NextToken: nextToken };
  },

  DescribeInstanceTypeOfferings(input, context) {
    const { region, zones } = context.world.account;
    const places = {
      region: [region],
      'availability-zone': zones.map(({ name }) => name),
      'availability-zone-id': zones.map(({ id }) => id),
      outpost: [],
    } as const;
    const locationType = input.LocationType ?? 'region';
    const offerings = INSTANCE_TYPES.flatMap(({ instanceType }) =>
      places[locationType].map((location) => ({ instanceType, location })),
    );
    const passing = filtered(offerings, input.Filters, {
      'instance-type': ({ instanceType }) => instanceType,
      location: ({ location }) => location,
    });
    const { items, nextToken } = onePage(passing, input);
    return {
      InstanceTypeOfferings: items.map(({ instanceType, location }) => ({
        InstanceType: instanceType as 't3.micro',
        LocationType: locationType,
        Location: location,
      })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Operations;

function find(name: string): InstanceType {
  const found = findInstanceType(name);
  if (found !== undefined) return found;
  throw new ServiceError('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`);
}
