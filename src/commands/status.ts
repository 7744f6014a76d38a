// `ha-lab status`: the metric tables, the verdict and its cause first.

import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { turnClock } from '../cli/clock-keys.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { parseLength } from '../cli/lengths.js';
import { OwnClock } from '../cli/own-clock.js';
import { painter } from '../cli/paint.js';
import { StatusScreen } from '../cli/status-screen.js';
import { LabError } from '../errors.js';
import { isAwsAnswer } from '../lab/aws-answer.js';
import { type AbsentView, absentText } from '../report/absent.js';
import { statusCommands } from '../report/status-commands.js';
import { STATUS_PARTS, type StatusPart, statusText, type TextOptions } from '../report/status-text.js';
import type { StatusView } from '../report/status-view.js';
import { LINE_WIDTH } from '../report/table.js';

const REDRAW_EVERY_MS = 2_000;

export default class Status extends LabCommand {
  static override summary = 'How the stack is, and why';
  static override description =
    'The verdict and its cause come first, then the reason under every row that is not well. A watch ends with q or Ctrl-C and exit code 0: that is its way out; ? lists its other keys. While it runs it serves the workbook, so that other terminals can act on what it shows. A terminal of more than 80 columns is used up to 140.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --watch',
    '<%= config.bin %> status --view events --since 30m',
    '<%= config.bin %> status --view alarms --commands',
    '<%= config.bin %> status --view network',
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
    view: Flags.option({
      options: ['all', ...STATUS_PARTS] as const,
      description:
        'One part of it, with more room: users (and the codes they met), instances, alarms, metrics (CPU minute by minute), events, network (subnets, routes, network ACLs, who stands where, what can reach what)',
    })(),
    since: Flags.string({ description: 'Events and CPU of so long (default: the newest ones)', helpValue: '30m' }),
    commands: Flags.boolean({ description: 'Beside each part the aws command that shows the same' }),
    save: Flags.string({
      description: 'Write it to a file, too: text, or JSON where its name ends in .json',
      helpValue: 'file',
      // Not `exclusive`: oclif’s usage pairs a flag with one other only, and would show an empty alternative for the second.
      relationships: [{ type: 'none', flags: ['watch'] }],
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
        const view = await this.lookAt(session, { ...wish, network: wish.view === 'network' });
        const options = this.optionsOf(session, view, { ...wish, columns: columnsOf(process.stdout) });
        const data = options.commands === undefined ? view : { ...view, commands: options.commands };
        this.print(this.text(view, options), { ...data });
        if (flags.save !== undefined)
          this.save(flags.save, data, this.text(view, { ...options, columns: LINE_WIDTH, paint: (_, text) => text }));
        if (flags.check && view.verdict !== 'HEALTHY') process.exitCode = 3;
      },
      { target: flags.target, looksOnly: true },
    );
    await (flags.check ? look.catch(unknown) : look);
    if (flags.watch && flags.target === 'aws') await this.offerDestroy(flags.project, flags.input);
  }

  private save(file: string, data: object, text: string): void {
    writeFileSync(file, file.endsWith('.json') ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
    this.say(`Written: ${file}`);
  }

  private optionsOf(
    session: Session,
    view: StatusView | AbsentView,
    { view: part, commands, ...room }: Pick<Wish, 'view' | 'commands'> & Pick<TextOptions, 'columns' | 'height'>,
  ): TextOptions {
    const options = { paint: painter(process.stdout), view: part, ...room };
    if (!commands || view.verdict === 'NOT_DEPLOYED') return options;
    return { ...options, commands: statusCommands(view, this.labOf(session).outputs) };
  }

  private text(view: StatusView | AbsentView, options: TextOptions): string {
    return view.verdict === 'NOT_DEPLOYED' ? absentText(view, options) : statusText(view, options);
  }

  private async watch(session: Session, wish: Wish): Promise<void> {
    const { held, control } = session.open ?? {};
    const clock = held === undefined ? undefined : new OwnClock(held, (text) => this.say(text));
    const quit = new AbortController();
    let hurry = new AbortController();
    const screen =
      process.stdout.isTTY && !this.wantsJson()
        ? new StatusScreen({
            out: process.stdout,
            input: process.stdin,
            view: wish.view,
            commands: wish.commands,
            paint: painter(process.stdout),
            text: (view, shown) => this.text(view, this.optionsOf(session, view, shown)),
            changed: () => hurry.abort(),
            quit: () => quit.abort(),
            ...(control === undefined ? {} : { turn: (direction) => turnClock(control, direction) }),
          })
        : undefined;
    try {
      await untilInterrupted(async (interrupted) => {
        const signal = AbortSignal.any([interrupted, quit.signal]);
        const show = screen === undefined ? this.appender(session, wish) : (view: Looked) => screen.draw(view);
        while (!signal.aborted) {
          hurry = new AbortController();
          show(await this.lookAt(session, { ...wish, network: (screen?.view ?? wish.view) === 'network' }));
          const rest = AbortSignal.any([signal, hurry.signal]);
          await sleep(REDRAW_EVERY_MS, undefined, { signal: rest }).catch(() => {});
        }
      });
    } finally {
      screen?.close();
      clock?.stop();
    }
  }

  /** In a pipe: everything again whenever something changed; with --json one object a line. */
  private appender(session: Session, wish: Wish): (view: Looked) => void {
    let last = '';
    return (view) => {
      const now = this.wantsJson() ? JSON.stringify(view) : this.text(view, this.optionsOf(session, view, wish));
      if (now !== last) process.stdout.write(`${last === '' || this.wantsJson() ? '' : '\n'}${now}\n`);
      last = now;
    };
  }
}

type Looked = StatusView | AbsentView;

interface Wish {
  readonly view: StatusPart | 'all';
  readonly commands: boolean;
  readonly sinceMs?: number;
}

/** A pipe gets what fits everywhere. */
const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns || LINE_WIDTH : LINE_WIDTH);

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
  if (!isAwsAnswer(error)) throw error;
  throw new LabError('ENVIRONMENT', `How the stack is cannot be known: ${error.message}`, {
    suggestions: ['ha-lab heal   if a drill keeps AWS’s APIs from answering', 'ha-lab status --check   again'],
    exitCode: 5,
  });
}
