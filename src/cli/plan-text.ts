// A plan and its carrying out, as the learner reads them.

import type { Plan, Progress } from '../applier/index.js';
import { tableText } from '../report/table.js';

const SIGNS = { create: '+', update: '~', replace: '±', delete: '-', read: '?', 'no-op': ' ' } as const;

/** The changes as a table, and the sum as Terraform words it. */
export function planText(plan: Plan): string {
  const changes = plan.changes.filter(({ action }) => action !== 'no-op' && action !== 'read');
  if (changes.length === 0) return 'No changes: what is deployed is what the project says.';
  const rows = changes.map(({ action, address, changes: attributes }) => [
    `${SIGNS[action]} ${action}`,
    address,
    action === 'update' || action === 'replace' ? attributes.map(({ path }) => path).join(', ') : '',
  ]);
  return `${tableText([{ title: 'ACTION' }, { title: 'RESOURCE' }, { title: 'BECAUSE OF' }], rows)}\n\n${sumText(plan)}`;
}

export function sumText(plan: Plan): string {
  const count = (...actions: string[]): number => plan.changes.filter(({ action }) => actions.includes(action)).length;
  return `Plan: ${count('create', 'replace')} to add, ${count('update')} to change, ${count('delete', 'replace')} to destroy.`;
}

const seconds = (value: number): string => `${Math.round(value)} s`.padStart(6);

/** One line per event; waiting is told once, when it begins. */
export function progressText(progress: Progress): string | undefined {
  const at = seconds(progress.elapsedSeconds);
  switch (progress.type) {
    case 'finished':
      return `${at}  ${SIGNS[progress.action === 'destroy' ? 'delete' : progress.action]} ${progress.address}  (${Math.round(progress.durationSeconds)} s)`;
    case 'waiting':
      return `${at}  … ${progress.address}: waiting for ${progress.describe}`;
    case 'failed':
      return `${at}  ✖ ${progress.address}: ${progress.message}`;
    case 'skipped':
      return `${at}  – ${progress.address} skipped, it needs ${progress.because}`;
    case 'started':
      return undefined;
  }
}
