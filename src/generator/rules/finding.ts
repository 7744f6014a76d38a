// What a rule is and what it returns.
import type { Config } from '../config.js';

export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** Place in ha-lab.json, as "group.minSize". */
  readonly path: string;
  /** What is wrong and why, one sentence. */
  readonly message: string;
  /** What to change. */
  readonly fix: string;
  /** Other places whose change would mend it as well, as "group.maxSize". */
  readonly others?: readonly string[];
}

export type Rule = (config: Config) => readonly Finding[];

export const error = (
  rule: string,
  path: string,
  message: string,
  fix: string,
  others: readonly string[] = [],
): Finding => ({
  rule,
  severity: 'error',
  path,
  message,
  fix,
  ...(others.length > 0 && { others }),
});
export const warning = (rule: string, path: string, message: string, fix: string): Finding => ({
  rule,
  severity: 'warning',
  path,
  message,
  fix,
});
