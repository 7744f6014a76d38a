// What the fleet is told of an instance when its machine is born.

import type { MachineSpec } from '../../fleet/fleet.js';
import { IMAGES } from '../shared/images.js';
import type { Instance } from './model/instance.js';

export function machineOf(instance: Instance): MachineSpec {
  const image = IMAGES.find(({ imageId }) => imageId === instance.imageId);
  return {
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    availabilityZone: instance.availabilityZone,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIpAddress,
    imageId: instance.imageId,
    ...(instance.userData === undefined ? {} : { userData: instance.userData }),
    creditMode: instance.creditMode,
    metadataHopLimit: instance.metadataOptions.httpPutResponseHopLimit,
    ...(image?.withoutAgent === true ? { withoutAgent: true as const } : {}),
  };
}
