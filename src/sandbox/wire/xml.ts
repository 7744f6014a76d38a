// Writes an output as XML, by its shape. Envelopes are the business of `respond.ts`; nothing here reads XML, for no request has any.

import { encodeBase64 } from './bytes.js';
import { checkScalar, formatDate } from './scalars.js';
import type { ScalarShape, Shape, StructureShape } from './shapes.js';

/** The members of a structure, one element each; absent members leave no trace, an empty list leaves an empty element. */
export function writeMembers(shape: StructureShape, value: object): string {
  const values = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const member of shape.members) {
    const part = values[member.name];
    if (part !== undefined && part !== null) text += element(member.xmlName, member.shape, part);
  }
  return text;
}

function element(name: string, shape: Shape, value: unknown): string {
  return `<${name}>${content(name, shape, value)}</${name}>`;
}

function content(name: string, shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'scalar':
      return scalarText(name, shape, value);
    case 'structure':
      return writeMembers(shape, value as object);
    case 'list': {
      let text = '';
      for (const item of value as readonly unknown[]) text += element(shape.item, shape.of, item);
      return text;
    }
    case 'map': {
      let text = '';
      for (const [key, item] of Object.entries(value as object)) {
        text += `<entry><key>${escapeXml(key)}</key>${element('value', shape.of, item)}</entry>`;
      }
      return text;
    }
  }
}

function scalarText(name: string, { scalar }: ScalarShape, value: unknown): string {
  checkScalar(scalar, value, name);
  if (typeof value === 'string') return escapeXml(value);
  if (value instanceof Date) return formatDate(value, scalar);
  return value instanceof Uint8Array ? encodeBase64(value) : String(value);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the characters XML 1.0 cannot hold.
const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const specials = new RegExp(special.source, 'g');
const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Characters that XML 1.0 has no way to write become U+FFFD. */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(specials, (character) => replacements[character] ?? '\ufffd');
}
