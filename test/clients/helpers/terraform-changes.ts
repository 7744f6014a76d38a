// What a plan changes, in one form for both planners: address → action, and for updates each place with its value before and after.

import type { Plan } from '../../../src/applier/index.js';
import type { TerraformPlan } from '../../../src/terraform/index.js';

export interface Change {
  readonly action: string;
  /** `health_check.interval` → [30, 10]. Values that AWS decides are left out: both planners only say that they are not known yet. */
  readonly places: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

export type Changes = Readonly<Record<string, Change>>;

export function changesOfOurs({ changes }: Plan): Changes {
  return Object.fromEntries(
    changes
      .filter(({ action }) => action !== 'no-op' && action !== 'read')
      .map(({ address, action, changes: places }) => [
        address,
        {
          action,
          places: Object.fromEntries(
            places
              .filter(({ after }) => after !== '(known after apply)')
              .map(({ path, before, after }) => [path, [before, after]]),
          ),
        },
      ]),
  );
}

const WORDS: Readonly<Record<string, string>> = { replace: 'delete then create' };

/** Places that are known before the apply; a block that stands alone is named without its number, as ours are. */
export function changesOfTerraforms({ changes }: TerraformPlan): Changes {
  return Object.fromEntries(
    changes.map(({ address, action, differences }) => [
      address,
      {
        action: WORDS[action] ?? action,
        places: Object.fromEntries(
          differences
            .filter(({ after }) => after !== undefined)
            .map(({ path, before, after }) => [path.replaceAll(/\.0(?=\.|$)/g, ''), [before ?? null, after]]),
        ),
      },
    ]),
  );
}
