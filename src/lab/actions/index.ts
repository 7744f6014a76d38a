// The catalogue of drills. A lesson or `ha-lab break` knows no other.

import { LabError } from '../../errors.js';
import { nearest } from '../../nearest.js';
import type { Action } from './action.js';
import { badHealthAnswer } from './bad-health-answer.js';
import { badHealthPath } from './bad-health-path.js';
import { basicMonitoring } from './basic-monitoring.js';
import { blockZone } from './block-zone.js';
import { cutNat } from './cut-nat.js';
import { dnsOff } from './dns-off.js';
import { hang } from './hang.js';
import { lowerThreshold } from './lower-threshold.js';
import { noCapacity } from './no-capacity.js';
import { packetLoss } from './packet-loss.js';
import { plantLeftover } from './plant-leftover.js';
import { setDesiredCapacity } from './set-desired-capacity.js';
import { slow } from './slow.js';
import { slowBirth } from './slow-birth.js';
import { spikeCpu } from './spike-cpu.js';
import { stopDocker } from './stop-docker.js';
import { suspend } from './suspend.js';
import { terminate } from './terminate.js';
import { throttleApi } from './throttle-api.js';
import { zonePower } from './zone-power.js';

export type { Action, PlannedAct } from './action.js';

export const ACTIONS: readonly Action[] = [
  stopDocker,
  hang,
  slow,
  badHealthAnswer,
  badHealthPath,
  terminate,
  cutNat,
  dnsOff,
  blockZone,
  zonePower,
  packetLoss,
  noCapacity,
  spikeCpu,
  lowerThreshold,
  basicMonitoring,
  setDesiredCapacity,
  slowBirth,
  suspend,
  throttleApi,
  plantLeftover,
];

/** Throws UNKNOWN_DRILL with the names that exist. */
export function findAction(name: string): Action {
  const found = ACTIONS.find((action) => action.name === name);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    ACTIONS.map((action) => action.name),
  );
  const known = ACTIONS.filter((action) => meant === undefined || action.name === meant);
  throw new LabError('UNKNOWN_DRILL', `There is no drill named ${name}.`, {
    suggestions: [
      ...known.map((action) => `ha-lab break ${action.name}   ${action.summary}`),
      ...(meant === undefined ? [] : ['ha-lab break   lists all drills']),
    ],
    exitCode: 2,
  });
}
