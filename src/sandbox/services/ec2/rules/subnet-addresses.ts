// VPC-01: which addresses of a subnet can be given out. AWS keeps the first four and the last one of every subnet.

import { blockContains, blockSize, formatAddress, parseAddress, parseBlock } from './cidr.js';

const RESERVED_AT_START = 4;
const RESERVED = RESERVED_AT_START + 1;

/** Number of addresses that nobody holds. */
export function freeAddresses(cidrBlock: string, used: readonly string[]): number {
  const block = parseBlock(cidrBlock);
  return block === undefined ? 0 : Math.max(0, blockSize(block) - RESERVED - used.length);
}

/** Is it an address of the subnet that a machine may have? */
export function isAssignable(cidrBlock: string, address: string): boolean {
  const block = parseBlock(cidrBlock);
  const number = parseAddress(address);
  if (block === undefined || number === undefined || !blockContains(block, number)) return false;
  const offset = number - block.base;
  return offset >= RESERVED_AT_START && offset < blockSize(block) - 1;
}

/**
 * A free address: the one that `draw` (uniform in [0, 1)) points at, or the next free one after it.
 * Undefined when the subnet is full.
 */
export function pickAddress(cidrBlock: string, used: readonly string[], draw: number): string | undefined {
  const block = parseBlock(cidrBlock);
  if (block === undefined || freeAddresses(cidrBlock, used) === 0) return undefined;
  const taken = new Set(used);
  const count = blockSize(block) - RESERVED;
  const start = Math.floor(draw * count);
  for (let step = 0; step < count; step += 1) {
    const address = formatAddress(block.base + RESERVED_AT_START + ((start + step) % count));
    if (!taken.has(address)) return address;
  }
  return undefined;
}
