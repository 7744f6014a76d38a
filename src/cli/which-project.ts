// Which project a command means. Where several may be meant, whoever sits at a terminal is asked; elsewhere the commands to choose from are named.

import { basename } from 'node:path';
import { findProject, newestFirst, projectsMeant, type WhichProject, type Workbook } from '../lab/workbook.js';
import { createPrompts } from '../terminal/prompts.js';

/** The folder of the project. Throws NO_PROJECT, Cancelled. */
export async function meantProject(
  workbook: Workbook,
  which: Required<Pick<WhichProject, 'stands'>> & WhichProject,
  mayAsk: boolean,
): Promise<string> {
  const meant = which.named === undefined ? newestFirst(projectsMeant(workbook, which)) : [];
  const [newest, another] = meant;
  if (newest === undefined || another === undefined || !mayAsk) return findProject(workbook, which);
  const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
  return prompts.select({
    message: 'Which project?',
    choices: meant.map((folder) => ({
      value: folder,
      label: `${basename(folder)} (${which.stands(folder) ? 'deployed' : 'not deployed'})`,
      hint: 'another time: --project',
    })),
    initial: newest,
  });
}

/** A command line as a person can type it again, without its `--project`. */
export function typedLine(command: string, args: readonly string[]): string {
  const kept = args.filter((word, index) => !/^--(project(=.*)?|json)$/.test(word) && args[index - 1] !== '--project');
  const words = kept.map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['ha-lab', ...command.split(':'), ...words].join(' ');
}
