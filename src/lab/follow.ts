// Following a drill: time passes in beats, what happens is told as it happens, until the group is whole again or nothing more comes.

import type { SandboxControl } from '../sandbox/index.js';
import { type Happening, happeningsOf } from './explain/index.js';
import { isNews } from './follow-facts.js';
import type { Lab } from './lab.js';
import type { LabInstant, Observation } from './observation.js';

/** Whole for so long: it stays so. */
const SETTLED_MS = 2 * 60_000;
/** Nothing worth telling for so long: the slowest alarm of a stack would have rung by now. */
const QUIET_MS = 10 * 60_000;
/** A stack that breaks again and again is followed no longer. */
const LONGEST_MS = 45 * 60_000;

export interface FollowBeat {
  readonly seen: Observation;
  /** Since the last beat, oldest first; only what is worth telling. */
  readonly news: readonly Happening[];
}

export interface FollowOptions {
  readonly lab: Lab;
  readonly control: SandboxControl;
  /** When the drill began. */
  readonly from: LabInstant;
  /** The journal's length before the drill. */
  readonly since: number;
  /** Length of a beat, milliseconds of the lab's time. */
  readonly everyMs: number;
  isWhole(seen: Observation): boolean;
  onBeat(beat: FollowBeat): void;
  /** Aborted: nobody watches any more; nothing else changes. */
  readonly signal: AbortSignal;
}

export interface Followed {
  /** `whole`: it broke and is whole again; `quiet`: nothing more happens by itself; `long`: it goes on and on; `detached`: somebody left. */
  readonly end: 'whole' | 'quiet' | 'long' | 'detached';
  readonly from: LabInstant;
  readonly to: LabInstant;
  /** Since when it is whole; absent: it is not, or never was anything else. */
  readonly wholeAt?: LabInstant;
  readonly seen: Observation;
  /** Everything worth telling, oldest first. */
  readonly happenings: readonly Happening[];
}

export async function followDrill(options: FollowOptions): Promise<Followed> {
  const { lab, control, from, everyMs, signal } = options;
  const happenings: Happening[] = [];
  let since = options.since;
  let brokeAt: LabInstant | undefined;
  let wholeAt: LabInstant | undefined;
  let newsAt = from;
  for (;;) {
    const [seen, journal] = [await lab.observe(), await control.journal(since)];
    since += journal.length;
    const news = happeningsOf(journal, []).filter(isNews);
    happenings.push(...news);
    newsAt = news.at(-1)?.at ?? newsAt;
    options.onBeat({ seen, news });
    const whole = options.isWhole(seen);
    if (!whole) brokeAt ??= seen.at;
    wholeAt = whole && brokeAt !== undefined ? (wholeAt ?? seen.at) : undefined;
    const end = endOf({ at: seen.at, from, newsAt, wholeAt, left: signal.aborted });
    if (end !== undefined) {
      return { end, from, to: seen.at, ...(wholeAt === undefined ? {} : { wholeAt }), seen, happenings };
    }
    await lab.clock.pass(everyMs);
  }
}

interface Standing {
  readonly at: LabInstant;
  readonly from: LabInstant;
  readonly newsAt: LabInstant;
  readonly wholeAt: LabInstant | undefined;
  readonly left: boolean;
}

function endOf({ at, from, newsAt, wholeAt, left }: Standing): Followed['end'] | undefined {
  if (wholeAt !== undefined && at - wholeAt >= SETTLED_MS) return 'whole';
  if (left) return 'detached';
  if (at - newsAt >= QUIET_MS) return 'quiet';
  return at - from >= LONGEST_MS ? 'long' : undefined;
}
