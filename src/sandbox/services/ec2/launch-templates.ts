// Which version of a launch template a caller means, and what it holds. Not the operations that make them.

import { ServiceError } from '../../../errors.js';
import type { Context } from '../../context.js';
import { own } from '../shared/records.js';
import { invalidValue, missingParameter, notFound } from './errors.js';
import type { LaunchTemplate, LaunchTemplateData, LaunchTemplateVersion } from './model/instance.js';
import type { Ec2Store } from './store.js';

/** `version`: digits, `$Latest` or `$Default`; without one the default version is meant. */
export interface LaunchTemplateReference {
  readonly launchTemplateId?: string | undefined;
  readonly launchTemplateName?: string | undefined;
  readonly version?: string | undefined;
}

export interface ResolvedLaunchTemplate {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly versionNumber: number;
  readonly data: LaunchTemplateData;
}

export function resolveLaunchTemplate(context: Context, reference: LaunchTemplateReference): ResolvedLaunchTemplate {
  const template = findLaunchTemplate(context.world.ec2, reference);
  const { versionNumber, data } = findVersion(template, reference.version ?? '$Default');
  const { launchTemplateId, launchTemplateName } = template;
  return { launchTemplateId, launchTemplateName, versionNumber, data };
}

/** By id or by name, never both. */
export function findLaunchTemplate(store: Ec2Store, reference: LaunchTemplateReference): LaunchTemplate {
  const { launchTemplateId: id, launchTemplateName: name } = reference;
  if (id !== undefined && name !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'Either a launch template ID or a launch template name must be specified, not both.',
    );
  }
  if (id !== undefined) {
    if (!/^lt-[0-9a-f]+$/.test(id)) {
      throw new ServiceError(
        'InvalidLaunchTemplateId.Malformed',
        `Invalid launch template ID '${id}' (expecting 'lt-...').`,
      );
    }
    const found = own(store.launchTemplates, id);
    if (found === undefined) throw notFound('launchTemplate', id);
    return found;
  }
  if (name === undefined) throw missingParameter('LaunchTemplateId');
  const found = Object.values(store.launchTemplates).find((template) => template.launchTemplateName === name);
  if (found === undefined) {
    throw new ServiceError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist.`,
    );
  }
  return found;
}

export function findVersion(template: LaunchTemplate, version: string): LaunchTemplateVersion {
  const found = own(template.versions, String(versionNumberOf(template, version)));
  if (found !== undefined) return found;
  throw new ServiceError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find launch template version '${version}' for launch template '${template.launchTemplateId}'.`,
  );
}

/** The highest version that is left: numbers are not given again, and a deleted one is nobody's latest. */
export function newestVersion({ versions }: LaunchTemplate): number {
  return Math.max(...Object.values(versions).map(({ versionNumber }) => versionNumber));
}

/** Which number is meant; there need not be such a version (any more). */
export function versionNumberOf(template: LaunchTemplate, version: string): number {
  if (version === '$Latest') return newestVersion(template);
  if (version === '$Default') return template.defaultVersion;
  if (/^\d+$/.test(version)) return Number(version);
  throw invalidValue(`Invalid launch template version '${version}': a number, $Latest or $Default is expected.`);
}
