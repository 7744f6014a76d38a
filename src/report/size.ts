// Bytes in words: `820 B`, `18 kB`, `1.1 MB`. Decimal, as disks are sold. Pure.

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
