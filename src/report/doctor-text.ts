// What the doctor found, one thing a line, as it is pasted into a bug report. Pure.

import type { Check } from '../account/doctor/index.js';
import { indented } from './table.js';

const SIGNS = { ok: 'ok     ', absent: '–      ', problem: 'PROBLEM' } as const;

export function doctorText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, state, said, forWhat, todo }) => {
      const label = `${SIGNS[state]}  ${name.padEnd(width)}  `;
      const needed = state === 'ok' || forWhat === undefined ? said : `${said}; needed for ${forWhat}`;
      const lines = indented(label, needed);
      return todo === undefined ? lines : [...lines, ...indented(`${' '.repeat(label.length)}→ `, todo)];
    })
    .join('\n');
}
