// The status as a screen that goes on looking: redrawn in place, with keys for what to look at and, on a sandbox, for its clock.

import type { AbsentView } from '../report/absent.js';
import { STATUS_PARTS, type StatusPart, type TextOptions } from '../report/status-text.js';
import type { StatusView } from '../report/status-view.js';
import { Frame, type FrameStream } from '../terminal/frame.js';
import { type KeyInput, listenKeys } from '../terminal/keys.js';

export type Shown = StatusPart | 'all';

export interface StatusScreenOptions {
  readonly out: FrameStream;
  readonly input: KeyInput;
  readonly view: Shown;
  readonly commands: boolean;
  readonly paint: TextOptions['paint'];
  readonly text: (view: StatusView | AbsentView, options: ScreenWish) => string;
  /** Somebody wants to see something else than what was looked at last. */
  readonly changed: () => void;
  readonly quit: () => void;
  /** Sets the clock; answers why not, where that is refused. Absent: AWS's own clock. */
  readonly turn?: (direction: 'faster' | 'slower') => Promise<string | undefined>;
}

/** What is to be shown, and in what space. */
export interface ScreenWish {
  readonly view: Shown;
  readonly commands: boolean;
  readonly height: number;
  readonly columns: number;
}

const VIEWS: readonly Shown[] = ['all', ...STATUS_PARTS];

export class StatusScreen {
  private readonly frame: Frame;
  private readonly letGo: () => void;
  private last: StatusView | AbsentView | undefined;
  private page = 0;
  private help = false;
  private notice: string | undefined;
  view: Shown;
  private commands: boolean;

  constructor(private readonly options: StatusScreenOptions) {
    this.frame = new Frame(options.out);
    this.view = options.view;
    this.commands = options.commands;
    this.letGo = listenKeys(options.input, { keys: this.keys(), interrupted: options.quit });
  }

  draw(view: StatusView | AbsentView): void {
    this.last = view;
    this.paint();
  }

  /** Screen and keyboard as they were. */
  close(): void {
    // An answer of the clock that comes now has no screen any more.
    this.last = undefined;
    this.letGo();
    this.frame.leave();
  }

  private keys(): Readonly<Record<string, () => void>> {
    const to = (view: Shown) => (): void => this.show(view);
    const next = (): void => this.show(VIEWS[(VIEWS.indexOf(this.view) + 1) % VIEWS.length] ?? 'all');
    return {
      q: this.options.quit,
      v: next,
      ...Object.fromEntries(VIEWS.map((view, index) => [String(index + 1), to(view)])),
      f: () => void this.turn('faster'),
      '+': () => void this.turn('faster'),
      '-': () => void this.turn('slower'),
      c: () => {
        this.commands = !this.commands;
        this.again();
      },
      ' ': () => {
        this.page += 1;
        this.again();
      },
      '?': () => {
        this.help = !this.help;
        this.again();
      },
    };
  }

  private async turn(direction: 'faster' | 'slower'): Promise<void> {
    const { turn, changed } = this.options;
    this.notice = turn === undefined ? AWS_CLOCK : await turn(direction);
    if (this.notice === undefined) changed();
    else this.again();
  }

  private show(view: Shown): void {
    this.view = view;
    this.page = 0;
    this.help = false;
    this.notice = undefined;
    this.options.changed();
    this.again();
  }

  /** At once, from what was seen last. */
  private again(): void {
    if (this.last !== undefined) this.paint();
  }

  private paint(): void {
    const { last } = this;
    if (last === undefined) return;
    this.frame.draw(() => {
      const { rows, columns } = this.frame.size();
      const room = Math.max(1, rows - 1);
      const wish = { view: this.view, commands: this.commands, height: room, columns };
      const lines = this.help ? helpLines(this.options) : this.options.text(last, wish).split('\n');
      const pages = Math.max(1, Math.ceil(lines.length / room));
      this.page %= pages;
      const shown = lines.slice(this.page * room, (this.page + 1) * room);
      const gap = new Array<string>(room - shown.length).fill('');
      return [...shown, ...gap, this.options.paint('dim', this.footer(pages))];
    });
  }

  private footer(pages: number): string {
    if (this.notice !== undefined) return this.notice;
    if (this.options.input.isTTY !== true) return 'Ctrl-C ends';
    const clock = this.options.turn === undefined ? '' : '  f faster  - slower';
    const more = pages === 1 ? '' : `  space page ${this.page + 1} of ${pages}`;
    return `q quit  v view: ${this.view}${clock}  ? keys${more}`;
  }
}

const AWS_CLOCK = 'AWS’s clock is its own.';

function helpLines({ turn }: StatusScreenOptions): readonly string[] {
  const row = (key: string, what: string): string => `  ${key.padEnd(8)}${what}`;
  return [
    'Keys',
    '',
    row('v', 'the next view, or by its number:'),
    row('', VIEWS.map((view, index) => `${index + 1} ${view}`).join(', ')),
    row('space', 'the next page, where one does not hold it'),
    row('c', 'beside each part the aws command that shows the same, or no more'),
    ...(turn === undefined
      ? []
      : [
          row('f or +', 'the sandbox’s clock runs, faster with each press'),
          row('-', 'slower; the last step stops it'),
        ]),
    row('?', 'this, or no more'),
    row('q', 'quit, as does Ctrl-C'),
  ];
}
