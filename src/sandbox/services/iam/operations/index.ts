// All of IAM's operations, gathered from the files by resource.

import type { IamOperations } from './api.js';
import { customerPolicyOperations } from './customer-policy.js';
import { instanceProfileOperations } from './instance-profile.js';
import { managedPolicyOperations } from './managed-policy.js';
import { roleOperations } from './role.js';
import { rolePolicyOperations } from './role-policy.js';
import { serviceLinkedRoleOperations } from './service-linked-role.js';
import { userOperations } from './user.js';

export const operations = {
  ...roleOperations,
  ...serviceLinkedRoleOperations,
  ...rolePolicyOperations,
  ...instanceProfileOperations,
  ...managedPolicyOperations,
  ...customerPolicyOperations,
  ...userOperations,
} satisfies IamOperations;
