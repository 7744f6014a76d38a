// The drills as a list, a drill before it is done, and its undoing, in plain words. Pure.

import type { Healed } from '../lab/drill.js';
import type { UndoStep } from '../lab/undo.js';
import { indented, type Row, tableText } from './table.js';

export interface DrillParameter {
  readonly name: string;
  readonly description: string;
  /** As it would be typed; absent: it must be given. */
  readonly initial?: string;
}

export interface DrillEntry {
  readonly name: string;
  readonly summary: string;
  readonly expect: string;
  readonly parameters: readonly DrillParameter[];
}

/** Each drill with what one will see and what can be set. */
export function drillList(drills: readonly DrillEntry[]): string {
  const rows = drills.flatMap(({ name, summary, expect, parameters }): Row[] => [
    [name, summary],
    { note: expect },
    ...(parameters.length === 0 ? [] : [{ note: `set: ${parameters.map(shortParameter).join(', ')}` }]),
  ]);
  return [
    tableText([{ title: 'DRILL' }, { title: 'WHAT IT DOES, WHAT YOU WILL SEE, WHAT CAN BE SET' }], rows),
    '',
    ...indented('next     ', 'ha-lab break <drill> --dry-run shows what would be done and how it would be undone'),
  ].join('\n');
}

const shortParameter = ({ name, initial }: DrillParameter): string =>
  name === 'on' ? `--on ${initial ?? '…'}` : `--set ${name}=${initial ?? '…'}`;

/** `name=…   what it means (initial)`, for who must choose. */
export function parameterLine({ name, description, initial }: DrillParameter): string {
  const flag = name === 'on' ? `--on ${initial ?? '…'}` : `--set ${name}=${initial ?? '…'}`;
  return `${flag}   ${description}`;
}

export interface DrillPreview {
  readonly title: string;
  readonly expect: string;
  readonly undo: readonly UndoStep[];
}

export function previewText({ title, expect, undo }: DrillPreview): string {
  const steps = undo.length === 0 ? ['nothing to undo'] : [...undo].reverse().map(undoWords);
  return [
    ...indented('would    ', title),
    ...indented('expect   ', expect),
    ...steps.flatMap((step, index) => indented(index === 0 ? 'undo     ' : ' '.repeat(9), step)),
  ].join('\n');
}

/** What a step of an undo will do; said before it is done. */
export function undoWords(step: UndoStep): string {
  switch (step.do) {
    case 'run-shell':
      return `runs on ${step.instanceId}: ${step.lines.join('; ')}`;
    case 'set-desired-capacity':
      return `sets the desired capacity of ${step.groupName} to ${step.desiredCapacity}`;
    case 'resume-processes':
      return `resumes ${step.processes.join(', ')} of ${step.groupName}`;
    case 'restore-route':
      return `routes ${step.destinationCidrBlock} in ${step.routeTableId} through ${step.natGatewayId} again`;
    case 'restore-network-acl':
      return `gives ${step.subnetId} its network ACL ${step.networkAclId} back`;
    case 'delete-network-acls':
      return `deletes the network ACL that the drill makes in ${step.vpcId}`;
    case 'set-dns-support':
      return `turns DNS support of ${step.vpcId} ${step.enabled ? 'on' : 'off'}`;
    case 'put-metric-alarm':
      return `gives the alarm ${step.alarm.AlarmName} its settings back (threshold ${step.alarm.Threshold})`;
    case 'set-health-check-path':
      return `sets the health check's path to ${step.path}`;
    case 'act':
      return step.said;
    case 'supersede-launch-template-version':
      return `makes a copy of version ${step.before} the newest of ${step.launchTemplateId}`;
    case 'release-addresses':
      return `releases the Elastic IP address that the drill allocates for ${step.project}`;
    case 'monitor-instances':
      return `has ${step.instanceIds.join(', ')} report every minute again`;
    case 'stop-traffic':
      return step.name === undefined ? 'stops the traffic' : `stops the traffic ${step.name}`;
  }
}

/** A drill that stays open, and the reason in words. */
export interface StillOpen {
  readonly drill: { readonly title: string };
  readonly reason: string;
}

/** What was mended, step by step, and what could not be, with the reason. */
export function healText(healed: readonly Healed[], unhealed: readonly StillOpen[]): string {
  if (healed.length + unhealed.length === 0) return 'No drill is open; nothing to undo.';
  return [
    ...healed.flatMap(({ drill, steps }) => [
      ...indented('Undone: ', drill.title),
      ...steps.flatMap(({ result, said }) => indented(result === 'moot' ? '  nothing to do: ' : '  done: ', said)),
    ]),
    ...unhealed.flatMap(({ drill, reason }) => [
      ...indented('Still open: ', drill.title),
      ...indented('  because: ', reason),
    ]),
  ].join('\n');
}
