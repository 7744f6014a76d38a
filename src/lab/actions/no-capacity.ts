// A zone is full: what runs there runs on, launches are refused with InsufficientInstanceCapacity and go to another zone (ASG-13, ASG-17).

import { defineAction } from './action.js';
import { actOf, SANDBOX_ONLY } from './sandbox-only.js';
import { chooseZone, onZone } from './zone.js';

export const noCapacity = defineAction({
  name: 'no-capacity',
  summary: `leaves one zone without room for new machines; ${SANDBOX_ONLY}`,
  expect:
    'users notice nothing; the next launch in that zone fails with InsufficientInstanceCapacity and is made in another zone, and the group is uneven until there is room again',
  parameters: onZone,
  async plan(lab, { on }, seen) {
    const act = actOf(
      lab,
      'no-capacity',
      'Launches that fail for another reason: ha-lab break suspend --set processes=Launch',
    );
    const zone = chooseZone(seen, on);
    return {
      title: `no-capacity in ${zone}`,
      target: zone,
      touches: [],
      undo: [
        {
          do: 'act',
          action: { kind: 'zone-capacity', zone, available: true },
          said: `${zone} has room for launches again`,
        },
      ],
      perform: () => act({ kind: 'zone-capacity', zone, available: false }),
    };
  },
});
