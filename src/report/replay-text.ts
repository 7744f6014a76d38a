// The runs there are, and what the judge says otherwise today, as text. Pure.

import type { Difference } from '../lesson/replay.js';
import { tableText } from './table.js';

export interface RunRow {
  readonly name: string;
  readonly title: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly unattended: boolean;
  readonly acts: readonly string[];
  readonly result: string;
}

export function runsText(runs: readonly RunRow[]): string {
  if (runs.length === 0) return 'No run is recorded here yet.\n\nnext   ha-lab lesson run';
  const table = tableText(
    [{ title: 'RUN' }, { title: 'RECORDED' }, { title: 'HOW' }, { title: 'ACTS' }, { title: 'RESULT' }],
    runs.map(({ name, recordedAt, unattended, acts, result }) => [
      name,
      recordedAt.slice(0, 16).replace('T', ' '),
      unattended ? 'by itself' : 'with you',
      acts.join(' '),
      result,
    ]),
  );
  return `${table}\n\nnext   ha-lab lesson replay ${runs.at(-1)?.name}`;
}

export function differencesText(changed: readonly Difference[]): string {
  if (changed.length === 0) return 'Judged again: every verdict is the one that was recorded.';
  const lines = changed.map(
    ({ act, expectation, recorded, today }) =>
      `  ${act} ${expectation}: ${recorded ?? 'not in the lesson'} then, ${today ?? 'not in the lesson'} now`,
  );
  return ['Judged again, and not the same: the lesson or its judge has changed since.', ...lines].join('\n');
}
