// The form of a shape that the codecs run on: references resolved, wire names worked out. Compiled from the model file, one
// operation at a time and only when first asked for.

import type { ListFile, MapFile, MemberFile, ModelFile, ScalarName, ShapeName, StructureFile } from './model-file.js';

export interface ScalarShape {
  readonly kind: 'scalar';
  readonly scalar: ScalarName;
}

/** Around an element in XML, written once and not for every answer. */
export interface Tags {
  readonly open: string;
  readonly close: string;
}

export const tagsOf = (name: string): Tags => ({ open: `<${name}>`, close: `</${name}>` });

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly xmlName: string;
  readonly tags: Tags;
  /** Key in an EC2 form. */
  readonly ec2Key: string;
  readonly required: boolean;
  /** Values the member, or the items of its list or map, may take. */
  readonly allowed: readonly string[] | undefined;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly members: readonly Member[];
  /** Exactly one member is set. */
  readonly union: boolean;
}

export interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
  /** Element name in XML and awsQuery. */
  readonly item: string;
  readonly tags: Tags;
}

export interface MapShape {
  readonly kind: 'map';
  readonly of: Shape;
}

export type Shape = ScalarShape | StructureShape | ListShape | MapShape;

const scalarNames: readonly ScalarName[] = [
  'string',
  'number',
  'boolean',
  'blob',
  'timestamp',
  'date-time',
  'http-date',
  'epoch-seconds',
];

/** @returns a function from a shape's name to its compiled form; the same name gives the same object. */
export function createShapes(model: ModelFile): (name: ShapeName) => Shape {
  const compiled = new Map<ShapeName, Shape>();
  for (const scalar of scalarNames) compiled.set(scalar, { kind: 'scalar', scalar });

  function compile(name: ShapeName): Shape {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const file = model.shapes[name];
    if (file === undefined) throw new Error(`the wire model of ${model.service} has no shape ${name}`);
    if ('list' in file) return compileList(name, file);
    if ('map' in file) return compileMap(name, file);
    return compileStructure(name, file);
  }

  function compileList(name: ShapeName, file: ListFile): Shape {
    const item = file.item ?? 'member';
    const shape: ListShape = { kind: 'list', of: compile(file.list), item, tags: tagsOf(item) };
    compiled.set(name, shape);
    return shape;
  }

  function compileMap(name: ShapeName, file: MapFile): Shape {
    const shape: MapShape = { kind: 'map', of: compile(file.map) };
    compiled.set(name, shape);
    return shape;
  }

  function compileStructure(name: ShapeName, file: StructureFile): Shape {
    const members: Member[] = [];
    // Entered before its members are compiled: a structure may refer to itself.
    const shape: StructureShape = { kind: 'structure', members, union: file.union === true };
    compiled.set(name, shape);
    for (const [memberName, entry] of Object.entries(file.members)) {
      members.push(compileMember(memberName, typeof entry === 'string' ? { shape: entry } : entry, file));
    }
    return shape;
  }

  function compileMember(name: string, file: MemberFile, parent: StructureFile): Member {
    const xmlName = file.xmlName ?? name;
    return {
      name,
      shape: compile(file.shape),
      xmlName,
      tags: tagsOf(xmlName),
      ec2Key: file.ec2QueryName ?? xmlName.charAt(0).toUpperCase() + xmlName.slice(1),
      required: parent.required?.includes(name) === true,
      allowed: file.enum === undefined ? undefined : model.enums[file.enum],
    };
  }

  return compile;
}
