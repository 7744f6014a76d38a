// The operations on parameters. Reads see AWS's public ones and the account's own; writes touch only the account's own.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { own } from '../../shared/records.js';
import { type FoundParameter, findParameter, parametersFor, parsedReference } from '../parameters.js';
import { readable } from '../rules/sealed.js';
import { pageSize, validation } from './errors.js';
import { putParameter } from './put-parameter.js';

type Ssm = typeof import('@aws-sdk/client-ssm');

const MAX_NAMES = 10;

function found(context: Context, name: string): FoundParameter {
  const { version } = parsedReference(name);
  const parameter = findParameter(context, name);
  if (parameter !== undefined) return parameter;
  if (version !== undefined && findParameter(context, parsedReference(name).name) !== undefined) {
    throw new ServiceError('ParameterVersionNotFound', `Systems Manager could not find version ${version} of ${name}.`);
  }
  throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
}

/** @param decrypted whether the caller has asked for it; only SecureStrings are sealed */
function shown(parameter: FoundParameter, decrypted: boolean | undefined) {
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: readable(parameter, decrypted),
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.modifiedAt),
    ARN: parameter.arn,
    DataType: parameter.dataType,
  };
}

function remove(context: Context, name: string): boolean {
  const { parameters } = context.world.ssm;
  const exists = own(parameters, name) !== undefined;
  if (exists) delete parameters[name];
  return exists;
}

export const parameterOperations = {
  GetParameter(input, context) {
    const parameter = found(context, input.Name);
    const { version } = parsedReference(input.Name);
    const view = shown(parameter, input.WithDecryption);
    return { Parameter: version === undefined ? view : { ...view, Selector: `:${version}` } };
  },

  GetParameters(input, context) {
    if (input.Names.length > MAX_NAMES) {
      throw validation(
        `1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to ${MAX_NAMES}`,
      );
    }
    const names = [...new Set(input.Names)];
    return {
      Parameters: names
        .flatMap((name) => findParameter(context, name) ?? [])
        .map((one) => shown(one, input.WithDecryption)),
      InvalidParameters: names.filter((name) => findParameter(context, name) === undefined),
    };
  },

  GetParametersByPath(input, context) {
    if (input.ParameterFilters !== undefined && input.ParameterFilters.length > 0) {
      throw unsupported('filters of GetParametersByPath (ParameterFilters)');
    }
    if (!input.Path.startsWith('/')) throw validation('The parameter Path must begin with a forward slash (/).');
    const path = input.Path.endsWith('/') ? input.Path : `${input.Path}/`;
    const inside = parametersFor(context, input.Path).filter(
      ({ name }) => name.startsWith(path) && (input.Recursive === true || !name.slice(path.length).includes('/')),
    );
    const size = pageSize(input.MaxResults, 1, 10);
    const { items, nextToken } = page(inside, { maxResults: size, nextToken: input.NextToken });
    return { Parameters: items.map((one) => shown(one, input.WithDecryption)), NextToken: nextToken };
  },

  PutParameter(input, context) {
    return { Version: putParameter(input, context), Tier: 'Standard' };
  },

  DeleteParameter(input, context) {
    if (!remove(context, input.Name)) throw new ServiceError('ParameterNotFound', `Parameter ${input.Name} not found.`);
    return {};
  },

  DeleteParameters(input, context) {
    const deleted = input.Names.filter((name) => remove(context, name));
    return { DeletedParameters: deleted, InvalidParameters: input.Names.filter((name) => !deleted.includes(name)) };
  },
} satisfies Operations<Ssm, Context>;
