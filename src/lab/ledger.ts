// What stands on an account and costs money, as this workbook knows it: written before a deploy begins, so that a killed one is in it, too,
// and taken out when a destroy has found nothing left. Reads a file and no more: every command looks here first.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbook } from './workbook.js';

export interface LedgerEntry {
  readonly project: string;
  /** Folder of the project, from the workbook's. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  /** US dollars per hour while idle, since `since`. */
  readonly perHour: number;
  /** When the first deploy began; host time, epoch ms. */
  readonly began: number;
  /** Since when it costs `perHour`; host time, epoch ms. */
  readonly since: number;
  /** US dollars before `since`, at other prices. */
  readonly spent: number;
  /** An address of this machine stood in for the account: nothing was charged. */
  readonly standIn?: string;
}

const fileOf = ({ ours }: Workbook, project: string): string => join(ours, 'account', `${project}.json`);

/** Every stack that is known to stand, by name. One that cannot be read is left out: its deploy or destroy will say so. */
export function ledgerOf({ ours }: Workbook): readonly LedgerEntry[] {
  const folder = join(ours, 'account');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => entryIn(join(folder, name)));
}

function entryIn(file: string): readonly LedgerEntry[] {
  try {
    const entry = JSON.parse(readFileSync(file, 'utf8')) as LedgerEntry;
    return typeof entry.perHour === 'number' && typeof entry.since === 'number' ? [entry] : [];
  } catch {
    return [];
  }
}

/** A deploy begins: what stood before has cost what it did. @param now host time, epoch ms */
export function enterLedger(
  workbook: Workbook,
  entry: Omit<LedgerEntry, 'began' | 'since' | 'spent'>,
  now: number,
): void {
  const before = ledgerOf(workbook).find(({ project }) => project === entry.project);
  const spent = before === undefined ? 0 : spentBy(before, now);
  const whole: LedgerEntry = { ...entry, began: before?.began ?? now, since: now, spent };
  mkdirSync(join(workbook.ours, 'account'), { recursive: true });
  writeFileSync(fileOf(workbook, entry.project), `${JSON.stringify(whole, null, 2)}\n`);
}

/** A destroy has found nothing left. */
export function leaveLedger(workbook: Workbook, project: string): void {
  rmSync(fileOf(workbook, project), { force: true });
}

/** US dollars up to now. */
export function spentBy({ perHour, since, spent }: LedgerEntry, now: number): number {
  return spent + (perHour * Math.max(0, now - since)) / 3_600_000;
}
