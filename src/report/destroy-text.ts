// What a destroy is about to remove and what is left afterwards, with what each costs. Pure.

import type { Leftover } from '../lab/inventory.js';
import { dollars } from './account-text.js';
import { tableText } from './table.js';

export interface PricedLeftover extends Leftover {
  /** US dollars while it stands idle; 0: free. */
  readonly perHour: number;
}

const sum = (left: readonly PricedLeftover[]): number => left.reduce((total, { perHour }) => total + perHour, 0);
const PER_HOUR = { title: 'PER HOUR', align: 'right' as const };

/** What stands by AWS's own word, counted by kind; what is free in one line. */
export function standingText(standing: readonly PricedLeftover[]): string {
  const priced = standing.filter(({ perHour }) => perHour > 0);
  const kinds = [...new Set(priced.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const ofKind = priced.filter((one) => one.kind === kind);
    return [`${ofKind.length} × ${kind}`, dollars(sum(ofKind))];
  });
  const free = standing.length - priced.length;
  const others = free === 0 ? [] : [[`${free} others`, 'free']];
  const together = ['together', dollars(sum(standing))];
  return tableText([{ title: 'STANDING' }, PER_HOUR], [...rows, ...others, together]);
}

/** What Terraform's state holds. */
export function stateText(resources: readonly string[]): string {
  const rows = resources.map((address) => ['- delete', address]);
  return `${tableText([{ title: 'ACTION' }, { title: 'RESOURCE' }], rows)}\n\n${resources.length} to destroy.`;
}

/** Where no state knows anything: each thing that carries the tag, in the order of its removal. */
export function sweepText(standing: readonly PricedLeftover[]): string {
  const rows = standing.filter(({ tagged }) => tagged).map(({ kind, id }) => ['- delete', kind, id]);
  const columns = [{ title: 'ACTION' }, { title: 'KIND' }, { title: 'ID' }];
  return [
    'No state knows of this; it carries the project’s tag:',
    tableText(columns, rows),
    '',
    `${rows.length} to destroy.`,
  ].join('\n');
}

/** @param again the destroy as it is typed. The list with prices, then the commands, whole, in an order in which they work. */
export function leftText(removed: number, left: readonly PricedLeftover[], again: string): string {
  if (left.length === 0) return `${removed} resources removed. Asked each API twice: 0 resources left.`;
  const rows = left.map(({ kind, id, perHour, tagged, going }) => [
    kind,
    perHour > 0 ? dollars(perHour) : 'free',
    `${id}${going === true ? ' (going)' : ''}${tagged ? '' : ' (no tag)'}`,
  ]);
  const untagged = left.some(({ tagged }) => !tagged)
    ? ['What carries no tag is left alone: ha-lab did not make it, or its tag was taken off.']
    : [];
  return [
    `${removed} resources removed, ${left.length} left; together they cost ${dollars(sum(left))} per hour:`,
    tableText([{ title: 'RESOURCE' }, PER_HOUR, { title: 'ID' }], rows),
    '',
    ...untagged,
    `remove   ${again}   once more removes what carries the tag; or by hand, in this order:`,
    ...left.map(({ command }) => `  ${command}`),
  ].join('\n');
}
