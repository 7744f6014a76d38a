// Drills for which AWS has no API: the sandbox does them through its control surface, an AWS account cannot.

import { LabError } from '../../errors.js';
import type { ControlAction } from '../../sandbox/index.js';
import type { Lab } from '../lab.js';

/** The end of the summary of every such drill. */
export const SANDBOX_ONLY = 'for the sandbox only';

/** How to do it. Throws REFUSED on AWS, with what to do in its place. */
export function actOf(lab: Lab, drill: string, instead: string): (action: ControlAction) => Promise<void> {
  if (lab.act !== undefined) return lab.act;
  throw new LabError('REFUSED', `${drill} is for the sandbox only: no AWS API does it to an account.`, {
    suggestions: [instead, `On the sandbox: ha-lab break ${drill} --target sandbox`],
    exitCode: 2,
  });
}
