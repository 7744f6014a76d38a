// STS: who is calling.

import type { Context, Controller } from '../../context.js';
import { CALLER, callerArn } from '../shared/caller.js';
import type { Operations } from '../shared/operations.js';

export const operations = {
  /** Terraform takes account and partition from `Arn`, so it must be a real one. */
  GetCallerIdentity(_input, context) {
    const { account } = context.world;
    return { UserId: CALLER.userId, Account: account.id, Arn: callerArn(account) };
  },
} satisfies Operations<typeof import('@aws-sdk/client-sts'), Context>;

export const controllers: readonly Controller[] = [];
