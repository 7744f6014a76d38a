// AWS's filters: a name and some values; values of one filter are alternatives, filters are all required.
// `*` stands for any characters, `?` for one, a backslash takes the meaning away. Which names exist is each operation's table.

import { ServiceError } from '../../../errors.js';
import type { Tags } from './tags.js';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** What a filter name looks at: none, one or several texts of the resource. */
export type FilterTable<Resource> = Readonly<
  Record<string, (resource: Resource) => string | number | boolean | undefined | readonly (string | undefined)[]>
>;

/**
 * The resources that pass all filters. Throws `InvalidParameterValue` for a name that the table does not have, as EC2 does.
 * `tagsOf` adds `tag:<key>`, `tag-key` and `tag-value`.
 */
export function filtered<Resource>(
  resources: readonly Resource[],
  filters: readonly Filter[] | undefined,
  table: FilterTable<Resource>,
  tagsOf?: (resource: Resource) => Readonly<Tags>,
): readonly Resource[] {
  const tests = (filters ?? []).map((filter) => testFor(filter, table, tagsOf));
  return tests.length === 0 ? resources : resources.filter((resource) => tests.every((test) => test(resource)));
}

function testFor<Resource>(
  filter: Filter,
  table: FilterTable<Resource>,
  tagsOf: ((resource: Resource) => Readonly<Tags>) | undefined,
): (resource: Resource) => boolean {
  const name = filter.Name ?? '';
  const patterns = (filter.Values ?? []).map(pattern);
  const read = reader(name, table, tagsOf);
  return (resource) => read(resource).some((text) => patterns.some((matches) => matches(text)));
}

function reader<Resource>(
  name: string,
  table: FilterTable<Resource>,
  tagsOf: ((resource: Resource) => Readonly<Tags>) | undefined,
): (resource: Resource) => readonly string[] {
  if (tagsOf !== undefined) {
    if (name === 'tag-key') return (resource) => Object.keys(tagsOf(resource));
    if (name === 'tag-value') return (resource) => Object.values(tagsOf(resource));
    if (name.startsWith('tag:')) {
      const key = name.slice('tag:'.length);
      return (resource) => Object.entries(tagsOf(resource)).flatMap(([k, v]) => (k === key ? [v] : []));
    }
  }
  const column = Object.hasOwn(table, name) ? table[name] : undefined;
  if (column === undefined) throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (resource) => texts(column(resource));
}

function texts(value: ReturnType<FilterTable<never>[string]>): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.filter((text) => text !== undefined);
  return [String(value)];
}

/** A test for one filter value. Exported for the operations that take patterns elsewhere. */
export function pattern(value: string): (text: string) => boolean {
  if (!/[*?\\]/.test(value)) return (text) => text === value;
  const source = value.replace(/\\(.)|\*|\?|[^*?\\]+|\\$/g, (piece, escaped?: string) => {
    if (escaped !== undefined) return literal(escaped);
    if (piece === '*') return '.*';
    return piece === '?' ? '.' : literal(piece);
  });
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
