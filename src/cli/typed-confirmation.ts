// A confirmation that no habit can give: the project's own name, typed, or written out with --confirm. Never a bare yes.

import { Flags } from '@oclif/core';
import type { Refusal } from '../account/index.js';
import { LabError } from '../errors.js';
import { canAsk, createPrompts } from '../terminal/prompts.js';

export const CONFIRM_FLAG = {
  confirm: Flags.string({
    description: 'With --target aws: the project’s name, where nobody can be asked to type it',
    helpValue: 'name',
  }),
};

export interface Confirmation {
  /** The project's name. */
  readonly name: string;
  /** What --confirm said. */
  readonly given: string | undefined;
  /** What is about to happen: `create this on account 123456789012`. */
  readonly what: string;
  /** The command as it is typed, without --confirm. */
  readonly command: string;
  /** --no-input was not given. */
  readonly mayAsk: boolean;
}

const asks = ({ mayAsk }: Confirmation): boolean => canAsk(process, { noInput: !mayAsk, ci: process.env.CI });

/** Why this is not confirmed and cannot become so by asking; undefined: it is, or somebody can be asked. Asks nothing. */
export function unconfirmed(wanted: Confirmation): Refusal | undefined {
  const { name, given, what, command } = wanted;
  const fix = `${command} --confirm ${name}`;
  if (given === undefined) {
    return asks(wanted)
      ? undefined
      : { message: `to ${what} the project’s name must be typed, and nobody can be asked here`, fix };
  }
  return given === name ? undefined : { message: `--confirm says ${given}, and the project is named ${name}`, fix };
}

/** Throws INPUT_NEEDED where nobody can be asked, REFUSED for another name, Cancelled when the learner leaves. */
export async function confirmByName(wanted: Confirmation): Promise<void> {
  const { name, given, what } = wanted;
  const problem = unconfirmed(wanted);
  if (problem !== undefined) {
    throw new LabError(given === undefined ? 'INPUT_NEEDED' : 'REFUSED', `Nothing was done: ${problem.message}.`, {
      suggestions: [problem.fix],
      exitCode: given === undefined ? 4 : 2,
    });
  }
  if (given !== undefined) return;
  const prompts = await createPrompts({ input: process.stdin, output: process.stderr });
  await prompts.text({
    message: `To ${what}, type the project’s name: ${name}`,
    help: 'Escape leaves everything as it is',
    initial: '',
    validate: (raw) => (raw === name ? undefined : `Type ${name}, or leave with Escape`),
  });
}
