// What stands above every command while something costs money, and what a session on an account ends with. Pure.

import type { LedgerEntry } from '../lab/ledger.js';
import { indented } from './table.js';

/** @param spent US dollars so far @param now host time, epoch ms */
export function ledgerText(entry: LedgerEntry, spent: number, now: number): string {
  const { project, folder, account, region, perHour, began, standIn } = entry;
  const where = standIn === undefined ? `AWS account ${account}` : `${standIn}, which stands in for account ${account}`;
  const cost = `about $${spent.toFixed(2)} so far, $${perHour.toFixed(2)} per hour`;
  const charged = standIn === undefined ? cost : `nothing is charged; on AWS ${cost}`;
  const line = `${project} stands on ${where} in ${region}, ${lengthText(now - began)}: ${charged}`;
  return [...indented('! ', line), `  remove it: ${destroyCommand(folder)}`].join('\n');
}

/** The question at the end of a session. @param spent US dollars so far */
export function offerText({ project, perHour, standIn }: LedgerEntry, spent: number): string {
  const [soFar, hourly] = [`about $${spent.toFixed(2)} so far`, `$${perHour.toFixed(2)}`];
  return standIn === undefined
    ? `${project} has cost ${soFar}, and each hour costs ${hourly} more. Remove it now?`
    : `On AWS ${project} would have cost ${soFar}, and each hour ${hourly} more. Remove it now?`;
}

/** The end of a command that left something standing. @param destroy as it is typed */
export function standingLine({ project, perHour, standIn }: LedgerEntry, destroy: string): string {
  const hourly = `$${perHour.toFixed(2)} per hour`;
  const costs = standIn === undefined ? `goes on costing ${hourly}` : `still stands; on AWS it would cost ${hourly}`;
  return `! ${project} ${costs}\n  done for today? ${destroy}`;
}

export const destroyCommand = (folder: string): string => `ha-lab destroy --target aws --project ${folder}`;

function lengthText(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  return minutes < 60 ? `for ${minutes} min` : `for ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
