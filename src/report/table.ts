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

export function tableText(columns: readonly Column[], rows: readonly Row[]): string {
  const cells = rows.filter((row): row is readonly string[] => !('note' in row));
  const table = new Table({
    head: columns.map((column) => column.title),
    chars: { ...BORDERLESS, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  table.push(...cells.map((row) => [...row]));
  const [head = '', ...lines] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const out = [head];
  for (const row of rows) out.push('note' in row ? `  └ ${row.note}` : (lines.shift() ?? ''));
  return out.join('\n');
}

/** `–`: nobody knows; never to be confused with zero. */
export const UNKNOWN = '–';

export function numberText(value: number | undefined, digits = 0): string {
  return value === undefined || Number.isNaN(value) ? UNKNOWN : value.toFixed(digits);
}

export function percentText(share: number | undefined, digits = 0): string {
  return share === undefined ? UNKNOWN : `${(share * 100).toFixed(digits)} %`;
}
