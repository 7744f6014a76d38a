// Reads an input from a form, in EC2's dialect (`Filter.1.Name`, lists always flat) and in that of the other query
// services (`Names.member.1`, `Map.entry.1.key`). The SDK has no such decoder: its clients only write forms.

import { decodeBase64, setOwn } from './bytes.js';
import type { Defect } from './defects.js';
import type { FormNode } from './form.js';
import type { QueryDialect } from './model-file.js';
import { itemPath, keyPath, memberPath, type Path, strangerPath } from './path.js';
import { parseBoolean, parseDate, parseNumber } from './scalars.js';
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructureShape } from './shapes.js';

/** Parameters of the request itself: what is called, and the signature of older or presigned requests. */
const requestParameters = new Set([
  'Action',
  'Version',
  'AWSAccessKeyId',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'Timestamp',
  'Expires',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
]);

interface Reading {
  readonly dialect: QueryDialect;
  readonly defects: Defect[];
}

/** Defects are added to `defects`; members that could not be read are left out of the result. */
export function readForm(
  shape: StructureShape,
  form: FormNode,
  dialect: QueryDialect,
  defects: Defect[],
): Record<string, unknown> {
  const children = new Map([...form.children].filter(([name]) => !requestParameters.has(name)));
  return readStructure(shape, { value: undefined, children }, undefined, { dialect, defects });
}

function readStructure(
  shape: StructureShape,
  node: FormNode,
  path: Path | undefined,
  reading: Reading,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let taken = 0;
  for (const member of shape.members) {
    const child = node.children.get(reading.dialect === 'ec2Query' ? member.ec2Key : member.xmlName);
    if (child === undefined) continue;
    taken += 1;
    const value = readValue(member.shape, child, memberPath(path, member), reading);
    if (value !== undefined) result[member.name] = value;
  }
  if (taken < node.children.size) reportStrangers(shape, node, path, reading);
  if (node.value !== undefined && node.value !== '') reportType(reading, path, node.value, 'a structure');
  return result;
}

function reportStrangers(shape: StructureShape, node: FormNode, path: Path | undefined, reading: Reading): void {
  const nameOf = (member: Member): string => (reading.dialect === 'ec2Query' ? member.ec2Key : member.xmlName);
  const known = new Set(shape.members.map(nameOf));
  for (const name of node.children.keys()) {
    if (!known.has(name)) reading.defects.push({ kind: 'unknown', path: strangerPath(path, name) });
  }
}

function readValue(shape: Shape, node: FormNode, path: Path, reading: Reading): unknown {
  switch (shape.kind) {
    case 'scalar':
      return readScalar(shape, node, path, reading);
    case 'structure':
      return readStructure(shape, node, path, reading);
    case 'list':
      return readList(shape, node, path, reading);
    case 'map':
      return readMap(shape, node, path, reading);
  }
}

function readList(shape: ListShape, node: FormNode, path: Path, reading: Reading): unknown {
  if (node.value === '' && node.children.size === 0) return [];
  const items = reading.dialect === 'ec2Query' ? node : node.children.get(shape.item);
  if (items === undefined || node.value !== undefined) {
    return reportType(reading, path, node.value ?? firstName(node), 'a list');
  }
  return numbered(items, path, reading).map(([number, item]) => {
    return readValue(shape.of, item, itemPath(path, number), reading);
  });
}

function readMap(shape: MapShape, node: FormNode, path: Path, reading: Reading): unknown {
  const result: Record<string, unknown> = {};
  if (node.value === '' && node.children.size === 0) return result;
  const entries = node.children.get('entry');
  if (entries === undefined) return reportType(reading, path, node.value ?? firstName(node), 'a map');
  for (const [, entry] of numbered(entries, path, reading)) {
    const key = entry.children.get('key')?.value;
    const value = entry.children.get('value');
    if (key === undefined || value === undefined)
      return reportType(reading, path, firstName(entry), 'a key and a value');
    setOwn(result, key, readValue(shape.of, value, keyPath(path, key), reading));
  }
  return result;
}

/** Children by number, in order; gaps in the numbering are allowed, as AWS allows them. */
function numbered(node: FormNode, path: Path, reading: Reading): readonly (readonly [number, FormNode])[] {
  const items: (readonly [number, FormNode])[] = [];
  for (const [name, child] of node.children) {
    if (/^[0-9]{1,9}$/.test(name)) items.push([Number(name), child]);
    else reportType(reading, path, name, 'a list position');
  }
  return items.sort(([a], [b]) => a - b);
}

function readScalar(shape: ScalarShape, node: FormNode, path: Path, reading: Reading): unknown {
  const text = node.value;
  if (text === undefined || node.children.size > 0)
    return reportType(reading, path, firstName(node), `a ${shape.scalar}`);
  const value = parseScalar(shape, text);
  return value ?? reportType(reading, path, text, `a ${shape.scalar}`);
}

function parseScalar(shape: ScalarShape, text: string): unknown {
  switch (shape.scalar) {
    case 'string':
      return text;
    case 'number':
      return parseNumber(text);
    case 'boolean':
      return parseBoolean(text);
    case 'blob':
      return decodeBase64(text);
    case 'timestamp':
    case 'date-time':
    case 'http-date':
    case 'epoch-seconds':
      return parseDate(text, shape.scalar);
  }
}

function reportType(reading: Reading, path: Path | undefined, value: unknown, expected: string): undefined {
  reading.defects.push({ kind: 'type', path, value, expected });
  return undefined;
}

const firstName = (node: FormNode): string => node.children.keys().next().value ?? '';
