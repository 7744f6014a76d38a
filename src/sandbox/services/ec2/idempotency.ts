// Client tokens: the same call twice with the same token happens once. Not for operations without a token.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { own } from '../shared/records.js';

/** Ids the same call answered before; undefined when it is new. Throws when the token was used for another call. */
export function remembered(
  context: Context,
  operation: string,
  input: { readonly ClientToken?: string | undefined },
): readonly string[] | undefined {
  if (!input.ClientToken) return undefined;
  const known = own(context.world.ec2.rememberedCalls, `${operation}/${input.ClientToken}`);
  if (known === undefined) return undefined;
  if (known.fingerprint === fingerprint(input)) return known.resourceIds;
  throw new ServiceError(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}

export function remember(
  context: Context,
  operation: string,
  input: { readonly ClientToken?: string | undefined },
  resourceIds: readonly string[],
): void {
  if (!input.ClientToken) return;
  const key = `${operation}/${input.ClientToken}`;
  context.world.ec2.rememberedCalls[key] = { fingerprint: fingerprint(input), resourceIds };
}

/** The input as text with sorted keys: the order in which a client writes members means nothing. */
function fingerprint(input: object): string {
  return JSON.stringify(input, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
