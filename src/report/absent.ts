// What status says where nothing is deployed: a state like any other, with its cause and the way on. Pure.

import type { LabInstant } from '../lab/observation.js';
import type { TextOptions } from './status-text.js';
import { whereText } from './status-words.js';
import { indented } from './table.js';

export interface AbsentView {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly target: 'sandbox' | 'aws';
  readonly region: string;
  readonly at: LabInstant;
  /** Absent on AWS. */
  readonly startedAt?: LabInstant;
  readonly speed?: number;
  readonly verdict: 'NOT_DEPLOYED';
  readonly cause: string;
  /** Commands that lead on. */
  readonly next: readonly string[];
}

export function absentText(view: AbsentView, { paint }: TextOptions): string {
  const where = `${view.region}  ${whereText(view)}`;
  return [
    `${paint('strong', view.project)}  ${where}  ${paint('dim', 'NOT DEPLOYED')}`,
    ...indented('cause  ', view.cause),
    ...view.next.map((command) => `next   ${command}`),
  ].join('\n');
}
