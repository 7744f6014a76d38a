// Arithmetic of IPv4 addresses and blocks. Pure; an address is a number of 32 bits.

export interface Block {
  /** First address of the block. */
  readonly base: number;
  readonly prefix: number;
}

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ADDRESS = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);

/** The address as a number, undefined when it is not one. */
export function parseAddress(text: string): number | undefined {
  const match = ADDRESS.exec(text);
  return match?.slice(1).reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** The block a CIDR text names; bits behind the prefix are cut off. Undefined when it is malformed. */
export function parseBlock(text: string): Block | undefined {
  const [addressText = '', prefixText = ''] = text.split('/');
  const address = parseAddress(addressText);
  const prefix = /^\d{1,2}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (address === undefined || !(prefix <= 32) || text.split('/').length !== 2) return undefined;
  const size = 2 ** (32 - prefix);
  return { base: Math.floor(address / size) * size, prefix };
}

export function formatBlock(block: Block): string {
  return `${formatAddress(block.base)}/${block.prefix}`;
}

/** The block in canonical form (`10.0.0.9/16` is `10.0.0.0/16`), undefined when it is malformed. */
export function canonicalBlock(text: string): string | undefined {
  const block = parseBlock(text);
  return block === undefined ? undefined : formatBlock(block);
}

export function blockSize(block: Block): number {
  return 2 ** (32 - block.prefix);
}

export function blockContains(block: Block, address: number): boolean {
  return address >= block.base && address < block.base + blockSize(block);
}

export function blocksOverlap(a: Block, b: Block): boolean {
  return a.base < b.base + blockSize(b) && b.base < a.base + blockSize(a);
}

export function blockWithin(inner: Block, outer: Block): boolean {
  return inner.base >= outer.base && inner.base + blockSize(inner) <= outer.base + blockSize(outer);
}

/** Does the CIDR hold the address? False when either is malformed. */
export function cidrContains(cidr: string, address: string): boolean {
  const block = parseBlock(cidr);
  const number = parseAddress(address);
  return block !== undefined && number !== undefined && blockContains(block, number);
}
