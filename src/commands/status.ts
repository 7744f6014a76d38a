// `ha-lab status`: the metric tables, the verdict and its cause first.

import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { untilInterrupted } from '../cli/interrupt.js';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { painter } from '../cli/paint.js';
import { type AbsentView, absentText } from '../report/absent.js';
import { statusText } from '../report/status-text.js';
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
    '<%= config.bin %> status --json',
  ];
  static override flags = {
    watch: Flags.boolean({
      char: 'w',
      description:
        'Redraw on a terminal; in a pipe, print again whenever something changed (--json: one object a line)',
    }),
    check: Flags.boolean({ description: 'Exit 3 unless the verdict is HEALTHY' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    await this.inSession(
      flags.project,
      async (session) => {
        if (flags.watch) return this.watch(session);
        const view = await this.lookAt(session);
        this.print(this.text(view), { ...view });
        if (flags.check && view.verdict !== 'HEALTHY') process.exitCode = 3;
      },
      { looksOnly: true },
    );
  }

  private text(view: StatusView | AbsentView, height?: number): string {
    const options = { paint: painter(process.stdout), ...(height === undefined ? {} : { height }) };
    return view.verdict === 'NOT_DEPLOYED' ? absentText(view, options) : statusText(view, options);
  }

  private async watch(session: Session): Promise<void> {
    const screen = process.stdout.isTTY && !this.wantsJson();
    if (screen) process.stdout.write(SCREEN.enter);
    try {
      await untilInterrupted((signal) => this.redraw(session, screen, signal));
    } finally {
      if (screen) process.stdout.write(SCREEN.leave);
    }
  }

  private async redraw(session: Session, screen: boolean, signal: AbortSignal): Promise<void> {
    let last = '';
    while (!signal.aborted) {
      const view = await this.lookAt(session);
      const now = this.wantsJson() ? JSON.stringify(view) : this.text(view, screen ? rows() - 1 : undefined);
      if (screen) process.stdout.write(frame(now));
      else if (now !== last) process.stdout.write(`${last === '' || this.wantsJson() ? '' : '\n'}${now}\n`);
      last = now;
      await sleep(REDRAW_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

const rows = (): number => process.stdout.rows || 24;

/** Lines beyond the screen's height are left out: a scrolled frame would smear. */
function frame(text: string): string {
  const height = rows();
  const lines = text.split('\n');
  const shown = lines.length < height ? lines : [...lines.slice(0, height - 2), '… more lines than this window has'];
  return `${SCREEN.home}${shown.map((line) => `${line}${SCREEN.line}`).join('\n')}\n Ctrl-C ends${SCREEN.line}${SCREEN.clear}`;
}
