// A lesson as plain lines, for a pipe, a screen reader or a log: nothing is redrawn, what changes is said once, and a heartbeat says that it goes on.

import type { Screen, WatchView } from '../lesson/screen.js';
import { actText, whysText } from '../report/lesson-text.js';
import { sinceText, valuesText } from '../report/lesson-values.js';
import { nextExpected } from '../report/next-expected.js';
import { proseText } from '../report/prose-text.js';
import { spanText } from '../report/time.js';
import type { LessonScreen } from './lesson-screen.js';

const HEARTBEAT_MS = 4_000;

/** Colour would say nothing here that the words do not. */
const paint = (_kind: string, text: string): string => text;

export function plainScreen(write: (line: string) => void, now: () => number): LessonScreen {
  let said = new Map<string, string>();
  let beatAt = 0;
  let gates = '';
  const screen: Screen = {
    lesson: ({ number, title }) => write(`\nLesson ${number}: ${title}`),
    act: ({ title }, position) => {
      said = new Map();
      if (position !== undefined) write(`\nAct ${position}: ${title}`);
    },
    prose: (markdown) => write(`\n${proseText(markdown, { paint })}`),
    line: write,
    gate: ({ conditions }) => {
      const open = conditions.filter(({ holds }) => !holds).map(({ that }) => that);
      const text = open.length === 0 ? 'The stack is as this act needs it.' : `Waiting until: ${open.join('; ')}`;
      if (text !== gates) write(text);
      gates = text;
    },
    // Of itself it says that it was undone, a remedy, or that nothing was.
    done: ({ title }) => write(/^(undone|remedy|nothing)/.test(title) ? `Then ${title}` : `Done: ${title}`),
    watch: (view) => {
      for (const one of view.expectations) {
        const text = `${one.result} ${one.decidedAt ?? ''}`;
        if (one.result === 'open' || said.get(one.id) === text) continue;
        said.set(one.id, text);
        const seen = one.evidence === undefined ? '' : `; seen: ${valuesText(one.evidence.values)}`;
        write(`${sinceText(one.decidedAt ?? view.at, view.drilledAt)}  ${one.result}: ${one.says}${seen}`);
        beatAt = now();
      }
      if (now() - beatAt < HEARTBEAT_MS) return;
      beatAt = now();
      write(heartbeat(view));
    },
    report: (report) => write(`\n${actText(report, { paint, explain: false })}\n`),
    explain: (report) => write(`\n${whysText(report)}`),
  };
  return { ...screen, release: () => {} };
}

/** How far it is, and what is waited for next. */
function heartbeat(view: WatchView): string {
  const { at, drilledAt, expectations } = view;
  const open = expectations.filter(({ result }) => result === 'open');
  const decided = expectations.length - open.length;
  const next = nextExpected(view);
  const evidence = next?.expectation.evidence;
  const seen = evidence === undefined ? '' : ` (${valuesText(evidence.values)})`;
  const waits = next === undefined ? '' : `; next, within ${spanText(next.leftMs)}: ${next.expectation.says}${seen}`;
  return `${sinceText(at, drilledAt)}  ${decided} of ${expectations.length} decided${waits}`;
}
