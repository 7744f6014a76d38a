// How a question's default reads the answers given before it.
import type { Answers } from '../answers.js';
import { defaultConfig } from '../defaults.js';

/** The recommended values. */
export const base = defaultConfig();

export const number = (answers: Answers, id: string, fallback: number): number => {
  const value = answers[id];
  return typeof value === 'number' ? value : fallback;
};
export const text = (answers: Answers, id: string, fallback: string): string => {
  const value = answers[id];
  return typeof value === 'string' ? value : fallback;
};
export const zoneCount = (answers: Answers): number => {
  const value = answers.availabilityZones;
  return Array.isArray(value) ? value.length : base.availabilityZones.length;
};
export const hasAlarms = (answers: Answers): boolean => answers.policyType !== 'target-tracking';
