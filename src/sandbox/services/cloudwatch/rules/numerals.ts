// Numbers and instants as CloudWatch writes them in its texts, where a double is always seen to be one. Pure.

import type { Instant } from '../../../../kernel/index.js';

/** `70` is `70.0`; below a thousandth and from ten million on in scientific notation: `1.0E7`. */
export function doubleText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/** `05/10/26 10:03:00`: day, month, year, in UTC. */
export function reasonTime(at: Instant): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** `2026-01-05T12:00:00.000+0000`, as in StateReasonData. */
export function dataTime(at: Instant): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

/** `1 datapoint`, `2 datapoints`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
