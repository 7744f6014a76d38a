// Volumes: shown only. They come and go with instances.

import type { Context } from '../../../context.js';
import type { FilterTable } from '../../shared/filters.js';
import { tagMembers } from '../../shared/tags.js';
import type { Volume } from '../model/instance.js';
import type { Ec2Operations } from './api.js';
import { select } from './common.js';

const FILTERS: FilterTable<Volume> = {
  'attachment.delete-on-termination': ({ deleteOnTermination }) => deleteOnTermination,
  'attachment.device': ({ deviceName, attachmentOpen }) => (attachmentOpen ? deviceName : undefined),
  'attachment.instance-id': ({ instanceId, attachmentOpen }) => (attachmentOpen ? instanceId : undefined),
  'attachment.status': ({ attachmentOpen }) => (attachmentOpen ? 'attached' : undefined),
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  encrypted: ({ encrypted }) => encrypted,
  size: ({ sizeGiB }) => sizeGiB,
  'snapshot-id': ({ snapshotId }) => snapshotId,
  status: ({ attachmentOpen }) => (attachmentOpen ? 'in-use' : 'available'),
  'volume-id': ({ volumeId }) => volumeId,
  'volume-type': ({ volumeType }) => volumeType,
};

export const volumeOperations = {
  DescribeVolumes(input, context) {
    const { items, nextToken } = select('volume', context.world.ec2.volumes, input.VolumeIds, input, FILTERS);
    return { Volumes: items.map(view), NextToken: nextToken };
  },
} satisfies Ec2Operations;

/** The disks of an instance, as DescribeInstances shows them. */
export function deviceMappings(context: Context, instanceId: string) {
  return Object.values(context.world.ec2.volumes)
    .filter((volume) => volume.instanceId === instanceId && volume.attachmentOpen)
    .map((volume) => ({
      DeviceName: volume.deviceName,
      Ebs: {
        AttachTime: new Date(volume.createdAt),
        DeleteOnTermination: volume.deleteOnTermination,
        Status: 'attached' as const,
        VolumeId: volume.volumeId,
      },
    }));
}

function view(volume: Volume) {
  return {
    VolumeId: volume.volumeId,
    AvailabilityZone: volume.availabilityZone,
    Size: volume.sizeGiB,
    VolumeType: volume.volumeType as 'gp3',
    Iops: volume.iops,
    Throughput: volume.throughput,
    Encrypted: volume.encrypted,
    SnapshotId: volume.snapshotId,
    MultiAttachEnabled: false,
    CreateTime: new Date(volume.createdAt),
    State: volume.attachmentOpen ? ('in-use' as const) : ('available' as const),
    Attachments: volume.attachmentOpen
      ? [
          {
            VolumeId: volume.volumeId,
            InstanceId: volume.instanceId,
            Device: volume.deviceName,
            State: 'attached' as const,
            AttachTime: new Date(volume.createdAt),
            DeleteOnTermination: volume.deleteOnTermination,
          },
        ]
      : [],
    Tags: tagMembers(volume.tags),
  };
}
