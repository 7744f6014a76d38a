// What a lesson needs of a screen and of somebody who answers. The engine knows no terminal; tests drive it through these.

import type { ActReport, ExpectationReport } from './act-report.js';
import type { GateView } from './gate.js';
import type { Act, Lesson } from './lesson.js';

export interface WatchView {
  readonly at: number;
  readonly drilledAt: number;
  readonly expectations: readonly ExpectationReport[];
  /** Virtual seconds per second of the learner's; undefined: straight to the next visible change. */
  readonly speed?: number;
}

export interface Screen {
  lesson(lesson: Lesson): void;
  act(act: Act, position: string | undefined): void;
  /** Markdown. */
  prose(markdown: string): void;
  /** One plain line. */
  line(text: string): void;
  gate(view: GateView): void;
  /** Redrawn in place where that is possible. */
  watch(view: WatchView): void;
  /** The watch is over: results, evidence and tables, and no explanation yet. */
  report(report: ActReport): void;
  /** What explains each expectation. */
  explain(report: ActReport): void;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Each throws when the learner leaves (Ctrl-C, Escape). */
export interface Asker {
  choose(message: string, choices: readonly Choice[]): Promise<string>;
  number(message: string): Promise<number>;
  confirm(message: string): Promise<boolean>;
}
