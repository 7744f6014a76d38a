// Collects what is broken, one line each.

export interface Breaches {
  readonly found: string[];
  /** Notes the breach unless the condition holds. The words are made only then. */
  expect(condition: boolean, words: () => string): void;
}

export function collect(): Breaches {
  const found: string[] = [];
  return {
    found,
    expect(condition, words) {
      if (!condition) found.push(words());
    },
  };
}

/** The values that occur more than once. */
export function repeated(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const value of values) (seen.has(value) ? twice : seen).add(value);
  return [...twice];
}
