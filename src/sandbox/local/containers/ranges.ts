// Ranges of addresses that are in use on this computer. Pure.

import { blocksOverlap, parseBlock } from '../../services/ec2/index.js';

export interface Range {
  /** CIDR notation. */
  readonly range: string;
  /** Who has it, for people. */
  readonly user: string;
  /** What would free it. */
  readonly remedies: readonly string[];
}

/** False when either is no IPv4 range. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [parseBlock(one), parseBlock(other)];
  return a !== undefined && b !== undefined && blocksOverlap(a, b);
}

/** Of Linux's /proc/net/route: destination and mask are eight hexadecimal digits, the last octet first. The default route is no range. */
export function hostRoutes(table: string): readonly Range[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [name = '', destination = '', , , , , , mask = ''] = line.split(/\s+/);
      if (mask === '' || Number.parseInt(mask, 16) === 0) return [];
      const range = `${octets(destination).join('.')}/${prefixOf(octets(mask))}`;
      return [{ range, user: `a route of this computer (${name})`, remedies: [] }];
    });
}

const octets = (digits: string): readonly number[] =>
  (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)).reverse();

const prefixOf = (mask: readonly number[]): number =>
  mask.reduce((sum, octet) => sum + octet.toString(2).replaceAll('0', '').length, 0);
