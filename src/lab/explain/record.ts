// The happenings of a stack as something one can look back in.

import type { LabInstant } from '../observation.js';
import type { Happening, WhatOf, WhatType } from './happening.js';

export interface LookBack {
  /** Nothing older than this counts, milliseconds before the happening looked back from. */
  readonly withinMs?: number;
  /** Nothing at or before this instant counts. */
  readonly after?: LabInstant | undefined;
}

export class HappeningRecord {
  /**
   * @param happenings oldest first.
   * @param zones availability zone of each instance that is still known, by instance id.
   */
  constructor(
    readonly happenings: readonly Happening[],
    readonly zones: Readonly<Record<string, string>> = {},
  ) {}

  /**
   * The newest happening of these types that fits, not later than `from`. Things of the same instant count whatever their order: one
   * decision of AWS is several events, and the activity that explains a launch is written after the launch.
   */
  latest<Type extends WhatType>(
    from: Happening,
    types: readonly Type[],
    fits: (what: WhatOf<Type>, one: Happening) => boolean = () => true,
    { withinMs = Number.POSITIVE_INFINITY, after = Number.NEGATIVE_INFINITY }: LookBack = {},
  ): Happening<WhatOf<Type>> | undefined {
    const oldest = Math.max(from.at - withinMs, after + 1);
    for (let index = this.indexBehind(from.at); index >= 0; index -= 1) {
      const one = this.happenings[index];
      if (one === undefined || one.at < oldest) return undefined;
      if (one !== from && isOneOf(one, types) && fits(one.what, one)) return one;
    }
    return undefined;
  }

  /** Index of the last happening at or before the instant. */
  private indexBehind(at: LabInstant): number {
    let low = 0;
    let high = this.happenings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.happenings[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

export function isOneOf<Type extends WhatType>(one: Happening, types: readonly Type[]): one is Happening<WhatOf<Type>> {
  return (types as readonly WhatType[]).includes(one.what.type);
}
