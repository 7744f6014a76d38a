// A zone without power: its machines, its NAT gateway and its load balancer node fall silent, and launches there fail (ALB-25, ASG-57).

import { defineAction } from './action.js';
import { actOf, SANDBOX_ONLY } from './sandbox-only.js';
import { chooseZone, onZone } from './zone.js';

export const zonePower = defineAction({
  name: 'zone-power',
  summary: `takes the power of one zone: machines, NAT gateway, load balancer node; ${SANDBOX_ONLY}`,
  expect:
    'users of the dead node wait until its DNS entry expires, the other node tries the dead machine for 10 s (504) until two checks have failed; the group replaces it in the other zone, and rebalances when power is back',
  parameters: onZone,
  hits: 'zone',
  async plan(lab, { on }, seen) {
    const act = actOf(lab, 'zone-power', 'A zone cut off by network ACLs: ha-lab break block-zone');
    const zone = chooseZone(seen, on);
    return {
      title: `zone-power off in ${zone}`,
      target: zone,
      touches: [],
      undo: [{ do: 'act', action: { kind: 'zone-power', zone, on: true }, said: `${zone} has power again` }],
      perform: () => act({ kind: 'zone-power', zone, on: false }),
    };
  },
});
