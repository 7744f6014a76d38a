// Turns the SDK's schemas into the entries of a model file, starting at the operations served and following every reference.

import type { NormalizedSchema } from '@smithy/core/schema';
import type { MemberFile, ScalarName, ShapeFile, ShapeName } from '../../src/sandbox/wire/model-file.js';
import type { TypeReferences } from './enum-references.js';
import type { SdkPackage } from './sdk-packages.js';

/** Traits that change nothing on the wires we serve, or that are handled by name below. A new one stops the generator. */
const knownTraits = new Set([
  'xmlName',
  'ec2QueryName',
  'idempotencyToken',
  'idempotent',
  'sensitive',
  'error',
  'httpError',
  'awsQueryError',
]);

/** Larger enums are lists that grow weekly (instance types): the service's own catalogue decides, not the wire. */
const largestEnum = 120;

/** Sentinels of simple schemas. */
const scalars: Readonly<Record<number, ScalarName>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
  21: 'blob',
};

export interface ShapeReader {
  /** Adds the shape and all it refers to; returns its name. */
  read(schema: NormalizedSchema): ShapeName;
  readonly shapes: Record<ShapeName, ShapeFile>;
  readonly enums: Record<string, readonly string[]>;
}

export function createShapeReader(sdk: SdkPackage, references: TypeReferences): ShapeReader {
  const shapes: Record<ShapeName, ShapeFile> = {};
  const enums: Record<string, readonly string[]> = {};
  const typeNames = new Map<unknown, string>();
  for (const [name, value] of Object.entries(sdk.exports)) {
    if (Array.isArray(value) && name.endsWith('$')) typeNames.set(value, name.slice(0, -1));
  }

  function read(schema: NormalizedSchema): ShapeName {
    if (schema.isListSchema()) return readList(schema);
    if (schema.isMapSchema()) return readMap(schema);
    if (schema.isStructSchema()) return readStructure(schema);
    const scalar = scalars[schema.getSchema() as number];
    if (scalar === undefined)
      throw new Error(`${sdk.name}: no codec for ${schema.getName(true)} (${String(schema.getSchema())})`);
    return scalar;
  }

  function readList(schema: NormalizedSchema): ShapeName {
    const member = schema.getValueSchema();
    const target = read(member);
    const item = traitsOf(member, sdk).xmlName;
    const name = ownName(schema) ?? `list<${target}>`;
    return define(name, item === undefined ? { list: target } : { list: target, item });
  }

  function readMap(schema: NormalizedSchema): ShapeName {
    if (Object.keys(traitsOf(schema.getKeySchema(), sdk)).length > 0)
      throw new Error(`${schema.getName()}: renamed map key`);
    const target = read(schema.getValueSchema());
    const name = ownName(schema) ?? `map<${target}>`;
    return define(name, { map: target });
  }

  function define(name: ShapeName, shape: ShapeFile): ShapeName {
    const known = shapes[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(shape))
      throw new Error(`${sdk.name}: two shapes ${name}`);
    shapes[name] = shape;
    return name;
  }

  function readStructure(schema: NormalizedSchema): ShapeName {
    const name = schema.getName();
    if (name === undefined) throw new Error(`${sdk.name}: structure without a name`);
    if (name in shapes) return name;
    const members: Record<string, ShapeName | MemberFile> = {};
    const raw = schema.getSchema() as unknown as readonly unknown[];
    const count = typeof raw[6] === 'number' ? raw[6] : 0;
    const required = (raw[4] as readonly string[]).slice(0, count);
    // Entered before its members are read: shapes may refer to themselves.
    shapes[name] = {
      members,
      ...(required.length > 0 && { required }),
      ...(schema.isUnionSchema() && { union: true as const }),
    };
    for (const [memberName, member] of schema.structIterator()) {
      members[memberName] = readMember(typeNames.get(raw), memberName, member);
    }
    return name;
  }

  function readMember(
    typeName: string | undefined,
    memberName: string,
    member: NormalizedSchema,
  ): ShapeName | MemberFile {
    const shape = read(member);
    const traits = traitsOf(member, sdk);
    const enumName = readEnum(references.get(typeName ?? '')?.get(memberName));
    const file: MemberFile = { shape, ...traits, ...(enumName !== undefined && { enum: enumName }) };
    return Object.keys(file).length === 1 ? shape : file;
  }

  function readEnum(typeName: string | undefined): string | undefined {
    const candidate = typeName === undefined ? undefined : sdk.exports[typeName];
    if (typeName === undefined || typeof candidate !== 'object' || candidate === null || Array.isArray(candidate))
      return undefined;
    const values = Object.values(candidate as Record<string, unknown>);
    if (values.length === 0 || values.length > largestEnum) return undefined;
    if (!values.every((value) => typeof value === 'string')) return undefined;
    enums[typeName] = values;
    return typeName;
  }

  return { read, shapes, enums };
}

/** A sentinel such as `64 | string` (list of strings) has no name of its own, only that of the member it stands in. */
function ownName(schema: NormalizedSchema): string | undefined {
  return typeof schema.getSchema() === 'number' ? undefined : schema.getName();
}

type WireTraits = Pick<MemberFile, 'xmlName' | 'ec2QueryName' | 'idempotencyToken'>;

function traitsOf(schema: NormalizedSchema, sdk: SdkPackage): WireTraits {
  for (const trait of Object.keys(schema.getMergedTraits())) {
    if (!knownTraits.has(trait)) throw new Error(`${sdk.name}: ${schema.getName(true)} has the unknown trait ${trait}`);
  }
  const traits = schema.getMemberTraits();
  return {
    ...(traits.xmlName !== undefined && { xmlName: String(traits.xmlName) }),
    ...(traits.ec2QueryName !== undefined && { ec2QueryName: String(traits.ec2QueryName) }),
    ...(traits.idempotencyToken !== undefined && { idempotencyToken: true as const }),
  };
}
