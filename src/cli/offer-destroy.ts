// At the end of a session on an account, to whoever sits there: what stands, what it has cost, and whether it shall go. No is no, and so is
// leaving the question.

import { ledgerOf, spentBy } from '../lab/ledger.js';
import type { Workbook } from '../lab/workbook.js';
import { offerText } from '../report/ledger-text.js';
import { Cancelled, canAsk, createPrompts } from '../terminal/prompts.js';

/** Whether the project shall be destroyed now; undefined: nobody was asked, because nothing stands or nobody can answer. @param project its name */
export async function wantsItRemoved(
  workbook: Workbook,
  project: string,
  noInput: boolean,
): Promise<boolean | undefined> {
  const entry = ledgerOf(workbook).find((one) => one.project === project);
  if (entry === undefined || !canAsk(process, { noInput, ci: process.env.CI })) return undefined;
  const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
  const message = offerText(entry, spentBy(entry, Date.now()));
  return prompts.confirm({ message, initial: false }).catch((error: unknown) => {
    if (error instanceof Cancelled) return false;
    throw error;
  });
}
