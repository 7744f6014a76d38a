// Undoing: closed, plain steps that can be written to disk before a drill starts and carried out later, by anyone, more than once.

import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { ControlAction } from '../sandbox/index.js';
import type { Lab } from './lab.js';
import { isGone, runShell } from './run-shell.js';
import { releaseAddresses } from './undo/addresses.js';
import { putMetricAlarm } from './undo/alarm.js';
import { resumeProcesses, setDesiredCapacity } from './undo/group.js';
import { monitorInstances } from './undo/instances.js';
import { supersedeLaunchTemplateVersion } from './undo/launch-template.js';
import { restoreRoute, setDnsSupport } from './undo/network.js';
import { deleteNetworkAcls, restoreNetworkAcl } from './undo/network-acl.js';
import { setHealthCheckPath } from './undo/target-group.js';

export type UndoStep =
  | { readonly do: 'run-shell'; readonly instanceId: string; readonly lines: readonly string[] }
  | { readonly do: 'set-desired-capacity'; readonly groupName: string; readonly desiredCapacity: number }
  | { readonly do: 'resume-processes'; readonly groupName: string; readonly processes: readonly string[] }
  | {
      readonly do: 'restore-route';
      readonly routeTableId: string;
      readonly destinationCidrBlock: string;
      readonly natGatewayId: string;
    }
  /** The subnet gets the network ACL back that guarded it before the drill. */
  | { readonly do: 'restore-network-acl'; readonly subnetId: string; readonly networkAclId: string }
  /** ACLs that a drill created, found by their tags: when this was written they had no ids yet. */
  | { readonly do: 'delete-network-acls'; readonly vpcId: string; readonly project: string; readonly mark: string }
  | { readonly do: 'set-dns-support'; readonly vpcId: string; readonly enabled: boolean }
  /** The whole definition as it was described before. */
  | { readonly do: 'put-metric-alarm'; readonly alarm: PutMetricAlarmCommandInput }
  | { readonly do: 'set-health-check-path'; readonly targetGroupArn: string; readonly path: string }
  /** What no AWS API can do; on the sandbox only. */
  | { readonly do: 'act'; readonly action: ControlAction; readonly said: string }
  /** The version that a drill wrote, found by its description, gives way to a copy of the one before. */
  | {
      readonly do: 'supersede-launch-template-version';
      readonly launchTemplateId: string;
      readonly mark: string;
      readonly before: string;
    }
  /** Addresses that a drill allocated, found by their tags. */
  | { readonly do: 'release-addresses'; readonly project: string; readonly mark: string }
  | { readonly do: 'monitor-instances'; readonly instanceIds: readonly string[] }
  /** Without a name the ordinary users'. */
  | { readonly do: 'stop-traffic'; readonly name?: string };

/** One kind of step. */
export type StepOf<Kind extends UndoStep['do']> = Extract<UndoStep, { readonly do: Kind }>;

/** What came of a step, for the learner. */
export interface Undone {
  readonly step: UndoStep;
  /** `moot`: what was to be mended is gone, usually because AWS replaced it. */
  readonly result: 'done' | 'moot';
  readonly said: string;
}

/** Carries out one step. Idempotent: done twice, or after AWS replaced the machine, it does no harm. */
export async function undo(lab: Lab, step: UndoStep): Promise<Undone> {
  switch (step.do) {
    case 'run-shell': {
      if (await isGone(lab, step.instanceId)) {
        return { step, result: 'moot', said: `${step.instanceId} is gone; nothing is left to mend on it` };
      }
      await runShell(lab, step.instanceId, step.lines);
      return { step, result: 'done', said: `ran on ${step.instanceId}: ${step.lines.join('; ')}` };
    }
    case 'set-desired-capacity':
      return setDesiredCapacity(lab, step);
    case 'resume-processes':
      return resumeProcesses(lab, step);
    case 'restore-route':
      return restoreRoute(lab, step);
    case 'restore-network-acl':
      return restoreNetworkAcl(lab, step);
    case 'delete-network-acls':
      return deleteNetworkAcls(lab, step);
    case 'set-dns-support':
      return setDnsSupport(lab, step);
    case 'put-metric-alarm':
      return putMetricAlarm(lab, step);
    case 'set-health-check-path':
      return setHealthCheckPath(lab, step);
    case 'act':
      if (lab.act === undefined) return { step, result: 'moot', said: 'there is no sandbox here to mend' };
      await lab.act(step.action);
      return { step, result: 'done', said: step.said };
    case 'supersede-launch-template-version':
      return supersedeLaunchTemplateVersion(lab, step);
    case 'release-addresses':
      return releaseAddresses(lab, step);
    case 'monitor-instances':
      return monitorInstances(lab, step);
    case 'stop-traffic':
      await lab.traffic.stop(step.name);
      return { step, result: 'done', said: `the traffic${step.name === undefined ? '' : ` ${step.name}`} is stopped` };
  }
}
