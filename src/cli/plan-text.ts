// A plan and its carrying out, as the learner reads them.

import { INTERRUPTION, isEmptyPlan, type Plan, type Progress, planCounts, planTable } from '../applier/index.js';
import { LINE_WIDTH, type Row, tableText } from '../report/table.js';
import { spanText } from '../report/time.js';
import { hanging } from '../report/wrap.js';

const SIGNS = { create: '+', update: '~', replace: '±', delete: '-', read: '?', 'no-op': ' ' } as const;

/** The changes as a table with the reasons below each row, and the sum as Terraform words it. */
export function planText(plan: Plan): string {
  if (isEmptyPlan(plan)) return 'No changes: what is deployed is what the project says.';
  const rows = planTable(plan).flatMap(({ action, address, details }): Row[] => [
    [`${SIGNS[action]} ${action}`, address],
    ...details.map((note) => ({ note })),
  ]);
  return `${tableText([{ title: 'ACTION' }, { title: 'RESOURCE' }], rows)}\n\n${sumText(plan)}`;
}

export function sumText(plan: Plan): string {
  const { add, change, destroy } = planCounts(plan);
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.`;
}

const seconds = (value: number): string => spanText(value * 1_000).padStart(6);

/** One line per event; waiting is told once, when it begins. */
export function progressText(progress: Progress): string | undefined {
  const at = seconds(progress.elapsedSeconds);
  switch (progress.type) {
    case 'finished':
      return `${at}  ${SIGNS[progress.action === 'destroy' ? 'delete' : progress.action]} ${progress.address}  (${spanText(progress.durationSeconds * 1_000)})`;
    case 'waiting':
      return hanging(`${at}  … `, `${progress.address}: waiting for ${progress.describe}`, LINE_WIDTH);
    case 'failed':
      return hanging(`${at}  ✖ `, `${progress.address}: ${progress.message}`, LINE_WIDTH);
    case 'skipped':
      return progress.because === INTERRUPTION
        ? `${at}  – ${progress.address} not begun`
        : `${at}  – ${progress.address} skipped, it needs ${progress.because}`;
    case 'started':
      return undefined;
  }
}
