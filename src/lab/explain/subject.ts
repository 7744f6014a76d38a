// What the learner asks about: an instance, an alarm, the group, a numbered happening; or nothing in particular.

import { LabError } from '../../errors.js';
import type { Happening, WhatType } from './happening.js';
import { type HappeningRecord, isOneOf } from './record.js';

export interface Subject {
  readonly name: string;
  readonly kind: 'event' | 'instance' | 'alarm' | 'group';
  /** What is explained. */
  readonly happening: Happening;
  /** The turns in the life of an instance, alarm or group, oldest first; empty for a single event. */
  readonly life: readonly Happening[];
}

/** What an instance's trouble is explained by: its target's last verdict, or the end of its life. Undefined: nothing to explain. */
export function troubleOf(record: HappeningRecord, instanceId: string): Happening | undefined {
  return record.happenings.findLast(
    (one) => isOneOf(one, ANSWERS) && mentions(one, instanceId) && isNews(one) && !isLaunch(one),
  );
}

/** The machine's own newest step. That Django listens is told after its container has started, and is no step of its own. */
export function newestStepOf({ happenings }: HappeningRecord, instanceId: string): Happening | undefined {
  const steps = happenings.filter(
    (one) => isOneOf(one, ['BootStepFinished', 'ContainerStarted', 'ContainerStopped']) && mentions(one, instanceId),
  );
  return steps.findLast(({ what }) => what.type !== 'BootStepFinished') ?? steps.at(-1);
}

const isLaunch = ({ what }: Happening): boolean =>
  what.type === 'ScalingActivityStarted' && what.description.startsWith('Launching');

/** What marks a turn; everything else is detail. */
const TURNS = [
  'ScalingActivityStarted',
  'TargetHealthChanged',
  'GroupInstanceHealthChanged',
  'BootFailed',
  'ContainerStarted',
  'ContainerStopped',
  'AlarmStateChanged',
  'DesiredCapacityChanged',
  'InstanceStateChanged',
] as const satisfies readonly WhatType[];

/** Of the turns of an instance the last of these is what one asks about. */
const ANSWERS = ['ScalingActivityStarted', 'TargetHealthChanged', 'BootFailed', 'InstanceStateChanged'] as const;
/** What is worth an end of a story, or an answer to who names nothing. */
export const NEWS = [
  'ScalingActivityStarted',
  'AlarmStateChanged',
  'DesiredCapacityChanged',
  'TargetHealthChanged',
] as const;

/** Throws UNKNOWN_TARGET with what there is. */
export function findSubject(record: HappeningRecord, name?: string): Subject {
  if (name === undefined) return newest(record);
  const number = /^#?(\d+)$/.exec(name)?.[1];
  if (number !== undefined) return numbered(record, Number(number));
  const subject = instanceNamed(record, name) ?? alarmNamed(record, name) ?? groupNamed(record, name);
  if (subject !== undefined) return subject;
  throw unknown(record, name, `Nothing named ${name} has happened here.`);
}

function newest(record: HappeningRecord): Subject {
  const happening = record.happenings.findLast((one) => isOneOf(one, NEWS) && isNews(one));
  if (happening === undefined) {
    throw new LabError('UNKNOWN_TARGET', 'Nothing has happened here yet that could be explained.', {
      suggestions: ['ha-lab break   lists what can be done to the stack', 'ha-lab sandbox advance 10m'],
      exitCode: 2,
    });
  }
  return { name: 'the newest turn', kind: 'event', happening, life: [] };
}

/** First steps are no news (a target registered, an alarm that has its first data), and a launch is told by its activity. */
function isNews({ what }: Happening): boolean {
  if (what.type === 'TargetHealthChanged') return what.to === 'unhealthy' || what.to === 'healthy';
  if (what.type === 'AlarmStateChanged') return what.from !== 'INSUFFICIENT_DATA' || what.to === 'ALARM';
  return what.type !== 'InstanceStateChanged' || (what.to !== 'pending' && what.to !== 'running');
}

function numbered(record: HappeningRecord, number: number): Subject {
  const happening = record.happenings.find((one) => one.number === number);
  if (happening !== undefined) return { name: `#${number}`, kind: 'event', happening, life: [] };
  const last = record.happenings.findLast((one) => one.number !== undefined)?.number;
  const range = last === undefined ? 'No happening has a number here.' : `They are numbered #0 to #${last}.`;
  throw unknown(record, `#${number}`, `There is no happening #${number}. ${range}`);
}

function instanceNamed(record: HappeningRecord, name: string): Subject | undefined {
  if (!name.startsWith('i-')) return undefined;
  const fitting = instancesOf(record).filter((id) => id.startsWith(name));
  if (fitting.length > 1) throw unknown(record, name, `Several instances begin with ${name}.`);
  const [id] = fitting;
  if (id === undefined) return undefined;
  const life = record.happenings.filter((one) => isOneOf(one, TURNS) && isNews(one) && mentions(one, id));
  const happening = life.findLast((one) => isOneOf(one, ANSWERS)) ?? life.at(-1);
  return happening === undefined ? undefined : { name: id, kind: 'instance', happening, life };
}

function alarmNamed(record: HappeningRecord, name: string): Subject | undefined {
  const fitting = alarmsOf(record).filter((alarm) => alarm === name || alarm.endsWith(`-${name}`));
  if (fitting.length > 1) throw unknown(record, name, `Several alarms end with ${name}.`);
  const [alarm] = fitting;
  const life = record.happenings.filter(({ what }) => what.type === 'AlarmStateChanged' && what.alarmName === alarm);
  const happening = life.at(-1);
  return alarm === undefined || happening === undefined ? undefined : { name: alarm, kind: 'alarm', happening, life };
}

function groupNamed(record: HappeningRecord, name: string): Subject | undefined {
  const life = record.happenings.filter(
    ({ what }) => what.type === 'DesiredCapacityChanged' && (name === 'group' || what.groupName === name),
  );
  const happening = life.at(-1);
  return happening === undefined ? undefined : { name, kind: 'group', happening, life };
}

/** The activity that launches or ends it names it in its description; the others carry its id. */
function mentions({ what }: Happening, instanceId: string): boolean {
  if (what.type === 'ScalingActivityStarted') return what.description.includes(instanceId);
  if ('instanceId' in what) return what.instanceId === instanceId;
  return 'targetId' in what && what.targetId === instanceId;
}

const INSTANCE_IDS = /\bi-[0-9a-f]{8,17}\b/g;

function instancesOf({ happenings }: HappeningRecord): readonly string[] {
  const ids = happenings.flatMap(({ what }) => {
    if (what.type === 'ScalingActivityStarted') return what.description.match(INSTANCE_IDS) ?? [];
    return 'instanceId' in what ? [what.instanceId] : [];
  });
  return [...new Set(ids)];
}

function alarmsOf({ happenings }: HappeningRecord): readonly string[] {
  return [...new Set(happenings.flatMap(({ what }) => (what.type === 'AlarmStateChanged' ? [what.alarmName] : [])))];
}

function unknown(record: HappeningRecord, name: string, message: string): LabError {
  const names = ['group', ...alarmsOf(record), ...instancesOf(record)];
  const close = names.filter((one) => one.startsWith(name.slice(0, 3)));
  return new LabError('UNKNOWN_TARGET', message, {
    suggestions: [
      `Name one of: ${(close.length === 0 ? names : close).join(', ')}`,
      'ha-lab explain   the newest turn',
    ],
    exitCode: 2,
  });
}
