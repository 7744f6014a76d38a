// The trace's public face: names as a learner types them, and every trace between what they stand for.

import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import { trace } from './evaluate.js';
import { type End, INTERNET, type Trace } from './network.js';
import { type Known, readKnown, readNetwork } from './read.js';

export type { Hop, Trace } from './network.js';

/** `alb` and `nat` stand for one in each zone; `alb:us-east-1a` for one. Throws UNKNOWN_TARGET with what there is. */
export function endsNamed(known: Known, name: string): readonly End[] {
  if (name === 'internet') return [INTERNET];
  const [kind = '', zone] = name.split(':');
  const several = kind === 'alb' ? known.nodes : kind === 'nat' ? known.nats : [];
  const inZone = several.filter(({ label }) => zone === undefined || label.endsWith(`${zone})`));
  if (inZone.length > 0) return inZone;
  const single = [...known.instances, ...known.nats].filter(({ id }) => name.length > 2 && id.startsWith(name));
  if (single.length === 1) return single;
  const instances = known.instances.filter(({ absent }) => absent === undefined).map(({ id }) => id);
  throw new LabError(
    'UNKNOWN_TARGET',
    single.length > 1
      ? `${name} is the beginning of several: ${single.map(({ id }) => id).join(', ')}.`
      : `There is no ${name} here.`,
    {
      suggestions: [
        `Name one of: internet, alb, nat, ${instances.join(', ')}`,
        'One zone only: alb:us-east-1a, nat:us-east-1b',
      ],
      exitCode: 2,
    },
  );
}

const WEB = 80;
const SECURE_WEB = 443;

/** @param port absent: 443 towards the internet, else 80. */
export async function traceBetween(lab: Lab, from: string, to: string, port?: number): Promise<readonly Trace[]> {
  const network = await readNetwork(lab);
  const known = await readKnown(lab, network);
  const [sources, targets] = [endsNamed(known, from), endsNamed(known, to)];
  return sources.flatMap((source) =>
    targets.map((target) => trace(network, source, target, port ?? (target.kind === 'internet' ? SECURE_WEB : WEB))),
  );
}
