// Next steps of a command that worked on an account: typed as they stand they would go to the sandbox. Pure.

import { LabError } from '../errors.js';

/** `ha-lab deploy`, where nothing says yet of which target. */
const STEP = /\bha-lab (break|deploy|destroy|heal|lesson run|plan|status)\b(?!.*--target)/;

/** @param place `--target aws --project generated/shop` */
export function stepsOnAccount(suggestions: readonly string[], place: string): readonly string[] {
  // An account is built by Terraform: what the sandbox offers instead is no way on.
  return suggestions
    .filter((line) => !line.includes('--engine applier'))
    .map((line) => line.replace(STEP, `$& ${place}`));
}

/** The same error with next steps that name the account. */
export function withStepsOnAccount(error: unknown, place: string): unknown {
  if (!(error instanceof LabError)) return error;
  const { code, message, suggestions, ref, exitCode } = error;
  return new LabError(code, message, {
    suggestions: stepsOnAccount(suggestions, place),
    exitCode,
    ...(ref === undefined ? {} : { ref }),
  });
}
