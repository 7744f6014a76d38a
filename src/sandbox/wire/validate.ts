// Checks a decoded input against its shape: required members are there, enum values are known. The same for every protocol.
// What the SDK's schemas do not hold (lengths, ranges, patterns, whole numbers) the services check themselves.

import type { Defect } from './defects.js';
import { itemPath, keyPath, memberPath, type Path } from './path.js';
import type { Shape, StructureShape } from './shapes.js';

export function validate(shape: StructureShape, value: Readonly<Record<string, unknown>>, defects: Defect[]): void {
  validateStructure(shape, value, undefined, defects);
}

function validateStructure(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  path: Path | undefined,
  defects: Defect[],
): void {
  if (shape.union && Object.keys(value).length !== 1) {
    defects.push({ kind: 'type', path, value, expected: 'exactly one member' });
  }
  for (const member of shape.members) {
    const part = value[member.name];
    if (part === undefined) {
      if (member.required) defects.push({ kind: 'missing', path: memberPath(path, member) });
    } else if (member.allowed !== undefined || member.shape.kind !== 'scalar') {
      validateValue(member.shape, part, memberPath(path, member), member.allowed, defects);
    }
  }
}

function validateValue(
  shape: Shape,
  value: unknown,
  path: Path,
  allowed: readonly string[] | undefined,
  defects: Defect[],
): void {
  switch (shape.kind) {
    case 'structure':
      validateStructure(shape, value as Record<string, unknown>, path, defects);
      return;
    case 'list':
      for (const [index, item] of (value as readonly unknown[]).entries()) {
        validateValue(shape.of, item, itemPath(path, index + 1), allowed, defects);
      }
      return;
    case 'map':
      for (const [key, item] of Object.entries(value as object)) {
        validateValue(shape.of, item, keyPath(path, key), allowed, defects);
      }
      return;
    case 'scalar':
      if (allowed !== undefined && typeof value === 'string' && !allowed.includes(value)) {
        defects.push({ kind: 'enum', path, value, allowed });
      }
  }
}
