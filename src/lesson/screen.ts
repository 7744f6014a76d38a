// What a lesson needs of a screen and of somebody who answers. The engine knows no terminal; tests drive it through these.

import type { ActReport, ExpectationReport } from './act-report.js';
import type { GateView } from './gate.js';
import type { History } from './history.js';
import type { Act, Lesson } from './lesson.js';
import type { Deed } from './play.js';
import type { TrafficCounts } from './scope-traffic.js';
import type { Happening } from './timeline.js';

export interface WatchView {
  readonly lesson: Pick<Lesson, 'number' | 'title'>;
  readonly at: number;
  readonly drilledAt: number;
  readonly expectations: readonly ExpectationReport[];
  /** Virtual seconds per second of the learner's; undefined: straight to the next visible change. */
  readonly speed?: number;
  /** Texts of the options that were predicted. */
  readonly predicted: readonly string[];
  readonly deeds: readonly Deed[];
  /** Everything that was observed so far. */
  readonly history: History;
  /** Traffics beside the ordinary users, as they are now; absent: there are none. */
  readonly traffics?: readonly TrafficCounts[];
  /** What happened so far, in order; worked out when called. */
  timeline(): readonly Happening[];
}

export interface Screen {
  lesson(lesson: Lesson): void;
  act(act: Act, position: string | undefined): void;
  /** Markdown. */
  prose(markdown: string): void;
  /** One plain line. */
  line(text: string): void;
  gate(view: GateView): void;
  /** Something was done to the stack. */
  done(deed: Deed): void;
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

export interface Ask {
  /** Stable, so that an answer can be given by name: `predict:who`, `again:ec2:0`. */
  readonly id: string;
  readonly message: string;
}

/** Each throws when the learner leaves (Ctrl-C, Escape), or when nobody can be asked and no answer was given. */
export interface Asker {
  choose(ask: Ask, choices: readonly Choice[]): Promise<string>;
  /** A question that may be skipped: undefined then. */
  maybe(ask: Ask, choices: readonly Choice[]): Promise<string | undefined>;
  number(ask: Ask): Promise<number>;
  confirm(ask: Ask): Promise<boolean>;
}
