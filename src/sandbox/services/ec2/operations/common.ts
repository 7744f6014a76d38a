// What most operations share: choosing resources by id and filter, pages, tags at birth, ARNs.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { type Filter, type FilterTable, filtered } from '../../shared/filters.js';
import { type Page, page } from '../../shared/pages.js';
import { checkTags, type TagMember, type Tags, tagsFrom } from '../../shared/tags.js';
import { allExisting, type ResourceKind } from '../errors.js';

interface Tagged {
  readonly tags: Readonly<Tags>;
}

export interface Selection {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of the resources named by id (each must exist) that pass the filters. */
export function select<Resource extends Tagged>(
  kind: ResourceKind,
  record: Readonly<Record<string, Resource>>,
  ids: readonly string[] | undefined,
  input: Selection,
  table: FilterTable<Resource>,
): Page<Resource> {
  return selectFrom(allExisting(kind, record, ids), input, table);
}

export function selectFrom<Resource extends Tagged>(
  resources: readonly Resource[],
  input: Selection,
  table: FilterTable<Resource>,
  sizes: PageSizes = {},
): Page<Resource> {
  const passing = filtered(resources, input.Filters, table, ({ tags }) => tags);
  return onePage(passing, input, sizes);
}

interface PageSizes {
  /** The fewest that may be asked for: five of most lists. */
  readonly least?: number;
  /** When the caller names none; absent: everything at once. */
  readonly defaultSize?: number;
}

/** EC2 says “greater than 5” and means from five on. */
export function onePage<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: Pick<Selection, 'MaxResults' | 'NextToken'>,
  { least = 5, defaultSize }: PageSizes = {},
): Page<Item> {
  if (MaxResults !== undefined && MaxResults < least) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`,
    );
  }
  return page(items, { maxResults: MaxResults, nextToken: NextToken, defaultSize });
}

interface TagSpecification {
  readonly ResourceType?: string | undefined;
  readonly Tags?: readonly TagMember[] | undefined;
}

/** Tags that a create call gives its resource. Other resource types are refused: they would be lost. */
export function tagsAtBirth(
  specifications: readonly TagSpecification[] | undefined,
  resourceType: string,
  others: readonly string[] = [],
): Tags {
  for (const { ResourceType: type = '' } of specifications ?? []) {
    if (type === resourceType || others.includes(type)) continue;
    throw new ServiceError(
      'InvalidParameterValue',
      `'${type}' is not a valid taggable resource type for this operation.`,
    );
  }
  const members = (specifications ?? [])
    .filter((specification) => specification.ResourceType === resourceType)
    .flatMap(({ Tags: tags }) => tags ?? []);
  checkTags(members);
  return tagsFrom(members);
}

export function arn(context: Context, resource: string): string {
  const { id, region } = context.world.account;
  return `arn:aws:ec2:${region}:${id}:${resource}`;
}
