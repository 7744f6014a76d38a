// The public images. The account cannot make its own.

import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { filtered } from '../../shared/filters.js';
import { AMAZON_OWNER_ID, IMAGES, type Image } from '../../shared/images.js';
import { notFound } from '../errors.js';
import { ROOT_DEVICE_NAME } from '../volumes.js';
import type { Ec2Operations } from './api.js';
import { onePage } from './common.js';

const FILTERS: FilterTable<Image> = {
  architecture: ({ architecture }) => architecture,
  'block-device-mapping.device-name': () => ROOT_DEVICE_NAME,
  'block-device-mapping.snapshot-id': ({ snapshotId }) => snapshotId,
  'block-device-mapping.volume-type': ({ volumeType }) => volumeType,
  'creation-date': ({ creationDate }) => creationDate,
  description: ({ description }) => description,
  'ena-support': () => true,
  hypervisor: () => 'xen',
  'image-id': ({ imageId }) => imageId,
  'image-type': () => 'machine',
  'is-public': () => true,
  name: ({ name }) => name,
  'owner-alias': () => 'amazon',
  'owner-id': () => AMAZON_OWNER_ID,
  'root-device-name': () => ROOT_DEVICE_NAME,
  'root-device-type': () => 'ebs',
  state: () => 'available',
  'virtualization-type': () => 'hvm',
};

export const imageOperations = {
  DescribeImages(input, context) {
    const named = input.ImageIds ?? [];
    const candidates = named.length === 0 ? IMAGES.filter((image) => isShown(context, image, input)) : named.map(find);
    const owners = input.Owners ?? [];
    // A public image may be launched by `all`, and by nobody in particular.
    const executable = (input.ExecutableUsers ?? ['all']).includes('all');
    const owned = owners.length === 0 || owners.includes('amazon') || owners.includes(AMAZON_OWNER_ID);
    const passing = filtered(owned && executable ? candidates : [], input.Filters, FILTERS, () => ({}));
    const { items, nextToken } = onePage(passing, input, { least: 1 });
    return { Images: items.map(view), NextToken: nextToken };
  },
} satisfies Ec2Operations;

/** A deprecated image is left out of lists unless it is asked for; by its id it can always be had. */
function isShown(context: Context, image: Image, input: { readonly IncludeDeprecated?: boolean | undefined }): boolean {
  return input.IncludeDeprecated === true || new Date(image.deprecationTime).getTime() > context.kernel.now;
}

function find(imageId: string): Image {
  const image = IMAGES.find((candidate) => candidate.imageId === imageId);
  if (image === undefined) throw notFound('image', imageId);
  return image;
}

function view(image: Image) {
  return {
    ImageId: image.imageId,
    ImageLocation: `amazon/${image.name}`,
    ImageType: 'machine' as const,
    Name: image.name,
    Description: image.description,
    Architecture: image.architecture,
    BootMode: image.bootMode,
    CreationDate: image.creationDate,
    DeprecationTime: image.deprecationTime,
    EnaSupport: true,
    Hypervisor: 'xen' as const,
    ImdsSupport: image.imdsSupport,
    ImageOwnerAlias: 'amazon',
    OwnerId: AMAZON_OWNER_ID,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    Public: true,
    RootDeviceName: ROOT_DEVICE_NAME,
    RootDeviceType: 'ebs' as const,
    SriovNetSupport: 'simple',
    State: 'available' as const,
    VirtualizationType: 'hvm' as const,
    BlockDeviceMappings: [
      {
        DeviceName: ROOT_DEVICE_NAME,
        Ebs: {
          DeleteOnTermination: true,
          Encrypted: false,
          SnapshotId: image.snapshotId,
          VolumeSize: image.volumeSizeGiB,
          VolumeType: image.volumeType,
          ...(image.volumeType === 'gp3' ? { Iops: 3_000, Throughput: 125 } : {}),
        },
      },
    ],
    Tags: [],
  };
}
