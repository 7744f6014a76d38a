// GetInstanceUefiData. Terraform asks it of every image that it looks up, and goes on when EC2 answers that an image is no instance.

import { unsupported } from '../../shared/modelled.js';
import { existing } from '../errors.js';
import type { Ec2Operations } from './api.js';

export const uefiDataOperations = {
  /** The variables themselves are a blob of the firmware that nobody here wrote. */
  GetInstanceUefiData(input, context) {
    const { instanceId } = existing('instance', context.world.ec2.instances, input.InstanceId);
    throw unsupported(`the UEFI variables of a machine (${instanceId})`);
  },
} satisfies Ec2Operations;
