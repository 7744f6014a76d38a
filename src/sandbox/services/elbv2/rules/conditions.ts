// Does a listener rule's condition match a request: path patterns and host headers with `*` and `?`. Pure, no regular expressions,
// because it runs once per simulated request.

import type { Condition } from '../store.js';

/** All conditions must hold; the values of one are alternatives. Paths are compared with case, hosts without. */
export function conditionsMatch(conditions: readonly Condition[], path: string, host: string): boolean {
  for (const condition of conditions) {
    const text = condition.field === 'path-pattern' ? pathOnly(path) : host.toLowerCase();
    let matched = false;
    for (const value of condition.values) {
      const pattern = condition.field === 'path-pattern' ? value : value.toLowerCase();
      if (wildcardMatches(pattern, text)) {
        matched = true;
        break;
      }
    }
    if (!matched) return false;
  }
  return true;
}

/** Path patterns do not see the query. */
function pathOnly(path: string): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

/** `*`: any characters, also none; `?`: exactly one. On a mismatch only the last `*` needs to be tried again. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern;
      resumeAt = inText;
      inPattern += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[inText])) {
      inPattern += 1;
      inText += 1;
    } else if (star >= 0) {
      resumeAt += 1;
      inPattern = star + 1;
      inText = resumeAt;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}
