// What every command has in common: --json and --no-input, data on stdout, talk on stderr, errors shown in one way.
import { Command, Errors, Flags } from '@oclif/core';
import { ledgerOf, spentBy } from '../lab/ledger.js';
import { findWorkbook } from '../lab/workbook.js';
import { ledgerText } from '../report/ledger-text.js';
import { asksForJson, showError } from './show-error.js';
import { typedLine } from './which-project.js';

export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'One JSON object on stdout, errors included', helpGroup: 'GLOBAL' }),
    input: Flags.boolean({
      description: 'Ask when an answer is missing (--no-input: never)',
      default: true,
      allowNo: true,
      helpGroup: 'GLOBAL',
    }),
    // Carried out before any command begins, for whatever is written: run.ts.
    ascii: Flags.boolean({
      description:
        'Plain ASCII letters only (default: on a terminal whose locale is not UTF-8, or that is linux or dumb)',
      allowNo: true,
      helpGroup: 'GLOBAL',
    }),
    'force-color': Flags.boolean({ description: 'Colours even where the output is no terminal', helpGroup: 'GLOBAL' }),
  };

  protected override async init(): Promise<void> {
    await super.init();
    if (this.argv.includes('--force-color')) {
      process.env.FORCE_COLOR = '1';
      delete process.env.NO_COLOR;
    }
    this.tellWhatCosts();
  }

  /** Of this process: a command that another one starts has nothing new to say of it. */
  private static costsAreTold = false;

  /** What stands on an account is never forgotten: above every command, on stderr. */
  private tellWhatCosts(): void {
    if (BaseCommand.costsAreTold) return;
    BaseCommand.costsAreTold = true;
    const now = Date.now();
    const entries = ledgerOf(findWorkbook(process.cwd()));
    for (const entry of entries) this.say(ledgerText(entry, spentBy(entry, now), now));
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
    return asksForJson(this.argv);
  }

  /** What was typed, without its --project: the beginning of what can be typed next. */
  protected typedSoFar(): string {
    return typedLine(this.id ?? '', this.argv);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    // oclif warns about commands that never parsed; one whose arguments were wrong did.
    this.parsed = true;
    showError(error, this.wantsJson());
  }
}
