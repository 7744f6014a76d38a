// Values of a lesson's words as people read them: `users.errorRate` in per cent, times in seconds from the drill. Pure.

import type { WordCourse, WordValue } from '../lesson/verdict.js';
import { UNKNOWN } from './table.js';

/** From the drill: `+01:05`; before it: `-00:30`. */
export function sinceText(at: number, drilledAt: number): string {
  const seconds = Math.round((at - drilledAt) / 1_000);
  const size = Math.abs(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(size / 60);
  return `${seconds < 0 ? '-' : '+'}${pad(minutes)}:${pad(size % 60)}`;
}

export function wordText(word: string, value: WordValue): string {
  if (value === undefined) return UNKNOWN;
  if (typeof value === 'string') return value;
  const name = word.split('.').at(-1) ?? word;
  if (/rate$|share$/i.test(name) && name !== 'requestRate') return `${trimmed(value * 100)} %`;
  if (/Ms$/.test(name)) return `${trimmed(value)} ms`;
  if (/After$|Period$|[sS]econds$/.test(name)) return `${trimmed(value)} s`;
  if (word.startsWith('cpu.') || name === 'cpu') return `${trimmed(value)} %`;
  return trimmed(value);
}

const trimmed = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

export function valuesText(values: Readonly<Record<string, WordValue>>): string {
  return Object.entries(values)
    .map(([word, value]) => `${word} = ${wordText(word, value)}`)
    .join(', ');
}

const MOST_STEPS = 6;

/** `victim.target: healthy, unhealthy at +01:00`, or the bounds of a measured value. */
export function courseText(course: WordCourse, drilledAt: number): string {
  if ('low' in course) {
    return `${course.word} lay between ${wordText(course.word, course.low)} and ${wordText(course.word, course.high)}`;
  }
  const [first, ...later] = course.steps;
  if (first === undefined) return `${course.word} was never known`;
  if (later.length === 0) return `${course.word} was ${wordText(course.word, first.value)} all the time`;
  const shown = later
    .slice(0, MOST_STEPS)
    .map(({ at, value }) => `${wordText(course.word, value)} at ${sinceText(at, drilledAt)}`);
  const rest = later.length > MOST_STEPS ? `, and ${later.length - MOST_STEPS} changes more` : '';
  return `${course.word} was ${wordText(course.word, first.value)}, ${shown.join(', ')}${rest}`;
}

/** The project's name before an alarm's is the same everywhere. */
export const shortAlarm = (name: string): string => /[a-z]+-[a-z]+$/.exec(name)?.[0] ?? name;
