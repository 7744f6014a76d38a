// The storm's own randomness: one stream per seed, apart from the sandbox's.

import { randomOver, seedStream } from '../../src/kernel/random.js';

export class Dice {
  private readonly random;

  constructor(seed: string) {
    this.random = randomOver(seedStream(seed, 'storm'));
  }

  /** True with this probability. */
  chance(share: number): boolean {
    return this.random.next() < share;
  }

  /** A whole number in [low, high]. */
  number(low: number, high: number): number {
    return this.random.integer(low, high);
  }

  one<T>(list: readonly T[]): T {
    return this.random.pick(list) as T;
  }

  /** By weight. */
  weighed<T>(rows: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.random.next() * rows.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of rows) {
      left -= weight;
      if (left < 0) return value;
    }
    return (rows[rows.length - 1] as readonly [number, T])[1];
  }

  /** A reference to something of the kind; see references.ts. */
  some(kind: string): string {
    return `$${kind}:${this.number(0, 40)}`;
  }

  /** Between `low` and `high` of them, the same one perhaps twice. */
  several(kind: string, low: number, high: number): string[] {
    return Array.from({ length: this.number(low, high) }, () => this.some(kind));
  }
}
