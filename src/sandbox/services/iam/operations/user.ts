// The one user there is: whoever holds the sandbox's keys. More users cannot be made.

import { CALLER, callerArn } from '../../shared/caller.js';
import { noSuchEntity } from '../errors.js';
import type { IamOperations } from './api.js';

export const userOperations = {
  /** Nobody can give the account a name here. */
  ListAccountAliases: () => ({ AccountAliases: [], IsTruncated: false }),

  GetUser(input, context) {
    if (input.UserName !== undefined && input.UserName !== CALLER.userName) {
      throw noSuchEntity(`The user with name ${input.UserName} cannot be found.`);
    }
    return {
      User: {
        Path: '/',
        UserName: CALLER.userName,
        UserId: CALLER.userId,
        Arn: callerArn(context.world.account),
        CreateDate: new Date(context.kernel.startedAt),
      },
    };
  },
} satisfies IamOperations;
