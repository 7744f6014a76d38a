// A lesson on a terminal: prose and tables as lines, the watch as one live screen, keys while it runs.

import { hintsFor } from '../lesson/hints.js';
import type { Act } from '../lesson/lesson.js';
import type { Controls } from '../lesson/play.js';
import type { Screen, WatchView } from '../lesson/screen.js';
import { actText, expectationText, whysText } from '../report/lesson-text.js';
import { LIVE_KEYS, liveLines, REPLAY_KEYS } from '../report/live-view.js';
import { inlineText, proseText } from '../report/prose-text.js';
import type { TextOptions } from '../report/status-text.js';
import { wrapText } from '../report/wrap.js';
import { Frame } from '../terminal/frame.js';
import { listenKeys } from '../terminal/keys.js';
import { LiveLines } from '../terminal/live.js';

export interface LessonScreenOptions extends TextOptions {
  readonly out: NodeJS.WriteStream;
  readonly input: NodeJS.ReadStream;
  readonly faster: () => void;
  readonly slower: () => void;
  readonly interrupted: () => void;
  /** Absent: there is nothing to undo or to leave as it is, as in a replay. */
  readonly controls?: Controls;
  /** The status, as `ha-lab status` prints it in so much space. */
  readonly status?: (room: Pick<TextOptions, 'columns' | 'height'>) => Promise<string>;
}

export interface LessonScreen extends Screen {
  /** Gives screen and keyboard back; needed when a lesson ends in the middle of a watch. */
  release(): void;
}

export function lessonScreen(options: LessonScreenOptions): LessonScreen {
  const { out, paint } = options;
  const gateLines = new LiveLines(out);
  const live = new LiveWatch(options);
  const line = (text: string): void => {
    live.close();
    gateLines.end(true);
    out.write(`${text}\n`);
  };
  return {
    release: () => live.close(),
    lesson: ({ number, title }) => line(`\n${paint('strong', `Lesson ${number}: ${title}`)}`),
    act: (act, position) => {
      live.act = act;
      if (position !== undefined) line(`\n${paint('strong', `Act ${position}: ${act.title}`)}`);
    },
    prose: (markdown) => line(`\n${proseText(markdown, { paint })}`),
    line,
    gate: ({ conditions }) => {
      live.listen();
      gateLines.draw([
        'Waiting until the stack is as this act needs it:',
        ...conditions.map(({ that, holds }) => `${holds ? paint('good', '✓') : paint('dim', '·')} ${that}`),
      ]);
    },
    // A screen that is open shows it in its own row.
    done: ({ title }) => {
      if (!live.open) line(`Done: ${title}`);
    },
    watch: (view: WatchView) => {
      gateLines.end(false);
      live.draw(view);
    },
    report: (report) => {
      live.close();
      gateLines.end(false);
      line(`\n${actText(report, { paint, explain: false })}\n`);
    },
    explain: (report) => line(`\n${whysText(report)}`),
  };
}

const leavingKeys = (controls: Controls, interrupted: () => void): Readonly<Record<string, () => void>> => ({
  u: () => {
    controls.undoNow = true;
  },
  d: () => {
    controls.detached = true;
    interrupted();
  },
});

type Panel = 'check' | 'hint' | 'status';

class LiveWatch {
  act: Act | undefined;
  private readonly frame: Frame;
  private letGo: (() => void) | undefined;
  private view: WatchView | undefined;
  private panel: Panel | undefined;
  private status: readonly string[] = [];
  private hint = -1;

  constructor(private readonly options: LessonScreenOptions) {
    this.frame = new Frame(options.out);
  }

  get open(): boolean {
    return this.frame.open;
  }

  listen(): void {
    const { faster, slower, interrupted, controls, status } = this.options;
    const show = (panel: Panel) => (): void => this.show(panel);
    this.letGo ??= listenKeys(this.options.input, {
      keys: {
        c: show('check'),
        h: show('hint'),
        ...(status === undefined ? {} : { s: show('status') }),
        f: faster,
        '+': faster,
        '-': slower,
        ...(controls === undefined ? {} : leavingKeys(controls, interrupted)),
        q: interrupted,
      },
      interrupted,
    });
  }

  draw(view: WatchView): void {
    this.listen();
    this.view = view;
    this.paint();
  }

  close(): void {
    this.letGo?.();
    this.letGo = undefined;
    this.frame.leave();
    this.panel = undefined;
  }

  /** The same key again closes it; `h` goes on to the next hint. */
  private show(panel: Panel): void {
    this.hint = panel === 'hint' ? this.hint + 1 : -1;
    const again = this.panel === panel && panel !== 'hint';
    this.panel = again ? undefined : panel;
    if (this.panel === 'status') void this.lookAtStatus();
    this.paint();
  }

  private async lookAtStatus(): Promise<void> {
    this.status = ['looking …'];
    const { columns, rows } = this.frame.size();
    // Above it the clock and a space, below it the keys.
    this.status = ((await this.options.status?.({ columns, height: rows - 3 })) ?? '').split('\n');
    this.paint();
  }

  private paint(): void {
    const { view } = this;
    if (view === undefined || this.letGo === undefined) return;
    const { paint } = this.options;
    this.frame.draw(() => {
      const panel = this.panelLines(view);
      const keys = this.options.controls === undefined ? REPLAY_KEYS : LIVE_KEYS;
      const shown = panel === undefined ? {} : this.panel === 'status' ? { page: panel } : { panel };
      return liveLines(view, { ...this.frame.size(), paint, keys, ...shown });
    });
  }

  private panelLines(view: WatchView): readonly string[] | undefined {
    const { paint } = this.options;
    if (this.panel === undefined) return undefined;
    if (this.panel === 'status') return this.status;
    if (this.panel === 'check') {
      return view.expectations.flatMap((one) => expectationText(one, view, { paint, explain: false }).split('\n'));
    }
    const hints = this.act === undefined ? [] : hintsFor(this.act, view);
    const hint = hints[this.hint % Math.max(1, hints.length)];
    if (hint === undefined) return ['Nothing is open; there is nothing to hint at.'];
    const which = `A hint for ${hint.expectation}, ${(this.hint % hints.length) + 1} of ${hints.length}:`;
    return [which, '', ...wrapText(inlineText(hint.says, { paint }), this.frame.size().columns)];
  }
}
