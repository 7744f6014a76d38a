// The success codes of a health check: `200`, `200,302`, `200-299`, and mixtures (ALB-10). Pure.

export interface CodeRange {
  readonly low: number;
  readonly high: number;
}

const LOWEST = 200;
const HIGHEST = 499;

/** The ranges of a matcher; undefined when it is not one, or leaves 200–499. */
export function parseMatcher(text: string): readonly CodeRange[] | undefined {
  const ranges: CodeRange[] = [];
  for (const part of text.split(',')) {
    const found = /^(\d{3})(?:-(\d{3}))?$/.exec(part.trim());
    if (found === null) return undefined;
    const low = Number(found[1]);
    const high = Number(found[2] ?? found[1]);
    if (low < LOWEST || high > HIGHEST || low > high) return undefined;
    ranges.push({ low, high });
  }
  return ranges;
}

export function matches(matcher: string, statusCode: number): boolean {
  return (parseMatcher(matcher) ?? []).some(({ low, high }) => statusCode >= low && statusCode <= high);
}
