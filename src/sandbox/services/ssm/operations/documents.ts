// The one document that this sandbox runs, AWS-RunShellScript, and the reads that show it. The others of AWS are refused by name.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { unsupported } from '../../shared/modelled.js';
import type { Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { EXECUTION_TIMEOUT_SECONDS } from '../timings.js';
import { pageSize } from './errors.js';

export const DOCUMENT_NAME = 'AWS-RunShellScript';

const DESCRIPTION = 'Run a shell script or specify the commands to run.';
const CREATED = new Date('2017-08-31T00:01:15.500Z');

const PARAMETERS = [
  { name: 'commands', type: 'StringList', description: '(Required) Specify a shell script or a command to run.' },
  {
    name: 'executionTimeout',
    type: 'String',
    description: '(Optional) The time in seconds for a command to complete before it is considered to have failed.',
    fallback: `${EXECUTION_TIMEOUT_SECONDS.value}`,
  },
] as const;

/** Throws `InvalidDocument` or `InvalidDocumentVersion` for anything but the one document, by name or ARN. */
export function checkDocument(documentName: string, version?: string, versionName?: string): void {
  if (documentName.split('/').at(-1) !== DOCUMENT_NAME) {
    const text = /^AWS(FIS|EC2)?-/.test(documentName)
      ? `The sandbox does not model ${documentName}; it has ${DOCUMENT_NAME}.`
      : `Document with name ${documentName} does not exist.`;
    throw new ServiceError('InvalidDocument', text);
  }
  if (version !== undefined && !['1', '$DEFAULT', '$LATEST'].includes(version)) {
    throw new ServiceError('InvalidDocumentVersion', `Document version ${version} of ${DOCUMENT_NAME} does not exist.`);
  }
  // AWS's own documents have numbers only.
  if (versionName !== undefined) {
    throw new ServiceError('InvalidDocumentVersion', `${DOCUMENT_NAME} has no version of the name ${versionName}.`);
  }
}

const FACTS = {
  Name: DOCUMENT_NAME,
  CreatedDate: CREATED,
  DocumentVersion: '1',
  DocumentType: 'Command',
  DocumentFormat: 'JSON',
} as const;

const PLACE = { Owner: 'Amazon', PlatformTypes: ['Linux'], SchemaVersion: '1.2', Tags: [] } as const;

function content(): string {
  const parameters = Object.fromEntries(
    PARAMETERS.map((parameter) => [
      parameter.name,
      {
        type: parameter.type,
        description: parameter.description,
        ...('fallback' in parameter ? { default: parameter.fallback } : {}),
      },
    ]),
  );
  const properties = [
    { id: '0.aws:runShellScript', runCommand: '{{ commands }}', timeoutSeconds: '{{ executionTimeout }}' },
  ];
  const runtimeConfig = { 'aws:runShellScript': { properties } };
  return JSON.stringify({ schemaVersion: '1.2', description: DESCRIPTION, parameters, runtimeConfig }, undefined, 2);
}

export const documentOperations = {
  ListDocuments(input) {
    if ((input.Filters ?? []).length + (input.DocumentFilterList ?? []).length > 0)
      throw unsupported('filters of ListDocuments');
    const size = pageSize(input.MaxResults, 1, 50);
    const { items, nextToken } = page([{ ...FACTS, ...PLACE }], { maxResults: size, nextToken: input.NextToken });
    return { DocumentIdentifiers: items, NextToken: nextToken };
  },

  DescribeDocument(input) {
    checkDocument(input.Name, input.DocumentVersion, input.VersionName);
    return {
      Document: {
        ...FACTS,
        ...PLACE,
        Status: 'Active',
        Description: DESCRIPTION,
        LatestVersion: '1',
        DefaultVersion: '1',
        Parameters: PARAMETERS.map((parameter) => ({
          Name: parameter.name,
          Type: parameter.type,
          Description: parameter.description,
          DefaultValue: 'fallback' in parameter ? parameter.fallback : undefined,
        })),
      },
    };
  },

  GetDocument(input) {
    checkDocument(input.Name, input.DocumentVersion, input.VersionName);
    return { ...FACTS, Status: 'Active', Content: content() };
  },
} satisfies Operations<typeof import('@aws-sdk/client-ssm'), Context>;
