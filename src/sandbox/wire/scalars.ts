// Numbers, booleans and timestamps as text, for forms, XML and headers; and the check that a handler's answer is of the type promised.

import type { ScalarName } from './model-file.js';

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const isoPattern = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** @returns undefined if the text is no number. */
export function parseNumber(text: string): number | undefined {
  if (numberPattern.test(text)) return Number(text);
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  return text === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined;
}

export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** ISO 8601; without a zone it is UTC. */
export function parseIsoDate(text: string): Date | undefined {
  if (!isoPattern.test(text)) return undefined;
  const zoned = text.length === 10 || /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  return validDate(Date.parse(zoned));
}

/** @param seconds since 1970, with a fraction down to the millisecond. */
export function epochDate(seconds: number): Date | undefined {
  return validDate(Math.round(seconds * 1000));
}

export function parseDate(text: string, format: ScalarName): Date | undefined {
  if (format === 'http-date') return validDate(Date.parse(text));
  if (format !== 'epoch-seconds') return parseIsoDate(text);
  const seconds = parseNumber(text);
  return seconds === undefined ? undefined : epochDate(seconds);
}

export function formatDate(date: Date, format: ScalarName): string {
  if (format === 'http-date') return date.toUTCString();
  return format === 'epoch-seconds' ? String(date.getTime() / 1000) : date.toISOString();
}

function validDate(timeMs: number): Date | undefined {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Throws if a handler answered a value of another type than the model promises: our bug, found here and not in the client. */
export function checkScalar(scalar: ScalarName, value: unknown, name: string): void {
  const fits =
    scalar === 'string' || scalar === 'number' || scalar === 'boolean'
      ? typeof value === scalar
      : scalar === 'blob'
        ? value instanceof Uint8Array
        : value instanceof Date && !Number.isNaN(value.getTime());
  if (!fits) throw new Error(`an operation answered ${typeof value} for ${name}, the model says ${scalar}`);
}
