// The way in: hands the arguments to oclif, and shows what it refuses in the manner of our own errors.
import { Config, Errors, flush, run } from '@oclif/core';
import { LabError } from '../errors.js';
import { nearest } from '../nearest.js';
import { inAscii, wantsAscii } from '../terminal/ascii.js';
import { asksForJson, showError } from './show-error.js';

/** @param dir file URL of the executable: oclif finds the commands from there. */
export async function runCommandLine(args: readonly string[], dir: string): Promise<void> {
  outliveTheReader();
  for (const stream of [process.stdout, process.stderr]) {
    if (wantsAscii(args, process.env, stream.isTTY)) inAscii(stream);
  }
  try {
    await run(namesNone(args) ? ['home', ...args] : [...args], dir);
    await flush();
  } catch (error) {
    if (error instanceof Errors.ExitError) process.exitCode = error.oclif.exit ?? 0;
    else if (error instanceof Error) showError(await inOurWords(error, args, dir), asksForJson(args));
    else throw error;
  }
}

/** `ha-lab`, or `ha-lab --json`: no command is named, so it says where you are. */
function namesNone(args: readonly string[]): boolean {
  const aboutItself = ['--help', '-h', '--version', '-v'];
  return args.every((word) => word.startsWith('-') && !aboutItself.includes(word));
}

/** `ha-lab status | head -1` closes the pipe early. Short work goes on to its end; what runs until it is stopped, stops. */
function outliveTheReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.emit('SIGTERM');
  });
}

async function inOurWords(error: Error, args: readonly string[], dir: string): Promise<Error> {
  const unknown = /^command (\S+) not found$/.exec(error.message)?.[1]?.replaceAll(':', ' ');
  if (unknown === undefined) return error;
  const { commandIDs } = await Config.load(dir);
  const known = commandIDs.map((id) => id.replaceAll(':', ' ')).filter((id) => id !== 'home');
  const meant = known.find((id) => unknown.startsWith(`${id} `));
  if (meant !== undefined) {
    return new LabError('UNKNOWN_COMMAND', `ha-lab ${meant} takes no such word: ${unknown.slice(meant.length + 1)}`, {
      suggestions: [`ha-lab ${meant} --help`],
      exitCode: 2,
    });
  }
  const guess = nearest(unknown, known);
  const near = known.filter((id) => id.startsWith(`${args[0]} `) || id === guess);
  return new LabError('UNKNOWN_COMMAND', `There is no command named ${unknown}.`, {
    suggestions: [...near.map((id) => `ha-lab ${id}`), 'all of them: ha-lab --help'],
    exitCode: 2,
  });
}
