// What there is to know of parameters beside their values: DescribeParameters, GetParameterHistory, tags.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput, Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { own } from '../../shared/records.js';
import { checkTags, tagMembers, tagsFrom } from '../../shared/tags.js';
import { type FoundParameter, ownParameters } from '../parameters.js';
import { readable } from '../rules/sealed.js';
import type { StoredParameter } from '../store.js';
import { pageSize, refuseMembers } from './errors.js';

type Ssm = typeof import('@aws-sdk/client-ssm');
type Filter = NonNullable<OperationInput<Ssm, 'DescribeParameters'>['ParameterFilters']>[number];

function existing(context: Context, name: string): StoredParameter {
  const stored = own(context.world.ssm.parameters, name);
  if (stored === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
  return stored;
}

/** Only parameters have tags here. */
function tagged(context: Context, resourceType: string, name: string): StoredParameter {
  if (resourceType !== 'Parameter') throw unsupported(`tags of a ${resourceType}`);
  const stored = own(context.world.ssm.parameters, name);
  if (stored === undefined) throw new ServiceError('InvalidResourceId', `The resource ID ${name} is not valid.`);
  return stored;
}

function passes(parameter: FoundParameter, { Key, Option = 'Equals', Values = [] }: Filter): boolean {
  const columns: Readonly<Record<string, string>> = {
    Name: parameter.name,
    Type: parameter.type,
    DataType: parameter.dataType,
  };
  const text = Key !== undefined && Object.hasOwn(columns, Key) ? columns[Key] : undefined;
  if (text === undefined) throw unsupported(`the parameter filter ${Key}`);
  if (Option === 'Equals') return Values.includes(text);
  if (Option === 'BeginsWith') return Values.some((value) => text.startsWith(value));
  if (Option === 'Contains') return Values.some((value) => text.includes(value));
  throw new ServiceError('InvalidFilterOption', `The filter option ${Option} is not valid.`);
}

export const parameterReadOperations = {
  DescribeParameters(input, context) {
    refuseMembers(input, { Shared: 'parameters shared by other accounts' });
    const old = (input.Filters ?? []).map(({ Key, Values }): Filter => ({ Key, Values }));
    const filters = [...old, ...(input.ParameterFilters ?? [])];
    const wanted = ownParameters(context).filter((parameter) => filters.every((filter) => passes(parameter, filter)));
    const size = pageSize(input.MaxResults, 1, 50);
    const { items, nextToken } = page(wanted, { maxResults: size, nextToken: input.NextToken });
    return {
      Parameters: items.map((parameter) => ({
        Name: parameter.name,
        ARN: parameter.arn,
        Type: parameter.type,
        LastModifiedDate: new Date(parameter.modifiedAt),
        Description: parameter.description,
        AllowedPattern: parameter.allowedPattern,
        Version: parameter.version,
        Tier: 'Standard',
        DataType: parameter.dataType,
      })),
      NextToken: nextToken,
    };
  },

  GetParameterHistory(input, context) {
    const stored = existing(context, input.Name);
    const size = pageSize(input.MaxResults, 1, 50);
    const { items, nextToken } = page(stored.versions, { maxResults: size, nextToken: input.NextToken });
    return {
      Parameters: items.map((version) => ({
        Name: stored.name,
        Type: version.type,
        LastModifiedDate: new Date(version.modifiedAt),
        Description: version.description,
        Value: readable({ ...version, name: stored.name }, input.WithDecryption),
        AllowedPattern: version.allowedPattern,
        Version: version.version,
        Labels: [],
        Tier: 'Standard',
        DataType: version.dataType,
      })),
      NextToken: nextToken,
    };
  },

  ListTagsForResource(input, context) {
    return { TagList: tagMembers(tagged(context, input.ResourceType, input.ResourceId).tags) };
  },

  AddTagsToResource(input, context) {
    const stored = tagged(context, input.ResourceType, input.ResourceId);
    checkTags(input.Tags, stored.tags);
    stored.tags = { ...stored.tags, ...tagsFrom(input.Tags) };
    return {};
  },

  RemoveTagsFromResource(input, context) {
    const stored = tagged(context, input.ResourceType, input.ResourceId);
    stored.tags = Object.fromEntries(Object.entries(stored.tags).filter(([key]) => !input.TagKeys.includes(key)));
    return {};
  },
} satisfies Operations<Ssm, Context>;
