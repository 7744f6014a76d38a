// Subnets as CreateLoadBalancer and SetSubnets take them: plain ids, or mappings whose addresses only network load balancers can fix.

import { onlyModelled } from '../../shared/modelled.js';
import { validation } from '../errors.js';

interface SubnetInput {
  readonly Subnets?: readonly string[] | undefined;
  readonly SubnetMappings?: readonly { readonly SubnetId?: string | undefined }[] | undefined;
}

export function subnetIdsOf({ Subnets = [], SubnetMappings = [] }: SubnetInput): readonly string[] {
  if (Subnets.length > 0 && SubnetMappings.length > 0) {
    throw validation('You must specify either subnets or subnet mappings');
  }
  for (const mapping of SubnetMappings) onlyModelled('SubnetMappings', mapping, ['SubnetId']);
  const ids = Subnets.length > 0 ? Subnets : SubnetMappings.flatMap(({ SubnetId }) => SubnetId ?? []);
  if (ids.length === 0) throw validation('At least one subnet must be specified');
  return ids;
}
