// One chain of causes, told forwards: what was done, and each thing that came of the one before. Pure.

import type { ActReport } from '../lesson/act-report.js';
import { wordsOf } from './explain-words.js';
import { sinceText } from './lesson-values.js';
import { hanging } from './wrap.js';

const WIDTH = 80;

export const STORY_TITLE = 'One thing led to another';

/** Time since the drill, and the sentence; empty where nothing followed. */
export function storyLines({
  story = [],
  drilledAt,
}: Pick<ActReport, 'story' | 'drilledAt'>): readonly (readonly [time: string, what: string])[] {
  return story.map(({ at, what }) => [sinceText(at, drilledAt), wordsOf(what, true)]);
}

/** Empty where nothing followed. */
export function storyText(report: Pick<ActReport, 'story' | 'drilledAt'>): readonly string[] {
  const lines = storyLines(report);
  if (lines.length === 0) return [];
  return [
    STORY_TITLE.toUpperCase(),
    ...lines.map(([time, what], index) => hanging(`${time}  ${index === 0 ? '' : 'so '}`, what, WIDTH)),
  ];
}
