// PutParameter: a new parameter, or a new version of one. The value is kept as it comes; SecureString is not encrypted here, as nobody else can read it.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { IMAGES } from '../../shared/images.js';
import { unsupported } from '../../shared/modelled.js';
import type { OperationInput } from '../../shared/operations.js';
import { own } from '../../shared/records.js';
import { tagsFrom } from '../../shared/tags.js';
import { PUBLIC_PREFIX } from '../parameters.js';
import type { ParameterVersion } from '../store.js';
import { refuseMembers, validation } from './errors.js';

type Input = OperationInput<typeof import('@aws-sdk/client-ssm'), 'PutParameter'>;

const REFUSED: Readonly<Record<string, string>> = { Policies: 'parameter policies', KeyId: 'KMS keys' };
const MAX_VALUE = 4_096;
const MAX_VERSIONS = 100;

/** Answers the new version's number. */
export function putParameter(input: Input, context: Context): number {
  refuseMembers(input, REFUSED);
  if (input.Tier === 'Advanced') throw unsupported('advanced parameters (Tier)');
  checkName(input.Name);
  const { parameters } = context.world.ssm;
  const known = own(parameters, input.Name);
  const latest = known?.versions.at(-1);
  if (known !== undefined && input.Overwrite !== true) {
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (known !== undefined && input.Tags !== undefined) {
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.",
    );
  }
  const version = newVersion(input, latest, context.kernel.now);
  if (known === undefined)
    parameters[input.Name] = { name: input.Name, versions: [version], tags: tagsFrom(input.Tags) };
  else known.versions.splice(0, known.versions.length, ...[...known.versions, version].slice(-MAX_VERSIONS));
  return version.version;
}

function newVersion(input: Input, latest: ParameterVersion | undefined, now: number): ParameterVersion {
  const type = input.Type ?? latest?.type;
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.');
  if (input.DataType !== undefined && input.DataType !== 'text' && input.DataType !== 'aws:ec2:image') {
    throw validation(`The data type ${input.DataType} is not supported.`);
  }
  // AWS looks for the image some time after the call, and takes the parameter back if there is none.
  if (input.DataType === 'aws:ec2:image' && !IMAGES.some(({ imageId }) => imageId === input.Value)) {
    throw unsupported(`parameters of the DataType aws:ec2:image that name no image (${input.Value})`);
  }
  const allowedPattern = input.AllowedPattern ?? latest?.allowedPattern;
  const description = input.Description ?? latest?.description;
  checkValue(input.Value, allowedPattern);
  return {
    version: (latest?.version ?? 0) + 1,
    value: input.Value,
    type,
    dataType: input.DataType ?? latest?.dataType ?? 'text',
    modifiedAt: now,
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
  };
}

function checkName(name: string): void {
  if (name.startsWith(PUBLIC_PREFIX)) {
    throw new ServiceError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (!/^[\w./-]{1,1011}$/.test(name)) {
    throw validation(
      'Parameter name must be built from letters, numbers, and the symbols . - _, with / between the parts of a path.',
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw validation(
      'Parameter name must be a fully qualified name: a name with a path begins with a forward slash (/).',
    );
  }
}

function checkValue(value: string, allowedPattern: string | undefined): void {
  if (value.length === 0 || value.length > MAX_VALUE) {
    throw validation(
      `The value must have between 1 and ${MAX_VALUE} characters; advanced parameters are not simulated.`,
    );
  }
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    throw new ServiceError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
  }
}
