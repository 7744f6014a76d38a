// Generates the wire model: one JSON text per service, from the SDK packages that the lockfile pins.
// The same input gives the same bytes; a test compares them with the committed files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ErrorFile, ModelFile, OperationFile, ServiceName } from '../../src/sandbox/wire/model-file.js';
import { serviceNames } from '../../src/sandbox/wire/model-file.js';
import { readTypeReferences } from './enum-references.js';
import { readSdkPackage, type SdkPackage } from './sdk-packages.js';
import { createShapeReader, type ShapeReader } from './shape-reader.js';

/** Schemas as the SDK exports them: `[kind, namespace, name, traits, …]`. */
type RawSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
const operationKind = 9;
const errorKind = -3;

/** @returns file name (`ec2.json`) → its text. */
export function generateWireModel(root: string): ReadonlyMap<string, string> {
  const served = JSON.parse(readFileSync(join(root, 'scripts', 'served-operations.json'), 'utf8')) as Record<
    ServiceName,
    string[]
  >;
  return new Map(serviceNames.map((service) => [`${service}.json`, render(readModel(root, service, served[service]))]));
}

function readModel(root: string, service: ServiceName, served: readonly string[]): ModelFile {
  const sdk = readSdkPackage(root, service);
  const reader = createShapeReader(sdk, readTypeReferences(sdk.declarationFolder));
  const schemas = rawSchemas(sdk);
  const known = new Map(schemas.filter(([kind]) => kind === operationKind).map((schema) => [schema[2], schema]));
  const operations: Record<string, OperationFile> = {};
  for (const name of [...served].sort()) {
    const schema = known.get(name);
    if (schema === undefined) throw new Error(`${sdk.name} has no operation ${name}`);
    operations[name] = readOperation(schema, reader);
    known.delete(name);
  }
  return {
    service,
    source: `${sdk.name} ${sdk.version}`,
    serviceId: sdk.serviceId,
    signingName: sdk.signingName,
    dialect: sdk.dialect,
    version: sdk.settings.version,
    xmlNamespace: withSlash(
      sdk.settings.xmlNamespace ?? `http://${sdk.signingName}.amazonaws.com/doc/${sdk.settings.version}`,
    ),
    namespace: sdk.settings.defaultNamespace,
    target: sdk.settings.serviceTarget,
    queryCompatible: sdk.settings.awsQueryCompatible === true,
    operations,
    otherOperations: [...known.keys()].sort(),
    errors: readErrors(sdk, schemas),
    enums: sorted(reader.enums),
    shapes: sorted(reader.shapes),
  };
}

function rawSchemas(sdk: SdkPackage): readonly RawSchema[] {
  return Object.values(sdk.exports).filter(
    (value): value is RawSchema => Array.isArray(value) && typeof value[0] === 'number',
  );
}

function readOperation(schema: RawSchema, reader: ShapeReader): OperationFile {
  const [input, output] = [schema[4], schema[5]].map((reference) => {
    const shape = NormalizedSchema.of(reference as Parameters<typeof NormalizedSchema.of>[0]);
    return shape.isUnitSchema() ? undefined : reader.read(shape);
  });
  return { ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
}

interface ErrorTraits {
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

function readErrors(sdk: SdkPackage, schemas: readonly RawSchema[]): Record<string, ErrorFile> {
  const errors: Record<string, ErrorFile> = {};
  for (const [kind, namespace, name, rawTraits, members] of schemas) {
    // The client's own base class of all errors has a schema, too; its namespace is not the service's.
    if (kind !== errorKind || namespace !== sdk.settings.defaultNamespace) continue;
    const traits = typeof rawTraits === 'object' ? (rawTraits as ErrorTraits) : {};
    const status = traits.httpError ?? (traits.error === 'server' ? 500 : 400);
    const [code, queryStatus] = traits.awsQueryError ?? [name, status];
    const capital = (members as readonly string[]).includes('Message') && { message: 'Message' as const };
    errors[name] = { code, queryStatus, status, ...capital };
  }
  return sorted(errors);
}

/** EC2's setting lacks the slash that its answers have. */
function withSlash(namespace: string): string {
  return namespace.endsWith('/') ? namespace : `${namespace}/`;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One line per entry of the large tables, so that a new SDK version shows as a readable difference. */
function render(model: ModelFile): string {
  const fields = Object.entries(model).map(([name, value]) => `${JSON.stringify(name)}: ${renderField(value)}`);
  return `{\n${fields.join(',\n')}\n}\n`;
}

function renderField(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`);
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`;
}
