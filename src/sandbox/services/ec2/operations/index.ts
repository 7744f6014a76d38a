// All of EC2's operations, gathered from the files by resource.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { addressOperations } from './address.js';
import type { Ec2Operations } from './api.js';
import { consoleOutputOperations } from './console-output.js';
import { imageOperations } from './image.js';
import { instanceOperations } from './instance.js';
import { instanceAttributeOperations } from './instance-attribute.js';
import { instanceProfileOperations } from './instance-profile.js';
import { instanceStatusOperations } from './instance-status.js';
import { instanceTypeOperations } from './instance-type.js';
import { internetGatewayOperations } from './internet-gateway.js';
import { launchTemplateOperations } from './launch-template.js';
import { natGatewayOperations } from './nat-gateway.js';
import { networkAclOperations } from './network-acl.js';
import { networkInterfaceOperations } from './network-interface.js';
import { regionOperations } from './region.js';
import { routeOperations } from './route.js';
import { routeTableOperations } from './route-table.js';
import { securityGroupOperations } from './security-group.js';
import { securityGroupRuleOperations } from './security-group-rule.js';
import { subnetOperations } from './subnet.js';
import { tagOperations } from './tag.js';
import { uefiDataOperations } from './uefi-data.js';
import { volumeOperations } from './volume.js';
import { vpcOperations } from './vpc.js';

const all = {
  ...addressOperations,
  ...consoleOutputOperations,
  ...imageOperations,
  ...instanceOperations,
  ...instanceAttributeOperations,
  ...instanceProfileOperations,
  ...instanceStatusOperations,
  ...instanceTypeOperations,
  ...internetGatewayOperations,
  ...launchTemplateOperations,
  ...natGatewayOperations,
  ...networkAclOperations,
  ...networkInterfaceOperations,
  ...regionOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...securityGroupOperations,
  ...securityGroupRuleOperations,
  ...subnetOperations,
  ...tagOperations,
  ...uefiDataOperations,
  ...volumeOperations,
  ...vpcOperations,
} satisfies Ec2Operations;

type Handler = (input: never, context: Context) => unknown;

/** A dry run asks only whether the caller may; in the sandbox everybody may, so it ends here. */
function honouringDryRun(handler: Handler): Handler {
  return (input: never, context) => {
    if ((input as { readonly DryRun?: boolean }).DryRun === true) {
      throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return handler(input, context);
  };
}

export const operations = Object.fromEntries(
  Object.entries(all).map(([name, handler]) => [name, honouringDryRun(handler as Handler)]),
) as typeof all;
