// Identifiers as AWS writes them, drawn from the sandbox's own random stream so that a seed always gives the same ids.

import type { Context } from '../../context.js';

const HEX = '0123456789abcdef';

function hex(context: Context, digits: number): string {
  const random = context.kernel.random('ids');
  let text = '';
  for (let index = 0; index < digits; index += 1) text += HEX[random.integer(0, 15)];
  return text;
}

/** `i-0` and 16 hex digits: the long form that EC2 has used since 2016. */
export function resourceId(context: Context, prefix: string): string {
  return `${prefix}-0${hex(context, 16)}`;
}

/** The 16 hex digits that end the ARN of a load balancer, listener or target group. */
export function arnSuffix(context: Context): string {
  return hex(context, 16);
}

export function uuid(context: Context): string {
  return [8, 4, 4, 4, 12].map((digits) => hex(context, digits)).join('-');
}

/** Upper-case alphanumeric id as IAM gives, e.g. `AROA…`. @param stream of random numbers; another for what nobody asked for. */
export function iamId(context: Context, prefix: string, stream = 'ids'): string {
  const random = context.kernel.random(stream);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let text = prefix;
  while (text.length < 21) text += letters[random.integer(0, letters.length - 1)];
  return text;
}
