// Arithmetic on IPv4 networks: parse, contain, overlap, split. No AWS rule stands here.

export interface Network {
  /** First address as an unsigned 32-bit number. */
  readonly base: number;
  /** Length of the prefix in bits, 0 to 32. */
  readonly prefix: number;
}

/** Parses "10.0.0.0/16"; undefined if it is not a network or has host bits set. */
export function parseCidr(text: string): Network | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const numbers = match.slice(1).map(Number);
  const prefix = numbers.pop() ?? 33;
  if (prefix > 32 || numbers.some((octet) => octet > 255)) return undefined;
  const base = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
  return base % sizeOf(prefix) === 0 ? { base, prefix } : undefined;
}

export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined;
}

export function formatCidr(network: Network): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(network.base / 2 ** shift) % 256);
  return `${octets.join('.')}/${network.prefix}`;
}

/** Number of addresses of a prefix. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function contains(outer: Network, inner: Network): boolean {
  return inner.base >= outer.base && inner.base + sizeOf(inner.prefix) <= outer.base + sizeOf(outer.prefix);
}

export function overlap(left: Network, right: Network): boolean {
  return contains(left, right) || contains(right, left);
}

/** The n-th network of length `prefix` inside `outer`. */
export function nthSubnet(outer: Network, prefix: number, index: number): Network {
  return { base: outer.base + index * sizeOf(prefix), prefix };
}
