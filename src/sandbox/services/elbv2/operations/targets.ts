// RegisterTargets, DeregisterTargets, DescribeTargetHealth.

import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { checkedPort } from '../controllers/health-probe.js';
import { validation } from '../errors.js';
import { HEALTH } from '../rules/health.js';
import { type Health, type TargetGroup, targetKey } from '../store.js';
import { deregisterTargets, registerTargets, requireTargetGroup, type TargetSpec } from '../targets.js';
import type { Elbv2Operations } from './module.js';

export const targetOperations = {
  RegisterTargets({ TargetGroupArn, Targets }, context) {
    registerTargets(context, TargetGroupArn, specsFrom('RegisterTargets', Targets));
  },

  DeregisterTargets({ TargetGroupArn, Targets }, context) {
    deregisterTargets(context, TargetGroupArn, specsFrom('DeregisterTargets', Targets));
  },

  DescribeTargetHealth(input, context) {
    onlyModelled('DescribeTargetHealth', input, ['TargetGroupArn', 'Targets']);
    const targetGroup = requireTargetGroup(context, input.TargetGroupArn);
    const wanted = specsFrom('DescribeTargetHealth', input.Targets ?? []);
    const specs = wanted.length > 0 ? wanted : all(targetGroup);
    return { TargetHealthDescriptions: specs.map((spec) => describe(targetGroup, spec)) };
  },
} satisfies Elbv2Operations;

interface SentTarget {
  readonly Id?: string | undefined;
  readonly Port?: number | undefined;
}

function specsFrom(operation: string, targets: readonly SentTarget[]): readonly TargetSpec[] {
  return targets.map((target) => {
    onlyModelled(`${operation} (Targets)`, target, ['Id', 'Port']);
    if (target.Id === undefined || target.Id === '') throw validation('A target ID must be specified');
    return { id: target.Id, port: target.Port };
  });
}

function all(targetGroup: TargetGroup): readonly TargetSpec[] {
  return Object.values(targetGroup.targets).map(({ targetId, port }) => ({ id: targetId, port }));
}

function describe(targetGroup: TargetGroup, { id, port = targetGroup.port }: TargetSpec) {
  const found: Health = own(targetGroup.targets, targetKey(targetGroup, id, port))?.health ?? HEALTH.notRegistered;
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: String(checkedPort(targetGroup.healthCheck, port)),
    TargetHealth: { State: found.state, Reason: found.reason, Description: found.description },
  };
}
