// Does a block of IPv4 addresses hold an address, and how narrow is it. Pure.

/** Undefined: no IPv4 address. */
function numberOf(address: string): number | undefined {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  if (parts.length !== 4 || parts.some((part) => !(part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Length of the prefix when the block holds the address; undefined when it does not, or is no IPv4 block. */
export function prefixHolding(block: string | undefined, address: string): number | undefined {
  const [base = '', length = ''] = (block ?? '').split('/');
  const [start, wanted, prefix] = [numberOf(base), numberOf(address), Number(length)];
  if (start === undefined || wanted === undefined || length === '' || !(prefix >= 0 && prefix <= 32)) return undefined;
  const size = 2 ** (32 - prefix);
  return Math.floor(start / size) === Math.floor(wanted / size) ? prefix : undefined;
}

export function holds(block: string | undefined, address: string): boolean {
  return prefixHolding(block, address) !== undefined;
}
