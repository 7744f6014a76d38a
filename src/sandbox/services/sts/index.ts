// STS: who is calling, and keys for a while. Keys are not verified, so the new ones open what the old ones did: everything. Taking on a role
// is refused by name: whoever did it would have to be somebody else afterwards, and the sandbox knows only one caller.

import { ServiceError } from '../../../errors.js';
import { SECOND_MS } from '../../../kernel/index.js';
import type { Context, Controller } from '../../context.js';
import { CALLER, callerArn } from '../shared/caller.js';
import { onlyModelled } from '../shared/modelled.js';
import type { Operations } from '../shared/operations.js';

const DEFAULT_SECONDS = 43_200;
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 129_600;

export const operations = {
  /** Terraform takes account and partition from `Arn`, so it must be a real one. */
  GetCallerIdentity(_input, context) {
    const { account } = context.world;
    return { UserId: CALLER.userId, Account: account.id, Arn: callerArn(account) };
  },

  /** No draw and no state: a name that begins with Get is a read. */
  GetSessionToken(input, context) {
    const { DurationSeconds: seconds = DEFAULT_SECONDS } = input;
    onlyModelled('GetSessionToken', input, ['DurationSeconds']);
    if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) throw outOfRange(seconds);
    const { now } = context.kernel;
    const serial = now.toString(36).toUpperCase().padStart(16, 'A').slice(-16);
    return {
      Credentials: {
        AccessKeyId: `ASIA${serial.replaceAll(/[0189]/g, 'X')}`,
        SecretAccessKey: `not-a-secret-${serial}`.padEnd(40, '0'),
        SessionToken: `sandbox-session-${context.world.account.id}-${serial}`,
        Expiration: new Date(now + seconds * SECOND_MS),
      },
    };
  },

  /** Every key is the one account's: keys are not verified. */
  GetAccessKeyInfo(input, context) {
    if (!/^\w{16,128}$/.test(input.AccessKeyId)) {
      throw new ServiceError('ValidationError', `Invalid access key id: ${input.AccessKeyId}`);
    }
    return { Account: context.world.account.id };
  },
} satisfies Operations<typeof import('@aws-sdk/client-sts'), Context>;

function outOfRange(seconds: number): ServiceError {
  const bound =
    seconds < SHORTEST_SECONDS
      ? `greater than or equal to ${SHORTEST_SECONDS}`
      : `less than or equal to ${LONGEST_SECONDS}`;
  return new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

export const controllers: readonly Controller[] = [];
