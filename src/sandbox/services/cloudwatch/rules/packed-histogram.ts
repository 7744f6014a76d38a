// A histogram as text: `value` or `value*count`, parted by spaces. Nothing else of a stack under traffic takes as much room. Pure.

import type { Histogram } from './point.js';

export function packHistogram(values: Histogram): string {
  return values.map(([value, count]) => (count === 1 ? String(value) : `${value}*${count}`)).join(' ');
}

/** Of at least one value, as every histogram is. */
export function unpackHistogram(text: string): Histogram {
  return text.split(' ').map((word) => {
    const [value, count = 1] = word.split('*');
    return [Number(value), Number(count)];
  });
}
