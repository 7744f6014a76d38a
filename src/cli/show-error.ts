// How an error is shown, and which exit code the process ends with; the same for every command and for what is no command.
// Exit codes: 0 done, 1 our bug, 2 usage or refused, 3 not held, 4 input needed, 5 environment, 6 leftovers, 130 interrupted.
import { Errors } from '@oclif/core';
import { accountProblem } from '../account/problems.js';
import { LabError } from '../errors.js';
import { errorText } from '../report/error-text.js';
import { LINE_WIDTH } from '../report/table.js';
import { Cancelled } from '../terminal/prompts.js';

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly ref?: string;
  readonly exitCode: number;
}

/** Read from the arguments themselves, so that it is known even where parsing them failed. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

/** One JSON object on stdout, or the message, its place and the next steps on stderr; sets the exit code. */
export function showError(error: Error, asJson: boolean): void {
  const shown = describe(error);
  process.exitCode = shown.exitCode;
  if (asJson) {
    const { exitCode: _, ...body } = shown;
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: body }, null, 2)}\n`);
    return;
  }
  const { message, suggestions, ref: place } = shown;
  const named = place === undefined || message.includes(place) ? {} : { place };
  process.stderr.write(`${errorText({ message, suggestions, ...named }, terminalWidth())}\n`);
  if (shown.exitCode === 1 && error.stack) process.stderr.write(`${error.stack}\n`);
}

/** Absent where stderr is no terminal; some pseudo-terminals say 0. */
function terminalWidth(): number | undefined {
  return process.stderr.isTTY ? process.stderr.columns || LINE_WIDTH : undefined;
}

/** oclif’s words around a refusal: the flag stands before it, and the way to the help is a suggestion of its own. */
function plain(message: string): string {
  return message
    .replace(/^The following errors? occurred:\n\s*/, '')
    .replace(/^Parsing (-\S+) *\n\s*/, '$1: ')
    .replace(/\n?See more help with --help$/, '')
    .trimEnd();
}

function describe(error: Error): Shown {
  if (error instanceof LabError) {
    const { code, suggestions, ref, exitCode } = error;
    const message = plain(error.message);
    return { code, message, suggestions, ref, exitCode };
  }
  if (error instanceof Cancelled) {
    return { code: 'CANCELLED', message: error.message, suggestions: [], exitCode: error.exitCode };
  }
  if (error instanceof Errors.CLIError) {
    return {
      code: 'USAGE',
      message: plain(error.message),
      suggestions: ['see what is possible: add --help'],
      exitCode: 2,
    };
  }
  return ofTheMachine(error) ?? ofTheAccount(error) ?? ourBug(error);
}

function ofTheAccount(error: Error): Shown | undefined {
  const problem = accountProblem(error);
  return problem === undefined ? undefined : { code: 'ENVIRONMENT', ...problem, exitCode: 5 };
}

/** What the file system says when nobody programmed badly: no room, no right, something else in the place. */
const MACHINE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'This needs a right that you do not have there',
  EPERM: 'This needs a right that you do not have there',
  EROFS: 'That place can only be read',
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your share of the disk is used up',
  EMFILE: 'Too many files are open',
  ENFILE: 'Too many files are open',
  EIO: 'The disk does not work',
  ENOENT: 'Something that should be there is missing',
  ENOTDIR: 'There is a file where a folder should be',
  EISDIR: 'There is a folder where a file should be',
  EEXIST: 'There is something else where this belongs',
  ELOOP: 'Links lead in a circle there',
  ENAMETOOLONG: 'That path is too long for this file system',
};

function ofTheMachine(error: Error): Shown | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const problem = Object.hasOwn(MACHINE_PROBLEMS, code) ? MACHINE_PROBLEMS[code] : undefined;
  if (problem === undefined) return undefined;
  return {
    code: 'ENVIRONMENT',
    message: `${problem}: ${error.message}`,
    suggestions: ['Mend that, then run the same command again; what was done before is kept'],
    ...(path === undefined ? {} : { ref: path }),
    exitCode: 5,
  };
}

function ourBug(error: Error): Shown {
  return {
    code: 'BUG',
    message: `This is a mistake in ha-lab, not yours: ${error.message}`,
    suggestions: ['please report it with what you typed and what is printed below'],
    exitCode: 1,
  };
}
