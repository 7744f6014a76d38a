// Packets between two zones get lost: nothing is down, everything is sent again, and some of it comes too late.

import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { Observation } from '../observation.js';
import { defineAction } from './action.js';
import { actOf, SANDBOX_ONLY } from './sandbox-only.js';

const parameters = z.object({
  between: z
    .string()
    .default('any')
    .describe(
      'two zones, their letters or two subnet ids, with a comma between them; `any`: the group’s first two zones',
    ),
  percent: z.number().min(1).max(100).default(30).describe('percent of the packets that get lost, in either direction'),
});

export const packetLoss = defineAction({
  name: 'packet-loss',
  summary: `loses some of the packets between two zones; ${SANDBOX_ONLY}`,
  expect:
    'requests that cross zones take a fifth of a second, one second or three longer, some get 504 after 10 s; health checks from the other zone’s node fail now and then; what stays inside a zone is as ever',
  parameters,
  async plan(lab, { between, percent }, seen) {
    const act = actOf(lab, 'packet-loss', 'A zone cut off altogether: ha-lab break block-zone');
    const pair = choosePair(seen, between);
    return {
      title: `packet-loss of ${percent} % between ${pair.join(' and ')}`,
      target: pair.join(','),
      touches: [],
      undo: [
        {
          do: 'act',
          action: { kind: 'packet-loss', between: pair, share: 0 },
          said: `no packets lost between ${pair.join(' and ')} any more`,
        },
      ],
      perform: () => act({ kind: 'packet-loss', between: pair, share: percent / 100 }),
    };
  },
});

function choosePair(seen: Observation, between: string): readonly [string, string] {
  const { zones } = seen.group;
  const names = between === 'any' ? zones.slice(0, 2) : between.split(',').map((name) => name.trim());
  const places = names.map(
    (name) => zones.find((zone) => zone === name || (/^[a-z]$/.test(name) && zone.endsWith(name))) ?? name,
  );
  const [one, other, ...more] = places;
  const known = places.every((place) => zones.includes(place) || place.startsWith('subnet-'));
  if (one !== undefined && other !== undefined && more.length === 0 && known) return [one, other];
  throw new LabError('UNKNOWN_TARGET', `Packet loss needs two places, not “${between}”.`, {
    suggestions: [`--set between=${zones.slice(0, 2).join(',')}`],
    exitCode: 2,
  });
}
