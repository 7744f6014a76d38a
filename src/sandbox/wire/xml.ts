// Writes an output as XML, by its shape. Envelopes are the business of `respond.ts`; nothing here reads XML, for no request has any.

import { encodeBase64 } from './bytes.js';
import { checkScalar, formatDate } from './scalars.js';
import { type ScalarShape, type Shape, type StructureShape, type Tags, tagsOf } from './shapes.js';

const mapValue = tagsOf('value');

/** Everything is appended to one text: texts put together level by level would leave ten times the work to the garbage collector. */
interface Output {
  text: string;
}

/** The members of a structure, one element each; absent members leave no trace, an empty list leaves an empty element. */
export function writeMembers(shape: StructureShape, value: object): string {
  const out: Output = { text: '' };
  writeMembersTo(out, shape, value);
  return out.text;
}

function writeMembersTo(out: Output, shape: StructureShape, value: object): void {
  const values = value as Readonly<Record<string, unknown>>;
  for (const member of shape.members) {
    const part = values[member.name];
    if (part !== undefined && part !== null) writeElement(out, member.tags, member.shape, part);
  }
}

function writeElement(out: Output, tags: Tags, shape: Shape, value: unknown): void {
  out.text += tags.open;
  writeContent(out, tags, shape, value);
  out.text += tags.close;
}

function writeContent(out: Output, tags: Tags, shape: Shape, value: unknown): void {
  switch (shape.kind) {
    case 'scalar':
      out.text += scalarText(tags, shape, value);
      break;
    case 'structure':
      writeMembersTo(out, shape, value as object);
      break;
    case 'list':
      for (const item of value as readonly unknown[]) writeElement(out, shape.tags, shape.of, item);
      break;
    case 'map':
      for (const [key, item] of Object.entries(value as object)) {
        out.text += `<entry><key>${escapeXml(key)}</key>`;
        writeElement(out, mapValue, shape.of, item);
        out.text += '</entry>';
      }
  }
}

function scalarText(tags: Tags, { scalar }: ScalarShape, value: unknown): string {
  checkScalar(scalar, value, tags.open);
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
