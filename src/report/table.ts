// Tables as the project prints them: cli-table3 without borders, right-aligned numbers, no more columns than fit. Pure: data in, text out.

import Table from 'cli-table3';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const BORDERLESS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((edge) => [edge, '']),
);

/** A row, or a line of its own that spans the table: the reason under a row that is not well. */
export type Row = readonly string[] | { readonly note: string };

/** Cells of a line: what the narrowest terminal shows without breaking it. */
export const LINE_WIDTH = 80;
const GAP = 2;
const NARROWEST = 12;

/** Columns as wide as their widest cell; only the last one is broken, between words, where the line would not hold it. */
export function tableText(columns: readonly Column[], rows: readonly Row[], width = LINE_WIDTH): string {
  const all = rows.filter((row): row is readonly string[] => !('note' in row));
  const others = columns
    .slice(0, -1)
    .map((column, index) => Math.max(column.title.length, ...all.map((row) => (row[index] ?? '').length)) + GAP);
  const room = Math.max(NARROWEST, width - others.reduce((sum, cells) => sum + cells, 0));
  const cells = all.map((row) => [...row.slice(0, -1), wrapWords(row.at(-1) ?? '', room).join('\n')]);
  const table = new Table({
    head: columns.map((column) => column.title),
    chars: { ...BORDERLESS, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  table.push(...cells);
  const [head = '', ...lines] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const heights = cells.map((row) => (row.at(-1) ?? '').split('\n').length);
  const body = rows.flatMap((row) =>
    'note' in row ? indented('  └ ', row.note, width) : lines.splice(0, heights.shift() ?? 1),
  );
  return [head, ...body].join('\n');
}

/** Breaks between words, never inside one: a name or an address stays whole even where it is longer than the line. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  // What a machine said may have several lines; here it is one sentence among others.
  for (const word of text.split(/ |\s*\n\s*/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The text after its label; further lines begin below its first word. */
export function indented(label: string, text: string, width = LINE_WIDTH): readonly string[] {
  const [first = '', ...more] = wrapWords(text, width - label.length);
  return [`${label}${first}`, ...more.map((line) => `${' '.repeat(label.length)}${line}`)];
}

/** `–`: nobody knows; never to be confused with zero. */
export const UNKNOWN = '–';

export function numberText(value: number | undefined, digits = 0): string {
  return value === undefined || Number.isNaN(value) ? UNKNOWN : value.toFixed(digits);
}

export function percentText(share: number | undefined, digits = 0): string {
  return share === undefined ? UNKNOWN : `${(share * 100).toFixed(digits)} %`;
}
