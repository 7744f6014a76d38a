// Terraform at work, as the learner reads it: what is under way and for how long, what is done, and why the slow ones are slow. Pure.

import type { AttributeDifference, TerraformChange, TerraformEvent, TerraformPlan } from '../terraform/index.js';
import { type Row, tableText } from './table.js';
import { spanText } from './time.js';

const SIGNS: Readonly<Record<string, string>> = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '-',
  read: '?',
  forget: '.',
};
const signOf = (action: string): string => SIGNS[action] ?? ' ';

/** What is under way, from the events so far. */
export interface TerraformWork {
  /** Resources that something is to be done to; grows while the plan is made. */
  readonly planned: number;
  readonly done: number;
  readonly running: readonly { readonly address: string; readonly action: string; readonly sinceMs: number }[];
}

export const NO_WORK: TerraformWork = { planned: 0, done: 0, running: [] };

/** @param nowMs when the event came, on any clock that does not jump. */
export function workAfter(work: TerraformWork, event: TerraformEvent, nowMs: number): TerraformWork {
  switch (event.kind) {
    case 'planned':
      return event.action === 'read' || event.action === 'no-op' ? work : { ...work, planned: work.planned + 1 };
    case 'started':
      return event.action === 'read'
        ? work
        : { ...work, running: [...work.running, { address: event.address, action: event.action, sinceMs: nowMs }] };
    case 'finished':
    case 'failed': {
      const running = work.running.filter(({ address }) => address !== event.address);
      const counts = running.length < work.running.length && event.kind === 'finished';
      return { ...work, running, done: work.done + (counts ? 1 : 0) };
    }
    default:
      return work;
  }
}

const SLOW_SECONDS = 10;
const seconds = (ms: number): string => spanText(ms).padStart(6);

/** For a terminal: one line each, drawn again and again. @param why the excuse of a slow one, by address */
export function workLines(
  { planned, done, running }: TerraformWork,
  title: string,
  nowMs: number,
  why: (address: string) => string | undefined,
): readonly string[] {
  const rows = running.flatMap(({ address, action, sinceMs }) => {
    const row = `${seconds(nowMs - sinceMs)}  ${signOf(action)} ${address}`;
    const reason = nowMs - sinceMs < SLOW_SECONDS * 1_000 ? undefined : why(address);
    return reason === undefined ? [row] : [row, `          └ ${reason}`];
  });
  const progress =
    planned === 0 && rows.length === 0
      ? 'looking at what there is'
      : `${done}${planned > 0 ? ` of ${planned}` : ''} done`;
  return [`${title}   ${progress}`, ...rows];
}

/** For a pipe: a line when something is done or fails, and one when it begins to be slow. */
export function eventLine(event: TerraformEvent, why: (address: string) => string | undefined): string | undefined {
  switch (event.kind) {
    case 'finished':
      return event.action === 'read'
        ? undefined
        : `${seconds(event.elapsedSeconds * 1_000)}  ${signOf(event.action)} ${event.address}`;
    case 'failed':
      return `${seconds(event.elapsedSeconds * 1_000)}  ✖ ${event.address}`;
    case 'waiting': {
      const reason = why(event.address);
      const first = event.elapsedSeconds === SLOW_SECONDS;
      return first ? `        … ${event.address}${reason === undefined ? '' : `: ${reason}`}` : undefined;
    }
    default:
      return undefined;
  }
}

export function terraformPlanText({ changes, outputs }: TerraformPlan): string {
  if (changes.length === 0) {
    return outputs.length === 0
      ? 'No changes: what is deployed is what the project says.'
      : `No resource changes; outputs do: ${outputs.join(', ')}.`;
  }
  const rows = changes.flatMap((change): Row[] => [
    [`${signOf(change.action)} ${change.action}`, change.address],
    ...(change.tainted === true ? [{ note: 'was left half-made by a deploy that was stopped, and is made anew' }] : []),
    ...change.differences.map((difference) => ({ note: differenceText(difference, change) })),
  ]);
  return `${tableText([{ title: 'ACTION' }, { title: 'RESOURCE' }], rows)}\n\n${countText(changes)}`;
}

export function terraformCounts(changes: readonly { readonly action: string }[]) {
  const count = (...actions: string[]): number => changes.filter(({ action }) => actions.includes(action)).length;
  return { add: count('create', 'replace'), change: count('update'), destroy: count('delete', 'replace') };
}

function countText(changes: readonly TerraformChange[]): string {
  const { add, change, destroy } = terraformCounts(changes);
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.`;
}

function differenceText({ path, before, after }: AttributeDifference, { replacedBy }: TerraformChange): string {
  const forces = replacedBy.some((one) => path === one || path.startsWith(`${one}.`)) ? ' (forces replacement)' : '';
  return `${path}: ${valueText(before)} → ${after === undefined ? 'known after apply' : valueText(after)}${forces}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'unset';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
