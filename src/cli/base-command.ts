// What every command has in common: --json and --no-input, how an error is shown, and which exit code the process ends with.
// Exit codes: 0 done, 1 our bug, 2 usage or refused, 3 not held, 4 input needed, 5 environment, 6 leftovers, 130 interrupted.
import { Command, Errors, Flags } from '@oclif/core';
import { LabError } from '../errors.js';
import { Cancelled } from '../terminal/prompts.js';

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly ref?: string;
  readonly exitCode: number;
}

export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'One JSON object on stdout, errors included', helpGroup: 'GLOBAL' }),
    input: Flags.boolean({
      description: 'Ask when an answer is missing (--no-input: never)',
      default: true,
      allowNo: true,
      helpGroup: 'GLOBAL',
    }),
    'force-color': Flags.boolean({ description: 'Colours even where the output is no terminal', helpGroup: 'GLOBAL' }),
  };

  protected override async init(): Promise<void> {
    await super.init();
    if (!this.argv.includes('--force-color')) return;
    process.env.FORCE_COLOR = '1';
    delete process.env.NO_COLOR;
  }

  /** Data for the caller: one object with --json, else the text. */
  protected print(text: string, data: Readonly<Record<string, unknown>>): void {
    process.stdout.write(
      this.wantsJson() ? `${JSON.stringify({ schemaVersion: 1, ...data }, null, 2)}\n` : `${text}\n`,
    );
  }

  /** Talk: for the learner at the terminal, never data. */
  protected say(text: string): void {
    if (!this.wantsJson()) process.stderr.write(`${text}\n`);
  }

  /** Read from the arguments themselves, so that it is known even where parsing them failed. */
  protected wantsJson(): boolean {
    const end = this.argv.indexOf('--');
    return (end < 0 ? this.argv : this.argv.slice(0, end)).includes('--json');
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    const shown = describe(error);
    if (this.wantsJson()) {
      const { exitCode: _, ...body } = shown;
      process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: body }, null, 2)}\n`);
    } else {
      process.stderr.write(`${[shown.message, ...shown.suggestions.map((line) => `  → ${line}`)].join('\n')}\n`);
      if (shown.exitCode === 1 && error.stack) process.stderr.write(`${error.stack}\n`);
    }
    process.exitCode = shown.exitCode;
  }
}

function describe(error: Error): Shown {
  if (error instanceof LabError) {
    return {
      code: error.code,
      message: error.message,
      suggestions: error.suggestions,
      ref: error.ref,
      exitCode: error.exitCode,
    };
  }
  if (error instanceof Cancelled)
    return { code: 'CANCELLED', message: error.message, suggestions: [], exitCode: error.exitCode };
  if (error instanceof Errors.CLIError) {
    const message = error.message.replace(/\nSee more help with --help$/, '');
    return { code: 'USAGE', message, suggestions: ['see what is possible: add --help'], exitCode: 2 };
  }
  return {
    code: 'BUG',
    message: `This is a mistake in ha-lab, not yours: ${error.message}`,
    suggestions: ['please report it with the output of: ha-lab doctor'],
    exitCode: 1,
  };
}
