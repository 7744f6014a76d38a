// Pagination as AWS does it: at most so many, and an opaque token for the rest. A token names a position, so it needs no state.

import { assert, ServiceError } from '../../../errors.js';

export interface PageRequest {
  /** At least 1; what a service says to less is its own. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
  /** Page size when the caller names none; absent: everything at once. */
  readonly defaultSize?: number;
  /** What the service calls a token it did not give; EC2, CloudWatch and Auto Scaling say `InvalidNextToken`. */
  readonly errorCode?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

const PREFIX = 'position:';

/** The words of AWS's generic check, as far as they follow the member's name. */
export function below(least: number, member: string, value: number): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value greater than or equal to ${least}`;
}

/** One page of a list that is in a stable order. Throws when the token was never given out. */
export function page<Item>(items: readonly Item[], request: PageRequest): Page<Item> {
  const start = positionOf(request);
  // A page of nothing has a next one, and that has a next one: no client would ever come to the end.
  assert(request.maxResults === undefined || request.maxResults >= 1, `a page of ${request.maxResults}`);
  const size = request.maxResults ?? request.defaultSize ?? items.length;
  const end = start + size;
  if (end >= items.length) return { items: items.slice(start) };
  return { items: items.slice(start, end), nextToken: btoa(`${PREFIX}${end}`) };
}

function positionOf(request: PageRequest): number {
  if (request.nextToken === undefined || request.nextToken === '') return 0;
  const text = decode(request.nextToken);
  const position = text.startsWith(PREFIX) ? Number(text.slice(PREFIX.length)) : Number.NaN;
  if (Number.isInteger(position) && position >= 0) return position;
  throw new ServiceError(request.errorCode ?? 'InvalidNextToken', `The token '${request.nextToken}' is invalid.`);
}

function decode(token: string): string {
  try {
    return atob(token);
  } catch {
    return '';
  }
}
