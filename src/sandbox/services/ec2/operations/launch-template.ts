// Launch templates and their versions. What was sent is kept and answered byte for byte; nothing is filled in.

import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import { callerArn } from '../../shared/caller.js';
import type { FilterTable } from '../../shared/filters.js';
import { resourceId } from '../../shared/ids.js';
import { onlyModelled } from '../../shared/modelled.js';
import { own } from '../../shared/records.js';
import { tagMembers } from '../../shared/tags.js';
import { invalidValue } from '../errors.js';
import { remember, remembered } from '../idempotency.js';
import { findLaunchTemplate, findVersion, newestVersion, versionNumberOf } from '../launch-templates.js';
import type { LaunchTemplate, LaunchTemplateData, LaunchTemplateVersion } from '../model/instance.js';
import { checkTemplateData, checkUserData } from '../rules/launch-settings.js';
import type { Ec2Operations, Input } from './api.js';
import { onePage, selectFrom, tagsAtBirth } from './common.js';

/** In one DeleteLaunchTemplateVersions. */
const MAX_DELETED = 200;

const FILTERS: FilterTable<LaunchTemplate> = {
  'create-time': ({ createdAt }) => new Date(createdAt).toISOString(),
  'launch-template-name': ({ launchTemplateName }) => launchTemplateName,
};

export const launchTemplateOperations = {
  CreateLaunchTemplate(input, context) {
    onlyModelled('CreateLaunchTemplate', input, [
      'ClientToken',
      'LaunchTemplateData',
      'LaunchTemplateName',
      'TagSpecifications',
      'VersionDescription',
    ]);
    const { launchTemplates } = context.world.ec2;
    const before = own(launchTemplates, remembered(context, 'CreateLaunchTemplate', input)?.[0]);
    if (before !== undefined) return { LaunchTemplate: view(context, before) };
    const { LaunchTemplateName: name } = input;
    checkName(name);
    checkData('CreateLaunchTemplate', input.LaunchTemplateData);
    if (Object.values(launchTemplates).some(({ launchTemplateName }) => launchTemplateName === name)) {
      throw new ServiceError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        'Launch template name already in use.',
      );
    }
    const template: LaunchTemplate = {
      launchTemplateId: resourceId(context, 'lt'),
      launchTemplateName: name,
      createdAt: context.kernel.now,
      defaultVersion: 1,
      latestVersion: 0,
      versions: {},
      tags: tagsAtBirth(input.TagSpecifications, 'launch-template'),
    };
    addVersion(context, template, asKept(input.LaunchTemplateData), input.VersionDescription);
    launchTemplates[template.launchTemplateId] = template;
    remember(context, 'CreateLaunchTemplate', input, [template.launchTemplateId]);
    return { LaunchTemplate: view(context, template) };
  },

  CreateLaunchTemplateVersion(input, context) {
    onlyModelled('CreateLaunchTemplateVersion', input, [
      'ClientToken',
      'LaunchTemplateData',
      'LaunchTemplateId',
      'LaunchTemplateName',
      'SourceVersion',
      'VersionDescription',
    ]);
    const template = findLaunchTemplate(context.world.ec2, reference(input));
    const before = remembered(context, 'CreateLaunchTemplateVersion', input)?.[0];
    if (before !== undefined) {
      return { LaunchTemplateVersion: versionView(context, template, findVersion(template, before)) };
    }
    checkData('CreateLaunchTemplateVersion', input.LaunchTemplateData);
    const source = input.SourceVersion === undefined ? {} : findVersion(template, input.SourceVersion).data;
    const data = { ...source, ...asKept(input.LaunchTemplateData) };
    const version = addVersion(context, template, data, input.VersionDescription);
    remember(context, 'CreateLaunchTemplateVersion', input, [String(version.versionNumber)]);
    return { LaunchTemplateVersion: versionView(context, template, version) };
  },

  DescribeLaunchTemplates(input, context) {
    const { ec2 } = context.world;
    const byId = (input.LaunchTemplateIds ?? []).map((id) => findLaunchTemplate(ec2, { launchTemplateId: id }));
    const byName = (input.LaunchTemplateNames ?? []).map((name) =>
      findLaunchTemplate(ec2, { launchTemplateName: name }),
    );
    const named = byId.length + byName.length === 0 ? Object.values(ec2.launchTemplates) : [...byId, ...byName];
    const { items, nextToken } = selectFrom(named, input, FILTERS, { least: 1 });
    return { LaunchTemplates: items.map((template) => view(context, template)), NextToken: nextToken };
  },

  DescribeLaunchTemplateVersions(input, context) {
    onlyModelled('DescribeLaunchTemplateVersions', input, [
      'LaunchTemplateId',
      'LaunchTemplateName',
      'MaxResults',
      'MaxVersion',
      'MinVersion',
      'NextToken',
      'Versions',
    ]);
    const { items, nextToken } = onePage(versionsMeant(context, input), input, { least: 1 });
    return {
      LaunchTemplateVersions: items.map(([template, version]) => versionView(context, template, version)),
      NextToken: nextToken,
    };
  },

  ModifyLaunchTemplate(input, context) {
    const template = findLaunchTemplate(context.world.ec2, reference(input));
    if (input.DefaultVersion !== undefined) {
      template.defaultVersion = findVersion(template, input.DefaultVersion).versionNumber;
    }
    return { LaunchTemplate: view(context, template) };
  },

  DeleteLaunchTemplate(input, context) {
    const template = findLaunchTemplate(context.world.ec2, reference(input));
    delete context.world.ec2.launchTemplates[template.launchTemplateId];
    return { LaunchTemplate: view(context, template) };
  },

  DeleteLaunchTemplateVersions(input, context) {
    const template = findLaunchTemplate(context.world.ec2, reference(input));
    const { launchTemplateId: LaunchTemplateId, launchTemplateName: LaunchTemplateName } = template;
    if (input.Versions.length > MAX_DELETED) {
      throw invalidValue(`At most ${MAX_DELETED} versions can be deleted in one request.`);
    }
    const numbers = input.Versions.map((text) => versionNumberOf(template, text));
    if (numbers.includes(template.defaultVersion)) {
      throw invalidValue(`The default version ${template.defaultVersion} of ${LaunchTemplateId} cannot be deleted.`);
    }
    const gone = numbers.filter((number) => own(template.versions, String(number)) !== undefined);
    const missing = numbers.filter((number) => !gone.includes(number));
    for (const number of gone) delete template.versions[String(number)];
    const item = (VersionNumber: number) => ({ LaunchTemplateId, LaunchTemplateName, VersionNumber });
    return {
      SuccessfullyDeletedLaunchTemplateVersions: gone.map(item),
      UnsuccessfullyDeletedLaunchTemplateVersions: missing.map((number) => ({
        ...item(number),
        ResponseError: {
          Code: 'launchTemplateVersionDoesNotExist' as const,
          Message: `The specified launch template version does not exist: ${number}.`,
        },
      })),
    };
  },
} satisfies Ec2Operations;

function reference(input: Pick<Input<'ModifyLaunchTemplate'>, 'LaunchTemplateId' | 'LaunchTemplateName'>) {
  return { launchTemplateId: input.LaunchTemplateId, launchTemplateName: input.LaunchTemplateName };
}

type Meant = readonly [LaunchTemplate, LaunchTemplateVersion];

/** Without a template, `$Latest` and `$Default` mean those of every template of the account; numbers need one. */
function versionsMeant(context: Context, input: Input<'DescribeLaunchTemplateVersions'>): readonly Meant[] {
  const wanted = input.Versions ?? [];
  const words = wanted.length > 0 && wanted.every((version) => version === '$Latest' || version === '$Default');
  if (words && input.LaunchTemplateId === undefined && input.LaunchTemplateName === undefined) {
    const all = Object.values(context.world.ec2.launchTemplates);
    return all.flatMap((template) => wanted.map((version): Meant => [template, findVersion(template, version)]));
  }
  const template = findLaunchTemplate(context.world.ec2, reference(input));
  if (wanted.length > 0) return wanted.map((version) => [template, findVersion(template, version)]);
  return Object.values(template.versions)
    .filter(({ versionNumber: number }) => within(number, input.MinVersion, input.MaxVersion))
    .sort((a, b) => b.versionNumber - a.versionNumber)
    .map((version) => [template, version]);
}

function within(number: number, minimum: string | undefined, maximum: string | undefined): boolean {
  return number >= Number(minimum ?? 0) && number <= Number(maximum ?? Number.MAX_SAFE_INTEGER);
}

function checkName(name: string): void {
  if (/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) return;
  throw new ServiceError(
    'InvalidLaunchTemplateName.MalformedException',
    `Launch template name '${name}' is invalid. Names may contain 3 to 128 letters, digits and ( ) . - / _`,
  );
}

function checkData(operation: string, data: RequestLaunchTemplateData): void {
  checkTemplateData(operation, data);
  checkUserData(data.UserData);
}

/** Request and answer have the same members; only their types differ. The copy holds no unset members. */
function asKept(sent: RequestLaunchTemplateData): LaunchTemplateData {
  return JSON.parse(JSON.stringify(sent)) as LaunchTemplateData;
}

function addVersion(
  context: Context,
  template: LaunchTemplate,
  data: LaunchTemplateData,
  description: string | undefined,
): LaunchTemplateVersion {
  template.latestVersion += 1;
  const version: LaunchTemplateVersion = {
    versionNumber: template.latestVersion,
    ...(description === undefined ? {} : { description }),
    createdAt: context.kernel.now,
    data,
  };
  template.versions[String(version.versionNumber)] = version;
  return version;
}

function view(context: Context, template: LaunchTemplate) {
  return {
    LaunchTemplateId: template.launchTemplateId,
    LaunchTemplateName: template.launchTemplateName,
    CreateTime: new Date(template.createdAt),
    CreatedBy: callerArn(context.world.account),
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: newestVersion(template),
    Tags: tagMembers(template.tags),
  };
}

function versionView(context: Context, template: LaunchTemplate, version: LaunchTemplateVersion) {
  return {
    LaunchTemplateId: template.launchTemplateId,
    LaunchTemplateName: template.launchTemplateName,
    VersionNumber: version.versionNumber,
    VersionDescription: version.description,
    CreateTime: new Date(version.createdAt),
    CreatedBy: callerArn(context.world.account),
    DefaultVersion: version.versionNumber === template.defaultVersion,
    LaunchTemplateData: version.data,
  };
}
