// A generator under way: writes down what it counts, and ends it when its plan's file goes, when whoever watches is gone, when nobody tells
// the time, or when for long nothing answers. So a forgotten one ends by itself, also where nobody can be asked any more.

import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClock } from './clock.js';
import { Generator } from './generator.js';
import type { Line, Why } from './lines.js';
import type { LoadPlan } from './plan.js';

export interface Supervised {
  /** The plan; removed or replaced: stop. */
  readonly planFile: string;
  readonly resultsFile: string;
  /** Aborted when whoever started it has ended and did not want it to go on alone. */
  readonly leash: AbortSignal;
}

const LOOK_EVERY_MS = 50;
/** Also while nothing happens, so that it can be told from one that died. */
export const LONGEST_SILENCE_MS = 1_000;
/** And, of the account's time, no longer than this: whoever looks waits for it. */
const LONGEST_GAP_MS = 2_000;
/** A stack that was removed is not asked for ever. */
const UNANSWERED_MS = 10 * 60_000;

/** Resolves when nothing is open any more. Throws when the plan cannot be read, or its clock does not answer. */
export async function supervise({ planFile, resultsFile, leash }: Supervised): Promise<Why> {
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as LoadPlan;
  const write = (line: Line): void => appendFileSync(resultsFile, `${JSON.stringify(line)}\n`);
  const clock = await openClock(plan.clock);
  const generator = new Generator({ plan, clock });
  write({ plan, startedAt: generator.startedAt });
  let over = false;
  const sending = generator.run().finally(() => {
    over = true;
  });
  let why: Why = 'over';
  let wroteAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    // The instant first: what ends between the two is told by the next line.
    const to = clock.now();
    const seconds = generator.tally.take();
    const silence = Math.min(LONGEST_SILENCE_MS, LONGEST_GAP_MS / Math.max(1, clock.speed));
    if (seconds.length === 0 && performance.now() - wroteAt < silence) return;
    const { users, perSecond } = generator.wanted;
    wroteAt = performance.now();
    write({
      seconds,
      to,
      open: generator.tally.open,
      users,
      rate: perSecond,
      ...(generator.stopped ? { stopped: true as const } : {}),
    });
  };
  while (!over) {
    await sleep(LOOK_EVERY_MS);
    const reason = generator.stopped ? undefined : reasonToStop();
    if (reason !== undefined) {
      why = reason;
      generator.stop();
      wroteAt = Number.NEGATIVE_INFINITY;
    }
    tell();
  }
  await sending;
  wroteAt = Number.NEGATIVE_INFINITY;
  tell();
  write({ ended: clock.now(), why });
  clock.close();
  return why;

  function reasonToStop(): Why | undefined {
    if (leash.aborted || runIn(planFile) !== plan.run) return 'stopped';
    if (clock.lost) return 'clock-lost';
    return performance.now() - generator.answeredAt > UNANSWERED_MS ? 'unanswered' : undefined;
  }
}

/** Undefined: nobody wants it any more. */
function runIn(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Partial<LoadPlan>).run;
  } catch {
    return undefined;
  }
}
