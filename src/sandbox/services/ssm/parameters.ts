// Parameters: AWS's public ones for Amazon Linux images (a table, never state), and the account's own.

import type { Context } from '../../context.js';
import { IMAGES, type Image } from '../shared/images.js';
import { own } from '../shared/records.js';
import type { ParameterType, StoredParameter } from './store.js';

export interface FoundParameter {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType;
  readonly dataType: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  readonly arn: string;
  readonly description?: string;
  readonly allowedPattern?: string;
}

/** `/aws/…` belongs to AWS: the account's own names may not begin so. */
export const PUBLIC_PREFIX = '/aws/';

/** The value alone, as RunInstances needs it for `resolve:ssm:…`; a version may follow the name after a colon. */
export function parameter(context: Context, name: string): string | undefined {
  return findParameter(context, name)?.value;
}

/** By name, by ARN, or by either with `:version`. */
export function findParameter(context: Context, reference: string): FoundParameter | undefined {
  const { name, version } = parsedReference(reference);
  const image = IMAGES.find((candidate) => candidate.parameters.includes(name));
  if (image !== undefined)
    return version === undefined || version === 1 ? publicParameter(context, name, image) : undefined;
  const stored = own(context.world.ssm.parameters, name);
  return stored === undefined ? undefined : currentOf(context, stored, version);
}

/** What may lie below a path, by name: AWS's own below a path of AWS's, else the account's. */
export function parametersFor(context: Context, path: string): readonly FoundParameter[] {
  const shared = IMAGES.flatMap((image) => image.parameters.map((name) => publicParameter(context, name, image)));
  const found = path.startsWith(PUBLIC_PREFIX) ? shared : ownParameters(context);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The account's own, in the order of their creation. */
export function ownParameters(context: Context): readonly FoundParameter[] {
  return Object.values(context.world.ssm.parameters).flatMap((stored) => currentOf(context, stored) ?? []);
}

export function parsedReference(reference: string): { readonly name: string; readonly version?: number } {
  const fromArn = /^arn:aws:ssm:[\w-]*:\d*:parameter(\/?.*)$/.exec(reference)?.[1];
  const text = fromArn === undefined ? reference : nameInArn(fromArn);
  const match = /^(.*):(\d+)$/.exec(text);
  return match === null ? { name: text } : { name: match[1] ?? '', version: Number(match[2]) };
}

/** An ARN always has the slash; the name has it only when there is a path. */
function nameInArn(path: string): string {
  return path.lastIndexOf('/') > 0 ? path : path.slice(1);
}

function arnOf(context: Context, account: string, name: string): string {
  const path = name.startsWith('/') ? name : `/${name}`;
  return `arn:aws:ssm:${context.world.account.region}:${account}:parameter${path}`;
}

function publicParameter(context: Context, name: string, image: Image): FoundParameter {
  const modifiedAt = Date.parse(image.creationDate);
  const arn = arnOf(context, '', name);
  return { name, value: image.imageId, type: 'String', dataType: 'text', version: 1, modifiedAt, arn };
}

function currentOf(
  context: Context,
  { name, versions }: StoredParameter,
  version?: number,
): FoundParameter | undefined {
  const found = version === undefined ? versions.at(-1) : versions.find((known) => known.version === version);
  return found && { ...found, name, arn: arnOf(context, context.world.account.id, name) };
}
