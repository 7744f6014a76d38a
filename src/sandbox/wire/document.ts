// Reads inputs from, and writes outputs as, trees of plain values: what JSON and CBOR have in common.
// The two differ in timestamps and blobs only, which is what `DocumentFormat` says.

import { setOwn } from './bytes.js';
import type { Defect } from './defects.js';
import { itemPath, keyPath, memberPath, type Path } from './path.js';
import { checkScalar } from './scalars.js';
import type { ScalarShape, Shape, StructureShape } from './shapes.js';

export interface DocumentFormat {
  /** @returns undefined if the value is not of the scalar's type. */
  read(shape: ScalarShape, value: unknown): unknown;
  /** The value has the scalar's type already. */
  write(shape: ScalarShape, value: unknown): unknown;
}

interface Reading {
  readonly format: DocumentFormat;
  readonly defects: Defect[];
}

/** Unknown members are ignored and `null` counts as absent, as AWS does. */
export function readDocument(
  shape: StructureShape,
  document: unknown,
  format: DocumentFormat,
  defects: Defect[],
): Record<string, unknown> {
  return (readValue(shape, document, undefined, { format, defects }) ?? {}) as Record<string, unknown>;
}

function readValue(shape: Shape, value: unknown, path: Path | undefined, reading: Reading): unknown {
  switch (shape.kind) {
    case 'scalar':
      return reading.format.read(shape, value) ?? reportType(reading, path, value, `a ${shape.scalar}`);
    case 'structure':
      return isRecord(value)
        ? readStructure(shape, value, path, reading)
        : reportType(reading, path, value, 'a structure');
    case 'list':
      if (!Array.isArray(value)) return reportType(reading, path, value, 'a list');
      return value.map((item: unknown, index) => readValue(shape.of, item, itemPath(path, index + 1), reading));
    case 'map':
      return isRecord(value) ? readMap(shape.of, value, path, reading) : reportType(reading, path, value, 'a map');
  }
}

function readStructure(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  path: Path | undefined,
  reading: Reading,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members) {
    const part = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
    if (part === undefined || part === null) continue;
    const read = readValue(member.shape, part, memberPath(path, member), reading);
    if (read !== undefined) result[member.name] = read;
  }
  return result;
}

function readMap(
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: Path | undefined,
  reading: Reading,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(result, key, readValue(shape, item, keyPath(path, key), reading));
  }
  return result;
}

/** An output as a tree; absent members are left out, never written as null. */
export function writeDocument(shape: Shape, value: unknown, format: DocumentFormat, name = 'the output'): unknown {
  switch (shape.kind) {
    case 'scalar':
      checkScalar(shape.scalar, value, name);
      return format.write(shape, value);
    case 'structure':
      return writeStructure(shape, value as Record<string, unknown>, format);
    case 'list':
      return (value as readonly unknown[]).map((item) => writeDocument(shape.of, item, format, name));
    case 'map': {
      const result: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value as object)) {
        setOwn(result, key, writeDocument(shape.of, item, format, name));
      }
      return result;
    }
  }
}

function writeStructure(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  format: DocumentFormat,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members) {
    const part = value[member.name];
    if (part !== undefined && part !== null) {
      result[member.name] = writeDocument(member.shape, part, format, member.name);
    }
  }
  return result;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return !(Array.isArray(value) || value instanceof Date || value instanceof Uint8Array);
}

function reportType(reading: Reading, path: Path | undefined, value: unknown, expected: string): undefined {
  reading.defects.push({ kind: 'type', path, value, expected });
  return undefined;
}
