// `ha-lab status`: the metric tables, the verdict and its cause first.

import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { parseLength } from '../cli/lengths.js';
import { painter } from '../cli/paint.js';
import { LabError } from '../errors.js';
import { type AbsentView, absentText } from '../report/absent.js';
import { statusCommands } from '../report/status-commands.js';
import { STATUS_PARTS, type StatusPart, statusText, type TextOptions } from '../report/status-text.js';
import type { StatusView } from '../report/status-view.js';

const REDRAW_EVERY_MS = 2_000;
/** Alternate screen on and off, home, clear to the end: what a redraw needs, and nothing else. */
const SCREEN = {
  enter: '\u001b[?1049h\u001b[?25l',
  leave: '\u001b[?25h\u001b[?1049l',
  home: '\u001b[H',
  clear: '\u001b[J',
  line: '\u001b[K',
};

export default class Status extends LabCommand {
  static override summary = 'How the stack is, and why';
  static override description =
    'The verdict and its cause come first, then the reason under every row that is not well. A watch ends with Ctrl-C and exit code 0: that is its way out. While it runs it serves the workbook, so that other terminals can act on what it shows.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --watch',
    '<%= config.bin %> status --view events --since 30m',
    '<%= config.bin %> status --view alarms --commands',
    '<%= config.bin %> status --json',
    '<%= config.bin %> status --target aws',
  ];
  static override flags = {
    ...TARGET_FLAG,
    watch: Flags.boolean({
      char: 'w',
      description:
        'Redraw on a terminal; in a pipe, print again whenever something changed (--json: one object a line)',
    }),
    check: Flags.boolean({
      description: 'Exit 3 unless the verdict is HEALTHY, 5 where it cannot be known',
      exclusive: ['watch'],
    }),
    view: Flags.option({ options: STATUS_PARTS, description: 'One part of it, with more room' })(),
    since: Flags.string({ description: 'Events and CPU of so long (default: the newest ones)', helpValue: '30m' }),
    commands: Flags.boolean({ description: 'Beside each part the aws command that shows the same' }),
    save: Flags.string({
      description: 'Write it to a file, too: text, or JSON where its name ends in .json',
      helpValue: 'file',
      exclusive: ['watch'],
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const wish: Wish = {
      view: flags.view ?? 'all',
      commands: flags.commands,
      ...(flags.since === undefined ? {} : { sinceMs: parseLength(flags.since) }),
    };
    const look = this.inSession(
      flags.project,
      async (session) => {
        if (flags.watch) return this.watch(session, wish);
        const view = await this.lookAt(session, wish.sinceMs);
        const options = this.optionsOf(session, view, wish);
        const data = options.commands === undefined ? view : { ...view, commands: options.commands };
        this.print(this.text(view, options), { ...data });
        if (flags.save !== undefined)
          this.save(flags.save, data, this.text(view, { ...options, paint: (_, text) => text }));
        if (flags.check && view.verdict !== 'HEALTHY') process.exitCode = 3;
      },
      { target: flags.target, looksOnly: true },
    );
    await (flags.check ? look.catch(unknown) : look);
  }

  private save(file: string, data: object, text: string): void {
    writeFileSync(file, file.endsWith('.json') ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
    this.say(`Written: ${file}`);
  }

  private optionsOf(session: Session, view: StatusView | AbsentView, wish: Wish): TextOptions {
    const options = { paint: painter(process.stdout), view: wish.view };
    if (!wish.commands || view.verdict === 'NOT_DEPLOYED') return options;
    return { ...options, commands: statusCommands(view, this.labOf(session).outputs.targetGroupArn) };
  }

  private text(view: StatusView | AbsentView, options: TextOptions): string {
    return view.verdict === 'NOT_DEPLOYED' ? absentText(view, options) : statusText(view, options);
  }

  private async watch(session: Session, wish: Wish): Promise<void> {
    const screen = process.stdout.isTTY && !this.wantsJson();
    if (screen) process.stdout.write(SCREEN.enter);
    try {
      await untilInterrupted((signal) => this.redraw(session, wish, screen, signal));
    } finally {
      if (screen) process.stdout.write(SCREEN.leave);
    }
  }

  private async redraw(session: Session, wish: Wish, screen: boolean, signal: AbortSignal): Promise<void> {
    let last = '';
    while (!signal.aborted) {
      const view = await this.lookAt(session, wish.sinceMs);
      const options = { ...this.optionsOf(session, view, wish), ...(screen ? { height: rows() - 1 } : {}) };
      const now = this.wantsJson() ? JSON.stringify(view) : this.text(view, options);
      if (screen) process.stdout.write(frame(now));
      else if (now !== last) process.stdout.write(`${last === '' || this.wantsJson() ? '' : '\n'}${now}\n`);
      last = now;
      await sleep(REDRAW_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

interface Wish {
  readonly view: StatusPart | 'all';
  readonly commands: boolean;
  readonly sinceMs?: number;
}

/** A check that could not look knows nothing: exit code 5, unless the question itself was wrong (2). */
function unknown(error: unknown): never {
  if (error instanceof LabError) {
    const { code, message, suggestions, ref, exitCode } = error;
    throw new LabError(code, message, {
      suggestions,
      ...(ref === undefined ? {} : { ref }),
      exitCode: exitCode === 2 ? 2 : 5,
    });
  }
  // What AWS answered; anything else is a bug of ours and stays one.
  if (!(error instanceof Error && '$metadata' in error)) throw error;
  throw new LabError('ENVIRONMENT', `How the stack is cannot be known: ${error.message}`, {
    suggestions: ['ha-lab heal   if a drill keeps AWS’s APIs from answering', 'ha-lab status --check   again'],
    exitCode: 5,
  });
}

const rows = (): number => process.stdout.rows || 24;

/** Lines beyond the screen's height are left out: a scrolled frame would smear. */
function frame(text: string): string {
  const height = rows();
  const lines = text.split('\n');
  const shown = lines.length < height ? lines : [...lines.slice(0, height - 2), '… more lines than this window has'];
  return `${SCREEN.home}${shown.map((line) => `${line}${SCREEN.line}`).join('\n')}\n Ctrl-C ends${SCREEN.line}${SCREEN.clear}`;
}
