import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blocksOverlap,
  blockWithin,
  canonicalBlock,
  cidrContains,
  formatAddress,
  parseAddress,
  parseBlock,
} from '../../../../../src/sandbox/services/ec2/rules/cidr.js';
import {
  freeAddresses,
  isAssignable,
  pickAddress,
} from '../../../../../src/sandbox/services/ec2/rules/subnet-addresses.js';

describe('blocks', () => {
  const canonical: readonly [string, string | undefined][] = [
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['10.0.3.9/16', '10.0.0.0/16'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['10.0.0.0/33', undefined],
    ['10.0.0/24', undefined],
    ['256.0.0.0/8', undefined],
    ['10.0.0.0/-1', undefined],
    ['10.0.0.0', undefined],
    ['10.0.0.0/8/8', undefined],
    ['', undefined],
  ];
  test.each(canonical)('%s is %s', (text, expected) => {
    expect(canonicalBlock(text)).toBe(expected);
  });

  const contains: readonly [string, string, boolean][] = [
    ['10.0.0.0/24', '10.0.0.255', true],
    ['10.0.0.0/24', '10.0.1.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['192.0.2.1/32', '192.0.2.1', true],
    ['nonsense', '192.0.2.1', false],
  ];
  test.each(contains)('%s holds %s: %s', (cidr, address, expected) => {
    expect(cidrContains(cidr, address)).toBe(expected);
  });

  test('overlap and inclusion', () => {
    const [vpc, subnet, other] = ['10.0.0.0/16', '10.0.128.0/17', '10.1.0.0/16'].map(parseBlock);
    if (vpc === undefined || subnet === undefined || other === undefined) throw new Error('blocks do not parse');
    expect([blocksOverlap(vpc, subnet), blocksOverlap(vpc, other)]).toEqual([true, false]);
    expect([blockWithin(subnet, vpc), blockWithin(vpc, subnet)]).toEqual([true, false]);
  });

  test('every address survives the way to text and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (address) => {
        expect(parseAddress(formatAddress(address))).toBe(address);
      }),
    );
  });
});

describe('VPC-01 addresses of a subnet', () => {
  const assignable: readonly [string, boolean][] = [
    ['10.0.0.0', false],
    ['10.0.0.1', false],
    ['10.0.0.2', false],
    ['10.0.0.3', false],
    ['10.0.0.4', true],
    ['10.0.0.254', true],
    ['10.0.0.255', false],
    ['10.0.1.4', false],
  ];
  test.each(assignable)('VPC-01 %s in 10.0.0.0/24: %s', (address, expected) => {
    expect(isAssignable('10.0.0.0/24', address)).toBe(expected);
  });

  test('VPC-01 whatever is drawn, each address is given once, and all of them are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 11 }),
        (draws) => {
          const used: string[] = [];
          for (const draw of draws.slice(0, 11)) {
            const address = pickAddress('10.0.0.16/28', used, draw);
            expect(address !== undefined && isAssignable('10.0.0.16/28', address)).toBe(true);
            expect(used).not.toContain(address);
            used.push(String(address));
          }
          expect(freeAddresses('10.0.0.16/28', used)).toBe(0);
          expect(pickAddress('10.0.0.16/28', used, 0.5)).toBeUndefined();
        },
      ),
    );
  });
});
