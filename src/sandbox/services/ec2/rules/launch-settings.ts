// What an instance shall be: the caller's words over the launch template's over AWS's defaults. Pure; ids are not looked up here.

import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Image } from '../../shared/images.js';
import { onlyModelled, unsupported } from '../../shared/modelled.js';
import { type Tags, tagsFrom } from '../../shared/tags.js';
import { invalidValue } from '../errors.js';
import type { LaunchTemplateData, MetadataOptions } from '../model/instance.js';

export interface DiskSettings {
  readonly deviceName: string;
  readonly sizeGiB?: number;
  readonly volumeType?: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly encrypted?: boolean;
  readonly deleteOnTermination?: boolean;
}

/** Everything a launch can be told; what is absent falls to the template, then to AWS's default. */
export interface LaunchSettings {
  readonly imageId?: string;
  readonly instanceType?: string;
  readonly subnetId?: string;
  readonly availabilityZone?: string;
  readonly keyName?: string;
  readonly userData?: string;
  readonly securityGroupIds?: readonly string[];
  readonly privateIpAddress?: string;
  readonly associatePublicIp?: boolean;
  readonly instanceProfile?: string;
  readonly monitoring?: 'basic' | 'detailed';
  readonly metadataOptions?: Partial<MetadataOptions>;
  readonly creditMode?: 'standard' | 'unlimited';
  readonly shutdownBehavior?: 'stop' | 'terminate';
  readonly disableApiTermination?: boolean;
  readonly disableApiStop?: boolean;
  readonly ebsOptimized?: boolean;
  readonly disks?: readonly DiskSettings[];
  readonly tags?: Tags;
  readonly volumeTags?: Tags;
}

type Sent = LaunchTemplateData | RequestLaunchTemplateData;

/** Refuses by name what a launch could not honour, when the template is made and not only when it is used. */
export function checkTemplateData(operation: string, data: Sent): void {
  onlyModelled(operation, data, [
    'BlockDeviceMappings',
    'CreditSpecification',
    'DisableApiStop',
    'DisableApiTermination',
    'EbsOptimized',
    'IamInstanceProfile',
    'ImageId',
    'InstanceInitiatedShutdownBehavior',
    'InstanceType',
    'KeyName',
    'MetadataOptions',
    'Monitoring',
    'NetworkInterfaces',
    'Placement',
    'SecurityGroupIds',
    'TagSpecifications',
    'UserData',
  ]);
  const { Tenancy: tenancy = 'default', ...placement } = data.Placement ?? {};
  if (tenancy !== 'default') throw unsupported(`Tenancy ${tenancy} of ${operation}`);
  onlyModelled(`${operation}, Placement`, placement, ['AvailabilityZone']);
  for (const networkInterface of data.NetworkInterfaces ?? []) {
    onlyModelled(`${operation}, NetworkInterfaces`, networkInterface, [
      'AssociatePublicIpAddress',
      'DeleteOnTermination',
      'DeviceIndex',
      'Groups',
      'NetworkCardIndex',
      'PrivateIpAddress',
      'SubnetId',
    ]);
  }
  if ((data.NetworkInterfaces?.length ?? 0) > 1) throw unsupported('instances with more than one network interface');
  onlyModelled(`${operation}, Monitoring`, data.Monitoring ?? {}, ['Enabled']);
  const { HttpProtocolIpv6: ipv6 = 'disabled', ...metadata } = data.MetadataOptions ?? {};
  if (ipv6 !== 'disabled') throw unsupported(`HttpProtocolIpv6 ${ipv6} of ${operation}`);
  onlyModelled(`${operation}, MetadataOptions`, metadata, [
    'HttpEndpoint',
    'HttpPutResponseHopLimit',
    'HttpTokens',
    'InstanceMetadataTags',
  ]);
  for (const mapping of data.BlockDeviceMappings ?? []) checkDisk(operation, mapping);
}

/** An empty `NoDevice` asks for something: to leave the image's device away. */
function checkDisk(operation: string, mapping: NonNullable<Sent['BlockDeviceMappings']>[number]): void {
  if (mapping.VirtualName !== undefined) throw unsupported('instance store volumes (VirtualName)');
  if (mapping.NoDevice !== undefined) throw unsupported('devices of the image that are left away (NoDevice)');
  onlyModelled(`${operation}, BlockDeviceMappings.Ebs`, mapping.Ebs ?? {}, [
    'DeleteOnTermination',
    'Encrypted',
    'Iops',
    'Throughput',
    'VolumeSize',
    'VolumeType',
  ]);
}

/** A launch template's data, or the parameters of RunInstances, which have the same shape. */
export function settingsFrom(data: Sent): LaunchSettings {
  const first = data.NetworkInterfaces?.[0];
  const hasGroups = (first?.Groups?.length ?? 0) > 0;
  return withoutGaps({
    imageId: data.ImageId,
    instanceType: data.InstanceType,
    keyName: data.KeyName,
    userData: data.UserData,
    subnetId: first?.SubnetId,
    availabilityZone: data.Placement?.AvailabilityZone,
    securityGroupIds: hasGroups ? first?.Groups : nonEmpty(data.SecurityGroupIds),
    privateIpAddress: first?.PrivateIpAddress,
    associatePublicIp: first?.AssociatePublicIpAddress,
    instanceProfile: data.IamInstanceProfile?.Arn ?? data.IamInstanceProfile?.Name,
    monitoring: monitoringOf(data.Monitoring?.Enabled),
    metadataOptions: data.MetadataOptions === undefined ? undefined : metadataFrom(data.MetadataOptions),
    creditMode: creditModeFrom(data.CreditSpecification?.CpuCredits),
    shutdownBehavior: data.InstanceInitiatedShutdownBehavior,
    disableApiTermination: data.DisableApiTermination,
    disableApiStop: data.DisableApiStop,
    ebsOptimized: data.EbsOptimized,
    disks: data.BlockDeviceMappings?.map(diskFrom),
    tags: tagsOfType(data, 'instance'),
    volumeTags: tagsOfType(data, 'volume'),
  });
}

/** Later settings win member by member; tags and metadata options are united. */
export function mergeSettings(base: LaunchSettings, over: LaunchSettings): LaunchSettings {
  return {
    ...base,
    ...withoutGaps(over),
    metadataOptions: { ...base.metadataOptions, ...over.metadataOptions },
    tags: { ...base.tags, ...over.tags },
    volumeTags: { ...base.volumeTags, ...over.volumeTags },
  };
}

/** EC2-09: an image made for version 2 demands tokens and allows two hops; any other allows both versions and one hop. */
export function metadataDefaults(image: Image): MetadataOptions {
  const modern = image.imdsSupport === 'v2.0';
  return {
    httpTokens: modern ? 'required' : 'optional',
    httpPutResponseHopLimit: modern ? 2 : 1,
    httpEndpoint: 'enabled',
    instanceMetadataTags: 'disabled',
  };
}

/** EC2-06: T3 and T4g start unlimited, T2 standard; types without credits count as unlimited. */
export function defaultCreditMode(instanceType: string): 'standard' | 'unlimited' {
  return instanceType.startsWith('t2.') ? 'standard' : 'unlimited';
}

const MAX_USER_DATA_BYTES = 16_384;

/** EC2-08: base64 of at most 16 KB. */
export function checkUserData(userData: string | undefined): void {
  if (userData === undefined || userData === '') return;
  let bytes: string;
  try {
    bytes = atob(userData);
  } catch {
    throw invalidValue('Invalid BASE64 encoding of user data.');
  }
  if (bytes.length > MAX_USER_DATA_BYTES) throw invalidValue(`User data is limited to ${MAX_USER_DATA_BYTES} bytes`);
}

function metadataFrom(options: NonNullable<Sent['MetadataOptions']>): Partial<MetadataOptions> {
  return withoutGaps({
    httpTokens: options.HttpTokens,
    httpPutResponseHopLimit: options.HttpPutResponseHopLimit,
    httpEndpoint: options.HttpEndpoint,
    instanceMetadataTags: options.InstanceMetadataTags,
  });
}

function diskFrom(mapping: NonNullable<Sent['BlockDeviceMappings']>[number]): DiskSettings {
  return withoutGaps({
    deviceName: mapping.DeviceName ?? '',
    sizeGiB: mapping.Ebs?.VolumeSize,
    volumeType: mapping.Ebs?.VolumeType,
    iops: mapping.Ebs?.Iops,
    throughput: mapping.Ebs?.Throughput,
    encrypted: mapping.Ebs?.Encrypted,
    deleteOnTermination: mapping.Ebs?.DeleteOnTermination,
  });
}

export function creditModeFrom(text: string | undefined): 'standard' | 'unlimited' | undefined {
  if (text === undefined || text === 'standard' || text === 'unlimited') return text;
  throw invalidValue(`Invalid value '${text}' for CpuCredits: standard or unlimited is expected.`);
}

function monitoringOf(enabled: boolean | undefined): 'basic' | 'detailed' | undefined {
  if (enabled === undefined) return undefined;
  return enabled ? 'detailed' : 'basic';
}

function tagsOfType(data: Sent, resourceType: string): Tags | undefined {
  const members = data.TagSpecifications?.filter((specification) => specification.ResourceType === resourceType);
  return members === undefined ? undefined : tagsFrom(members.flatMap(({ Tags: tags }) => tags ?? []));
}

function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

type WithoutUndefined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out unset members, so that spreading never replaces a value by nothing. Clients also say `''` for nothing. */
function withoutGaps<T extends object>(record: T): WithoutUndefined<T> {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined && value !== ''),
  ) as WithoutUndefined<T>;
}
