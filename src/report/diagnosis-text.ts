// A diagnosis in a few labelled lines, for terminals, Markdown and HTML alike. Pure.

import type { DiagnosisReport, Tried } from '../lesson/diagnosis-report.js';
import { sinceText } from './lesson-values.js';
import { spanText } from './time.js';

export interface DiagnosisLine {
  readonly label: string;
  readonly text: string;
  /** What was tried and was not right, with why. */
  readonly notSo: readonly string[];
}

export function diagnosisLines(one: DiagnosisReport): readonly DiagnosisLine[] {
  const { fault, causes, proofs, remedy, cure, remediedAfter } = one;
  const at = sinceText(remediedAfter * 1_000, 0);
  return [
    { label: 'fault', text: fault, notSo: [] },
    { label: 'named', text: `${namedText(one)}${tries(causes)}`, notSo: wrongOnes(causes) },
    { label: 'proven', text: `${proofs.at(-1)?.text ?? 'by nothing'}${tries(proofs)}`, notSo: wrongOnes(proofs) },
    {
      label: 'remedy',
      text: `${remedy.text}, at ${at}`,
      notSo: [...wrongOnes([remedy]), ...(cure === undefined ? [] : [`Better: ${cure.text}. ${cure.because}`])],
    },
    { label: 'restored', text: restoredText(one), notSo: [] },
  ];
}

function namedText({ namedAfter, calledAfter, thoughtSeconds }: DiagnosisReport): string {
  const waited = namedAfter > calledAfter ? ` (called after ${spanText(calledAfter * 1_000)})` : '';
  const own =
    thoughtSeconds === undefined ? '; nobody was asked' : `; ${spanText(thoughtSeconds * 1_000)} of your own time`;
  return `${spanText(namedAfter * 1_000)} after it began${waited}${own}`;
}

/** Nothing for the first try of somebody who knew. */
const tries = ({ length }: readonly Tried[]): string => (length < 2 ? '' : `; at try ${length}`);

const wrongOnes = (tried: readonly Tried[]): readonly string[] =>
  tried.filter(({ right }) => !right).map(({ text, because }) => `“${text}”: ${because}`);

function restoredText({ restored: { result, afterSeconds, budgetSeconds } }: DiagnosisReport): string {
  const budget = spanText(budgetSeconds * 1_000);
  if (afterSeconds !== undefined)
    return `${spanText(afterSeconds * 1_000)} after the remedy; the budget of ${budget} is held`;
  return result === 'broken'
    ? `not within the budget of ${budget}`
    : `nobody knows: the watch ended before ${budget} were over`;
}
