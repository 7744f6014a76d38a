// What led to what: for each kind of happening, where its cause is to be looked for. The kernel's own notes of who woke whom say how the
// engine came to a decision; these rules say why, as an operator reading the records would. Pure.

import type { Happening, What, WhatOf, WhatType } from './happening.js';
import { MACHINE_CAUSES } from './machine-causes.js';
import type { HappeningRecord } from './record.js';
import { SCALING_CAUSES } from './scaling-causes.js';

/** Direct causes, the weightiest first; undefined entries are dropped, so that a rule can be written as a list of questions. */
export type CauseRule<Type extends WhatType> = (
  what: WhatOf<Type>,
  here: Happening,
  record: HappeningRecord,
) => readonly (Happening | undefined)[];

export type CauseRules = { readonly [Type in WhatType]?: CauseRule<Type> };

const RULES: CauseRules = { ...MACHINE_CAUSES, ...SCALING_CAUSES };

/** Empty: it came from outside (somebody called AWS, somebody began to load the site), or nothing on record explains it. */
export function causesOf(here: Happening, record: HappeningRecord): readonly Happening[] {
  const rule = RULES[here.what.type] as
    | ((what: What, ...rest: [Happening, HappeningRecord]) => readonly (Happening | undefined)[])
    | undefined;
  const found = rule?.(here.what, here, record) ?? [];
  return [...new Set(found.filter((one): one is Happening => one !== undefined))];
}
