// The heads of HTTP/1.1 messages, read strictly: what two readers might understand differently is no head (RFC 9112). Pure.

export interface Field {
  /** As sent. */
  readonly name: string;
  /** In lower case, for comparing. */
  readonly key: string;
  readonly value: string;
}

export interface RequestHead {
  readonly method: string;
  /** As sent: a path with its query, or a whole URL. */
  readonly target: string;
  /** 0 or 1: of HTTP/1.x. */
  readonly minor: number;
  readonly fields: readonly Field[];
}

export interface AnswerHead {
  readonly statusCode: number;
  readonly reason: string;
  readonly minor: number;
  readonly fields: readonly Field[];
}

/** How dangerous a request is, and why, as in the access log. */
export type Classification = readonly ['Acceptable' | 'Ambiguous' | 'Severe', string];

/** Why a request is refused before any target is asked, as the load balancer answers and logs it. */
export interface Refusal {
  readonly statusCode: number;
  /** Absent: nothing of that kind. */
  readonly classification?: Classification;
}

/** ALB-40: 64 KB of headers in all, 16 KB for a line of them. */
export const MOST_HEAD_BYTES = 64 * 1_024;
const MOST_LINE_BYTES = 16 * 1_024;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Printable, tabs, and whatever lies beyond ASCII: no other control characters. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const URI = /^[\x21-\x7e\x80-\xff]+$/;
const VERSION = /^HTTP\/(\d)\.(\d)$/;

const severe = (reason: string, statusCode = 400): Refusal => ({ statusCode, classification: ['Severe', reason] });

/** Some read a line's end in it, others do not. */
export const BARE_LINE_FEED = severe('BadHeader');

/** @param text without the empty line at its end. */
export function readRequestHead(text: string): RequestHead | { readonly refused: Refusal } {
  const [first = '', ...lines] = text.split('\r\n');
  if (first.length > MOST_LINE_BYTES) return { refused: { statusCode: 414 } };
  if (first.includes('\n')) return { refused: BARE_LINE_FEED };
  const [method = '', target = '', version = '', ...more] = first.split(' ');
  if (!TOKEN.test(method)) return { refused: severe('BadMethod') };
  if (!URI.test(target) || more.length > 0) return { refused: severe('BadUri') };
  const [, major, minor] = VERSION.exec(version) ?? [];
  if (major === undefined) return { refused: severe('BadVersion') };
  if (major !== '1' || Number(minor) > 1) return { refused: { statusCode: 505 } };
  const fields = readFields(lines);
  if (fields === undefined) return { refused: severe('BadHeader') };
  const hosts = valuesOf(fields, 'host').length;
  if (hosts > 1 || (hosts === 0 && minor === '1')) return { refused: { statusCode: 400 } };
  return { method, target, minor: Number(minor), fields };
}

/** Undefined: malformed. @param text without the empty line at its end. */
export function readAnswerHead(text: string): AnswerHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, code, reason = ''] = /^HTTP\/1\.([01]) (\d{3})(?: ([\t\x20-\x7e\x80-\xff]*))?$/.exec(first) ?? [];
  const fields = readFields(lines);
  if (code === undefined || fields === undefined) return undefined;
  return { statusCode: Number(code), reason, minor: Number(minor), fields };
}

/** Undefined: a line is too long or no field, such as one that continues another, or has a space before its colon. */
function readFields(lines: readonly string[]): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (colon < 1 || line.length > MOST_LINE_BYTES || !TOKEN.test(name) || !VALUE.test(line)) return undefined;
    fields.push({ name, key: name.toLowerCase(), value: withoutSpaceAround(line, colon + 1) });
  }
  return fields;
}

/** Only spaces and tabs: other blanks are bytes of something that is not ASCII. */
function withoutSpaceAround(line: string, from: number): string {
  let start = from;
  let end = line.length;
  const isSpace = (at: number): boolean => line[at] === ' ' || line[at] === '\t';
  while (start < end && isSpace(start)) start += 1;
  while (end > start && isSpace(end - 1)) end -= 1;
  return line.slice(start, end);
}

export function valuesOf(fields: readonly Field[], key: string): readonly string[] {
  const values: string[] = [];
  for (const field of fields) if (field.key === key) values.push(field.value);
  return values;
}

/** The first value of that name. */
export function firstValueOf(fields: readonly Field[], key: string): string | undefined {
  for (const field of fields) if (field.key === key) return field.value;
  return undefined;
}

/** Whether a list such as `Connection: close, x-secret` names it. */
export function lists(fields: readonly Field[], key: string, wanted: string): boolean {
  for (const field of fields) {
    if (
      field.key === key &&
      field.value
        .toLowerCase()
        .split(',')
        .some((one) => one.trim() === wanted)
    )
      return true;
  }
  return false;
}

/** Whether who sent this wants the connection to go on: in HTTP/1.1 unless it says otherwise, in HTTP/1.0 if it says so. */
export function staysOpen({ minor, fields }: { readonly minor: number; readonly fields: readonly Field[] }): boolean {
  return minor > 0 ? !lists(fields, 'connection', 'close') : lists(fields, 'connection', 'keep-alive');
}
