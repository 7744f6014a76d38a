// Service-linked roles on demand: made for a service, and deleted once the service no longer needs them. AWS deletes in the background;
// here the outcome is decided at the request, and the task only tells it.

import { ServiceError } from '../../../../errors.js';
import { iamId, uuid } from '../../shared/ids.js';
import { unsupported } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { findRole, keyOf } from '../entities.js';
import { noSuchEntity, validationError } from '../errors.js';
import { addLinkedRole, LINKED_SERVICES, type LinkedService } from '../service-linked-roles.js';
import { type IamOperations, roleInList } from './api.js';

const MAX_ROLE_NAME = 64;
const MAX_DESCRIPTION = 1_000;

export const serviceLinkedRoleOperations = {
  CreateServiceLinkedRole(input, context) {
    const service = serviceNamed(input.AWSServiceName);
    const roleName = nameOf(service, input.CustomSuffix);
    if ((input.Description ?? '').length > MAX_DESCRIPTION) {
      throw validationError(
        `1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DESCRIPTION}`,
      );
    }
    if (own(context.world.iam.roles, keyOf(roleName)) !== undefined) {
      throw invalidInput(
        `Service role name ${roleName} has been taken in this account, please try a different suffix.`,
      );
    }
    const described = input.Description === undefined ? {} : { description: input.Description };
    const role = addLinkedRole(context, service, { roleId: iamId(context, 'AROA'), roleName, ...described });
    return { Role: roleInList(role) };
  },

  DeleteServiceLinkedRole(input, context) {
    const role = findRole(context, input.RoleName);
    const service = LINKED_SERVICES.find(({ principal }) => principal === role.linkedService);
    if (service === undefined)
      throw noSuchEntity(`The service-linked role with name ${input.RoleName} cannot be found.`);
    const usedBy = service.usedBy(context, role.arn);
    const DeletionTaskId = `task${role.path}${role.roleName}/${uuid(context)}`;
    context.world.iam.deletionTasks[DeletionTaskId] = { usedBy };
    if (usedBy.length === 0) delete context.world.iam.roles[keyOf(role.roleName)];
    return { DeletionTaskId };
  },

  GetServiceLinkedRoleDeletionStatus(input, context) {
    const task = own(context.world.iam.deletionTasks, input.DeletionTaskId);
    if (task === undefined) throw noSuchEntity(`Deletion task with id ${input.DeletionTaskId} cannot be found.`);
    if (task.usedBy.length === 0) return { Status: 'SUCCEEDED' };
    return {
      Status: 'FAILED',
      Reason: {
        Reason: 'Service-linked role cannot be deleted while resources of its service use it.',
        RoleUsageList: [{ Region: context.world.account.region, Resources: [...task.usedBy] }],
      },
    };
  },
} satisfies IamOperations;

function serviceNamed(name: string): LinkedService {
  const service = LINKED_SERVICES.find(({ principal }) => principal === name);
  if (service !== undefined) return service;
  const known = LINKED_SERVICES.map(({ principal }) => principal).join(', ');
  throw unsupported(`service-linked roles of ${name}, only those of ${known}`);
}

function nameOf({ principal, roleName, takesSuffix }: LinkedService, suffix: string | undefined): string {
  if (suffix === undefined) return roleName;
  if (!takesSuffix) throw invalidInput(`Custom suffix is not allowed for ${principal}`);
  const name = `${roleName}_${suffix}`;
  if (/^[\w+=,.@-]+$/.test(suffix) && name.length <= MAX_ROLE_NAME) return name;
  throw validationError(
    `1 validation error detected: Value '${suffix}' at 'customSuffix' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+, and the role's name must have at most ${MAX_ROLE_NAME} characters`,
  );
}

function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', message, 400);
}
