// Random values of a shape, for round trips. What a protocol has no way to write is not generated: that is said by `Limits`.

import fc from 'fast-check';
import type { Member, Shape, StructureShape } from '../../../src/sandbox/wire/shapes.js';

export interface Limits {
  /** Forms have no empty list or structure inside (tested by hand where they have). */
  readonly emptyParts: boolean;
  readonly text: fc.Arbitrary<string>;
  /** Clients fill in absent idempotency tokens, so these are always given. */
  readonly tokens: ReadonlySet<string>;
}

/** Any Unicode text that XML 1.0 can hold, with the characters that need escaping made frequent. */
export const xmlText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'<>&"\'+%=;. \n\t/🦕éß中', 'a', 'B', '7') },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
    ),
    { maxLength: 8 },
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the characters taken out.
  .map((parts) => parts.join('').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''))
  // The SDK's XML parser takes a text of white space with a line break in it for indentation and yields ''.
  .filter((text) => text.trim() !== '' || !text.includes('\n'));

export const anyText: fc.Arbitrary<string> = fc.oneof(xmlText, fc.string({ unit: 'binary', maxLength: 12 }));

/** Deeper than this only required members are generated. */
const fullDepth = 3;

export function arbitraryOf(shape: StructureShape, limits: Limits): fc.Arbitrary<Record<string, unknown>> {
  return structure(shape, limits, 0);
}

function structure(shape: StructureShape, limits: Limits, depth: number): fc.Arbitrary<Record<string, unknown>> {
  if (shape.union) return union(shape, limits, depth);
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  const always: string[] = [];
  for (const member of shape.members) {
    const must = member.required || limits.tokens.has(member.name);
    if (!must && depth >= fullDepth && member.shape.kind !== 'scalar') continue;
    members[member.name] = value(member.shape, member, limits, depth + 1);
    if (must) always.push(member.name);
  }
  const record = fc.record(members, { requiredKeys: always }) as fc.Arbitrary<Record<string, unknown>>;
  const fallback = shape.members.find(({ shape: part }) => part.kind === 'scalar') ?? shape.members[0];
  if (limits.emptyParts || depth === 0 || fallback === undefined) return record;
  return fc
    .tuple(record, value(fallback.shape, fallback, limits, depth + 1))
    .map(([parts, one]) => (Object.keys(parts).length > 0 ? parts : { [fallback.name]: one }));
}

function union(shape: StructureShape, limits: Limits, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members = shape.members.filter(({ shape: part }) => {
    return limits.emptyParts || part.kind !== 'structure' || part.members.length > 0;
  });
  return fc.oneof(
    ...members.map((member) => value(member.shape, member, limits, depth + 1).map((one) => ({ [member.name]: one }))),
  );
}

function value(shape: Shape, member: Member, limits: Limits, depth: number): fc.Arbitrary<unknown> {
  const minLength = limits.emptyParts ? 0 : 1;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, limits, depth);
    case 'list':
      return fc.array(value(shape.of, member, limits, depth), { minLength, maxLength: 3 });
    case 'map':
      return fc.dictionary(limits.text, value(shape.of, member, limits, depth), {
        minKeys: minLength,
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'scalar':
      return scalar(shape.scalar, member, limits);
  }
}

function scalar(name: string, member: Member, limits: Limits): fc.Arbitrary<unknown> {
  switch (name) {
    case 'string':
      return member.allowed === undefined ? limits.text : fc.constantFrom(...member.allowed);
    case 'number':
      return fc.oneof(
        fc.integer(),
        fc.nat({ max: 400 }),
        fc.integer({ min: -4000, max: 4000 }).map((n) => n / 16),
      );
    case 'boolean':
      return fc.boolean();
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 12 });
    default:
      return fc
        .date({ min: new Date('1970-01-02T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
        .map((date) => new Date(date.getTime()));
  }
}
