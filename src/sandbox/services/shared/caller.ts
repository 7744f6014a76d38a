// Who calls: keys are not verified, so everybody is the sandbox's one user. IAM and STS must tell the same story.

import type { Account } from '../../world.js';

export const CALLER = { userName: 'ha-lab', userId: 'AIDAHALABSANDBOX23456' } as const;

export function callerArn(account: Account): string {
  return `arn:aws:iam::${account.id}:user/${CALLER.userName}`;
}
