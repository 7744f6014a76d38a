// All operations of Systems Manager, by name. What is not here does not exist: the wire layer says so.

import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { commandOperations } from './commands.js';
import { documentOperations } from './documents.js';
import { managedInstanceOperations } from './managed-instances.js';
import { parameterReadOperations } from './parameter-reads.js';
import { parameterOperations } from './parameters.js';

export const operations = {
  ...parameterOperations,
  ...parameterReadOperations,
  ...documentOperations,
  ...commandOperations,
  ...managedInstanceOperations,
} satisfies Operations<typeof import('@aws-sdk/client-ssm'), Context>;
