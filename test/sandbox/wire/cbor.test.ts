// Our CBOR against the SDK's, and against bytes that are not CBOR.

import { cbor } from '@smithy/core/cbor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CborError, readCbor } from '../../../src/sandbox/wire/cbor.js';
import { writeCbor } from '../../../src/sandbox/wire/cbor-write.js';

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('what we write, the SDK and we read', () => {
  fc.assert(
    fc.property(value, (sent) => {
      const bytes = writeCbor(sent);
      expect(readCbor(bytes)).toEqual(sent);
      // The SDK reads integers above 2^53 as bigint only; ours never writes one.
      expect(cbor.deserialize(bytes)).toEqual(sent);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('what the SDK writes, we read', () => {
  fc.assert(
    fc.property(value, (sent) => {
      expect(readCbor(cbor.serialize(sent))).toEqual(sent);
    }),
    { seed: 8, numRuns: 300 },
  );
});

describe('reading', () => {
  // Examples of RFC 8949, appendix A, and what other clients send.
  test.each([
    ['f9 0000', 0],
    ['f9 3c00', 1],
    ['f9 3e00', 1.5],
    ['f9 7bff', 65504],
    ['f9 0001', 2 ** -24],
    ['f9 c400', -4],
    ['f9 7c00', Number.POSITIVE_INFINITY],
    ['f9 fc00', Number.NEGATIVE_INFINITY],
    ['fa 47c35000', 100000],
    ['fb 3ff199999999999a', 1.1],
    ['18 18', 24],
    ['19 03e8', 1000],
    ['1a 000f4240', 1000000],
    ['1b 000000e8d4a51000', 1000000000000],
    ['20', -1],
    ['39 03e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', null],
    ['60', ''],
    ['64 49455446', 'IETF'],
    ['7f 65 7374726561 64 6d696e67 ff', 'streaming'],
    ['9f ff', []],
    ['9f 01 82 02 03 9f 04 05 ff ff', [1, [2, 3], [4, 5]]],
    ['bf 61 61 01 61 62 9f 02 03 ff ff', { a: 1, b: [2, 3] }],
    ['a0', {}],
    ['c1 1a 514b67b0', new Date('2013-03-21T20:04:00Z')],
    ['c1 fb 41d452d9ec200000', new Date('2013-03-21T20:04:00.500Z')],
  ])('%s', (text, expected) => {
    expect(readCbor(hex(text as string))).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['a length without its bytes', '63 61'],
    ['a list that promises more than it holds', '9b 7fffffffffffffff 01'],
    ['a text that promises more than it holds', '7b 7fffffffffffffff 61'],
    ['a list without its end', '9f 01'],
    ['a break in the open', 'ff'],
    ['a map with a number as key', 'a1 01 02'],
    ['a map key without a value', 'a1 61 61'],
    ['bytes after the end', 'a0 a0'],
    ['an unknown tag', 'c2 41 01'],
    ['a timestamp of text', 'c1 61 61'],
    ['a timestamp beyond all dates', 'c1 fb 7fefffffffffffff'],
    ['a reserved length', '1c'],
    ['a half float without its bytes', 'f9 00'],
    ['a string of mixed parts', '7f 41 61 ff'],
    ['a simple value nobody uses', 'f8 20'],
    ['lists in lists beyond measure', '81'.repeat(100_000)],
    ['tags in tags beyond measure', 'c1'.repeat(100_000)],
  ])('%s is an error', (_name, text) => {
    expect(() => readCbor(hex(text))).toThrow(CborError);
  });

  test('any bytes at all give a value or a CborError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          readCbor(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CborError);
        }
      }),
      { seed: 9, numRuns: 3000 },
    );
  });

  test('a __proto__ key is a key', () => {
    const read = readCbor(writeCbor(JSON.parse('{"__proto__":{"polluted":true}}'))) as object;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

test('a null is never written', () => {
  expect(() => writeCbor({ a: null })).toThrow('CBOR has no form here for null');
});
