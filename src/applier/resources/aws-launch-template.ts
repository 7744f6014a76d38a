// aws_launch_template. A change makes a new version of the same template. Not here: network interfaces, block devices, spot.

import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  type RequestLaunchTemplateData,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { assert } from '../../errors.js';
import { orGone } from '../aws-errors.js';
import { defineResource, type Operation } from '../resource-type.js';
import {
  type AttributesOf,
  block,
  flag,
  map,
  number,
  numberAttribute,
  set,
  TAGS,
  text,
  textAttribute,
} from '../schema.js';
import { tagList, tagMap, tagSpecifications } from '../tags.js';
import { retagEc2 } from './ec2-tags.js';

const GONE = ['InvalidLaunchTemplateId.NotFound', 'InvalidLaunchTemplateId.NotFoundException'];

const schema = {
  name: text({ required: true, replaces: true }),
  description: text(),
  default_version: number({ computed: true }),
  update_default_version: flag(),
  image_id: text(),
  instance_type: text(),
  key_name: text(),
  user_data: text(),
  vpc_security_group_ids: set(),
  iam_instance_profile: block('single', { arn: text(), name: text() }),
  monitoring: block('single', { enabled: flag() }),
  metadata_options: block(
    'single',
    {
      http_endpoint: text({ computed: true }),
      http_tokens: text({ computed: true }),
      http_put_response_hop_limit: number({ computed: true }),
      instance_metadata_tags: text({ computed: true }),
    },
    { computed: true },
  ),
  credit_specification: block('single', { cpu_credits: text() }),
  tag_specifications: block('list', { resource_type: text(), tags: map() }),
  ...TAGS,
  arn: textAttribute(),
  latest_version: numberAttribute(),
};
type Planned = AttributesOf<typeof schema>;

/** Changes of these concern the template, not the data of a version. */
const NOT_DATA: readonly string[] = ['tags', 'tags_all', 'default_version', 'update_default_version'];

export const awsLaunchTemplate = defineResource({
  type: 'aws_launch_template',
  schema,

  async create(operation, planned) {
    const { LaunchTemplate } = await operation.clients.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: planned.name,
        VersionDescription: planned.description || undefined,
        LaunchTemplateData: templateData(planned),
        ClientToken: operation.token('CreateLaunchTemplate'),
        TagSpecifications: tagSpecifications('launch-template', planned.tags_all),
      }),
    );
    assert(LaunchTemplate?.LaunchTemplateId, 'CreateLaunchTemplate answered no template');
    return LaunchTemplate.LaunchTemplateId;
  },

  async read(operation, id) {
    const template = await find(operation, id);
    if (template === undefined) return undefined;
    const latest = template.LatestVersionNumber ?? 1;
    const { LaunchTemplateVersions } = await operation.clients.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [String(latest)] }),
    );
    const [version] = LaunchTemplateVersions ?? [];
    const region = await operation.clients.ec2.config.region();
    const account = /:(\d{12}):/.exec(template.CreatedBy ?? '')?.[1] ?? '';
    return {
      name: template.LaunchTemplateName ?? '',
      description: version?.VersionDescription ?? '',
      default_version: template.DefaultVersionNumber ?? 1,
      ...readData(version?.LaunchTemplateData ?? {}),
      tags_all: tagMap(template.Tags),
      arn: `arn:aws:ec2:${region}:${account}:launch-template/${id}`,
      latest_version: latest,
    };
  },

  async update(operation, id, { after, changed }) {
    const { ec2 } = operation.clients;
    const newVersion = [...changed].some((name) => !NOT_DATA.includes(name));
    let latest = (await find(operation, id))?.LatestVersionNumber ?? 1;
    if (newVersion) {
      const { LaunchTemplateVersion } = await ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId: id,
          VersionDescription: after.description || undefined,
          LaunchTemplateData: templateData(after),
          ClientToken: operation.token('CreateLaunchTemplateVersion'),
        }),
      );
      latest = LaunchTemplateVersion?.VersionNumber ?? latest;
    }
    const wanted =
      after.update_default_version === true ? latest : changed.has('default_version') ? after.default_version : null;
    if (wanted !== null)
      await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId: id, DefaultVersion: String(wanted) }));
  },

  retag: retagEc2,

  async remove({ clients }, id) {
    await orGone(clients.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id })), GONE);
  },

  recomputes({ after, changed }) {
    if (![...changed].some((name) => !NOT_DATA.includes(name))) return [];
    return after.update_default_version === true ? ['latest_version', 'default_version'] : ['latest_version'];
  },
});

async function find({ clients }: Operation, id: string) {
  const answer = await orGone(clients.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })), GONE);
  return answer?.LaunchTemplates?.[0];
}

function templateData(planned: Planned): RequestLaunchTemplateData {
  const [profile] = planned.iam_instance_profile;
  const [monitoring] = planned.monitoring;
  const [credit] = planned.credit_specification;
  const groups = planned.vpc_security_group_ids ?? [];
  return {
    ImageId: planned.image_id || undefined,
    InstanceType: (planned.instance_type || undefined) as RequestLaunchTemplateData['InstanceType'],
    KeyName: planned.key_name || undefined,
    UserData: planned.user_data || undefined,
    SecurityGroupIds: groups.length === 0 ? undefined : [...groups],
    IamInstanceProfile: profile && { Arn: profile.arn || undefined, Name: profile.name || undefined },
    Monitoring: monitoring && { Enabled: monitoring.enabled ?? undefined },
    MetadataOptions: metadataInput(planned),
    CreditSpecification: credit?.cpu_credits ? { CpuCredits: credit.cpu_credits } : undefined,
    TagSpecifications: tagSpecificationsInput(planned),
  };
}

function metadataInput({ metadata_options: [options] }: Planned): RequestLaunchTemplateData['MetadataOptions'] {
  if (options === undefined) return undefined;
  type Input = NonNullable<RequestLaunchTemplateData['MetadataOptions']>;
  return {
    HttpEndpoint: (options.http_endpoint || undefined) as Input['HttpEndpoint'],
    HttpTokens: (options.http_tokens || undefined) as Input['HttpTokens'],
    HttpPutResponseHopLimit: options.http_put_response_hop_limit || undefined,
    InstanceMetadataTags: (options.instance_metadata_tags || undefined) as Input['InstanceMetadataTags'],
  };
}

function tagSpecificationsInput({
  tag_specifications: specifications,
}: Planned): RequestLaunchTemplateData['TagSpecifications'] {
  if (specifications.length === 0) return undefined;
  type Input = NonNullable<RequestLaunchTemplateData['TagSpecifications']>[number];
  return specifications.map(({ resource_type, tags }) => ({
    ResourceType: resource_type as Input['ResourceType'],
    Tags: tagList(tags),
  }));
}

function readData(data: ResponseLaunchTemplateData): Partial<Planned> {
  const {
    IamInstanceProfile: profile,
    Monitoring: monitoring,
    MetadataOptions: options,
    CreditSpecification: credit,
  } = data;
  return {
    image_id: data.ImageId ?? '',
    instance_type: data.InstanceType ?? '',
    key_name: data.KeyName ?? '',
    user_data: data.UserData ?? '',
    vpc_security_group_ids: data.SecurityGroupIds ?? [],
    iam_instance_profile: profile === undefined ? [] : [{ arn: profile.Arn ?? '', name: profile.Name ?? '' }],
    monitoring: monitoring === undefined ? [] : [{ enabled: monitoring.Enabled ?? false }],
    metadata_options:
      options === undefined
        ? []
        : [
            {
              http_endpoint: options.HttpEndpoint ?? '',
              http_tokens: options.HttpTokens ?? '',
              http_put_response_hop_limit: options.HttpPutResponseHopLimit ?? 0,
              instance_metadata_tags: options.InstanceMetadataTags ?? '',
            },
          ],
    credit_specification: credit?.CpuCredits === undefined ? [] : [{ cpu_credits: credit.CpuCredits }],
    tag_specifications: (data.TagSpecifications ?? []).map(({ ResourceType, Tags }) => ({
      resource_type: ResourceType ?? '',
      tags: tagMap(Tags),
    })),
  };
}
