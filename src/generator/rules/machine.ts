// Health checks, grace, and the image a machine starts from.
import { architectureOf } from '../architecture.js';
import { AMI_PARAMETERS } from '../config.js';
import { neededGraceSeconds } from '../grace.js';
import { error, type Rule, warning } from './finding.js';

const gracePeriod: Rule = ({ group, targetGroup, app }) => {
  if (group.healthCheckType !== 'ELB') return [];
  const needed = neededGraceSeconds(
    app.bootstrapSeconds,
    targetGroup.healthyThresholdCount,
    targetGroup.healthCheckIntervalSeconds,
  );
  return group.healthCheckGracePeriod >= needed
    ? []
    : [
        warning(
          'grace-period',
          'group.healthCheckGracePeriod',
          `a machine that needs ${app.bootstrapSeconds} s to start is replaced before it can be healthy: grace ends after ${group.healthCheckGracePeriod} s (ASG-24)`,
          `set healthCheckGracePeriod to at least ${needed} (bootstrap ${app.bootstrapSeconds} + (${targetGroup.healthyThresholdCount} + 1) checks × ${targetGroup.healthCheckIntervalSeconds} s + 60)`,
        ),
      ];
};

const checkTimeout: Rule = ({ targetGroup: { healthCheckTimeoutSeconds, healthCheckIntervalSeconds } }) =>
  healthCheckTimeoutSeconds < healthCheckIntervalSeconds
    ? []
    : [
        error(
          'health-check-timeout',
          'targetGroup.healthCheckTimeoutSeconds',
          `the health check's timeout ${healthCheckTimeoutSeconds} s is not less than its interval ${healthCheckIntervalSeconds} s`,
          `set healthCheckTimeoutSeconds below ${healthCheckIntervalSeconds}`,
          ['targetGroup.healthCheckIntervalSeconds'],
        ),
      ];

const architecture: Rule = ({ launchTemplate: { instanceType, amiParameter } }) =>
  architectureOf(instanceType) === 'arm64' && !/arm64/.test(amiParameter)
    ? [
        error(
          'architecture',
          'launchTemplate.instanceType',
          `${instanceType} is an ARM machine, the image ${amiParameter} is for x86`,
          'choose an x86 type such as t3.micro, or an arm64 image parameter and an arm64 container image',
          ['launchTemplate.amiParameter'],
        ),
      ]
    : [];

const support: Rule = ({ launchTemplate }) =>
  launchTemplate.amiParameter === AMI_PARAMETERS.al2
    ? [
        warning(
          'amazon-linux-2',
          'launchTemplate.amiParameter',
          'Amazon Linux 2 is out of support since June 2026: no more security updates',
          `use Amazon Linux 2023: ${AMI_PARAMETERS.al2023}`,
        ),
      ]
    : [];

export const machineRules: readonly Rule[] = [gracePeriod, checkTimeout, architecture, support];
