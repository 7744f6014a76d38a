// CloudWatch: an alarm is in the state that its history ends with, somebody will look at it again, and columns are in order.

import type { PackedRuns } from '../services/cloudwatch/rules/packed-runs.js';
import type { Run } from '../services/cloudwatch/rules/runs.js';
import type { Alarm, AnyAlarm } from '../services/cloudwatch/store.js';
import type { World } from '../world.js';
import { type Breaches, collect } from './breaches.js';
import { pendingNames } from './kernel.js';

export function cloudWatchBreaches(world: World): readonly string[] {
  const breaches = collect();
  const { expect } = breaches;
  const { alarms, composites, history, metrics } = world.cloudwatch;
  const pending = pendingNames(world);
  for (const alarm of Object.values(alarms)) checkAlarm(world, breaches, pending, alarm);
  for (const composite of Object.values(composites)) checkHistory(world, breaches, composite);
  expect(
    history.every(({ at }, place) => place === 0 || at >= (history[place - 1]?.at ?? 0)),
    () => 'the alarm history is out of order',
  );
  for (const [key, { streams }] of Object.entries(metrics)) {
    for (const { columns } of Object.values(streams)) {
      for (const [resolution, { packed, runs }] of Object.entries(columns)) {
        // What is older was looked at when it was new.
        const stretches = [...packed.slice(-2), ...runs.slice(-4).map(stretchOf)];
        const ordered = stretches.every(({ from }, place) => place === 0 || from > (stretches[place - 1]?.to ?? from));
        expect(ordered, () => `the points of ${key} at ${resolution} s are out of order`);
      }
    }
  }
  return breaches.found;
}

function stretchOf([from, spacing, length]: Run): Pick<PackedRuns, 'from' | 'to'> {
  return { from, to: from + spacing * (length - 1) };
}

function checkAlarm(world: World, breaches: Breaches, pending: ReadonlySet<string>, alarm: Alarm): void {
  const { alarmName } = alarm.definition;
  breaches.expect(pending.has(`alarm-evaluator ${alarmName}`), () => `nobody will evaluate the alarm ${alarmName}`);
  checkHistory(world, breaches, alarm);
}

function checkHistory({ cloudwatch }: World, { expect }: Breaches, alarm: AnyAlarm): void {
  const { alarmName } = alarm.definition;
  const last = cloudwatch.history.findLast(
    (item) => item.alarmName === alarmName && (item.type === 'StateUpdate' || / (created|deleted)$/.test(item.summary)),
  );
  if (last === undefined) return;
  const told = last.type === 'StateUpdate' ? JSON.parse(last.data).newState.stateValue : 'INSUFFICIENT_DATA';
  expect(
    told === alarm.stateValue,
    () => `the alarm ${alarmName} is ${alarm.stateValue}, and its history ends with ${told}`,
  );
}
