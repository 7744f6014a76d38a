// How the report says things: times from the drill, results, answers, losses; the same words in HTML and Markdown. Pure.

import type { ExpectationReport } from '../../lesson/act-report.js';
import type { Result } from '../../lesson/verdict.js';
import { courseText, sinceText, valuesText } from '../lesson-values.js';
import { spanText } from '../time.js';
import type {
  Answer,
  AttemptEnd,
  LessonSection,
  Loss,
  MatrixRow,
  Notice,
  RunView,
  Understood,
  Whole,
} from './model.js';

/** `+01:05`: seconds from the drill. */
export const offsetText = (seconds: number): string => sinceText(seconds * 1_000, 0);

export const RESULT_SIGNS: Readonly<Record<Result, string>> = { held: '✓', broken: '✗', unknown: '?', open: '·' };

/** `2026-01-05 12:16 UTC`. */
export const dateText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

export const STATE_WORDS: Readonly<Record<LessonSection['state'], string>> = {
  new: 'not begun with you',
  begun: 'begun',
  done: 'done',
  skipped: 'skipped',
};

export const END_WORDS: Readonly<Record<AttemptEnd, string>> = {
  done: 'finished',
  skipped: 'skipped',
  reset: 'begun anew later',
  open: 'not finished yet',
};

const CONFIDENCE_WORDS = { sure: 'sure', unsure: 'not quite sure', guess: 'a guess' } as const;

export function answerText({ text, confidence, right }: Answer): string {
  const how = confidence === undefined ? '' : ` (${CONFIDENCE_WORDS[confidence]})`;
  return `${text}${how}${right === undefined ? '' : right ? ', which is right' : ', which is not so'}`;
}

/** One line on a question: what was said first, and what after seeing it. */
export function understoodText({ kind, first, seen }: Understood): string {
  if (first === undefined) return 'not answered';
  if (kind !== 'prediction') return answerText(first);
  if (first.right === undefined) return `predicted “${first.text}”; not watched yet`;
  const before = first.right
    ? 'predicted as it is'
    : `predicted otherwise${first.confidence === 'sure' ? ', and sure' : ''}`;
  if (seen === undefined) return before;
  return `${before}; afterwards ${seen.right === true ? 'seen as it is' : 'still seen otherwise'}`;
}

/** `within 75s`, with the moment that decided. */
export function verdictText({ result, decidedAt }: ExpectationReport, drilledAt: number): string {
  return decidedAt === undefined ? result : `${result} at ${sinceText(decidedAt, drilledAt)}`;
}

/** What was seen, and where it did not hold, what happened instead. */
export function evidenceLines(one: ExpectationReport, drilledAt: number): readonly string[] {
  return [
    ...(one.evidence === undefined ? [] : [`seen: ${valuesText(one.evidence.values)}`]),
    ...(one.note === undefined ? [] : [`note: ${one.note}`]),
    ...(one.result === 'held' ? [] : one.instead.map((course) => `instead: ${courseText(course, drilledAt)}`)),
    ...(one.hint === undefined ? [] : [`hint: ${one.hint}`]),
  ];
}

/** How an act ended that was not judged to its end. */
export function outcomeText(outcome: string): string | undefined {
  if (outcome === 'gate-shut') return 'The act did not begin: the stack did not become what it needs.';
  if (outcome === 'interrupted') return 'The watch was interrupted; what was still open then nobody can say.';
  if (outcome === 'aborted') return 'The watch was ended: nothing can be learned from such a run.';
  return undefined;
}

export const noticeText = ({ who, what }: Notice): string => `${who}: ${what}`;

export function noticedText(row: MatrixRow): readonly string[] {
  return row.noticed.length === 0 ? ['nobody'] : row.noticed.map(noticeText);
}

export function actedText(row: MatrixRow): readonly string[] {
  return row.acted.length === 0 ? ['nothing'] : row.acted.map(noticeText);
}

export function afterTexts(notices: readonly Notice[]): readonly string[] {
  return notices.length === 0 ? ['–'] : notices.map(({ afterSeconds }) => offsetText(afterSeconds));
}

export function lossText({ requests, errors = 0, fromSeconds, toSeconds, byStatus }: Loss): string {
  if (requests === undefined) return 'nobody was using it';
  if (errors === 0 || fromSeconds === undefined || toSeconds === undefined)
    return `nothing: ${grouped(requests)} requests, all answered`;
  const share = `${((100 * errors) / Math.max(1, requests)).toFixed(1)} %`;
  const codes = Object.entries(byStatus).map(([status, count]) => `${status} × ${grouped(count)}`);
  const span =
    fromSeconds === toSeconds
      ? `at ${offsetText(fromSeconds)}`
      : `from ${offsetText(fromSeconds)} to ${offsetText(toSeconds)}`;
  return `${grouped(errors)} of ${grouped(requests)} requests (${share}), ${span}${codes.length === 0 ? '' : `: ${codes.join(', ')}`}`;
}

/** 12345 as `12 345`, with a narrow space that does not break. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

export function wholeText({ state, afterSeconds = 0, watchedSeconds }: Whole): string {
  if (state === 'kept') return 'was never less';
  if (state === 'again') return `after ${spanText(afterSeconds * 1_000)}`;
  return `not within the ${spanText(watchedSeconds * 1_000)} of the watch`;
}

/** The versions and the chance that a run was made of. */
export function originText({ origin, unattended, target }: RunView): string {
  const how = unattended ? 'by itself' : 'with you';
  if (origin === undefined) return `played ${how} on the ${target}, by a version that did not note its own number`;
  const seed = origin.seed === undefined ? '' : `, seed ${origin.seed}`;
  return `played ${how} on project ${origin.project}, ${target}${seed}; ha-lab ${origin.haLab}, Node ${origin.node.replace(/^v/, '')}`;
}
