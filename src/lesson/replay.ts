// A recorded act again: what its watcher saw at each look, judged by today's judge, and how that differs from what was judged then. Pure.

import { expectationReport } from './act-report.js';
import type { History } from './history.js';
import { judge, newMemory } from './judge.js';
import type { Act, Lesson } from './lesson.js';
import type { Played } from './play.js';
import type { Recording } from './recording.js';
import { trafficsNow } from './scope-traffic.js';
import type { WatchView } from './screen.js';
import { timelineOf } from './timeline.js';
import type { Result, Verdict } from './verdict.js';

/** One view for each look from the drill on; the last one as it was when the watch ended. */
export function* replayViews(
  act: Act,
  { history, deeds = [] }: Pick<Played, 'history'> & Partial<Pick<Played, 'deeds'>>,
  lesson: WatchView['lesson'] = { number: '', title: act.title },
): Generator<WatchView> {
  const memory = newMemory(act);
  for (const [index, { seen }] of history.moments.entries()) {
    if (seen.at < history.drilledAt) continue;
    const last = index === history.moments.length - 1;
    const until: History = { ...history, moments: history.moments.slice(0, index + 1), ended: last };
    const verdicts = judge(act, until, memory);
    yield {
      lesson,
      predicted: [],
      // What would have undone it is long past.
      deeds: deeds.filter(({ at }) => at <= seen.at).map(({ at, title }) => ({ at, title })),
      history: until,
      traffics: trafficsNow(until),
      timeline: () => timelineOf(until, deeds),
      at: seen.at,
      drilledAt: history.drilledAt,
      expectations: act.expectations.map((one) => expectationReport(one, verdicts)),
    };
  }
}

export interface Difference {
  readonly act: string;
  readonly expectation: string;
  /** Absent: the expectation was not in the lesson then, or is not in it now. */
  readonly recorded?: Result;
  readonly today?: Result;
}

/** What today's judge, over today's lesson, says otherwise than the recording does. Empty: all the same. */
export function differences(lesson: Lesson, recording: Recording): readonly Difference[] {
  return lesson.acts.flatMap((act) => {
    const played = recording.acts.findLast((one) => one.act === act.id);
    if (played === undefined) return [];
    const now = judge(act, played.history);
    return [...new Set([...played.verdicts, ...now].map(({ id }) => id))].flatMap((id) => {
      const [before, after] = [resultOf(played.verdicts, id), resultOf(now, id)];
      if (before === after) return [];
      return [
        {
          act: act.id,
          expectation: id,
          ...(before === undefined ? {} : { recorded: before }),
          ...(after === undefined ? {} : { today: after }),
        },
      ];
    });
  });
}

const resultOf = (verdicts: readonly Verdict[], id: string): Result | undefined =>
  verdicts.find((one) => one.id === id)?.result;
