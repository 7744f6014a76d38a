// The disks of an instance: made with it, and gone with it unless it was told otherwise. Their contents are not modelled.

import type { Context } from '../../context.js';
import { resourceId } from '../shared/ids.js';
import type { Image } from '../shared/images.js';
import type { Volume } from './model/instance.js';
import type { DiskSettings, LaunchSettings } from './rules/launch-settings.js';

/** Both Amazon Linux generations call it so. */
export const ROOT_DEVICE_NAME = '/dev/xvda';

/** Creates the root volume and any further one; answers the id of the root volume. */
export function createVolumes(
  context: Context,
  instanceId: string,
  availabilityZone: string,
  image: Image,
  settings: LaunchSettings,
): string {
  const disks = settings.disks ?? [];
  const root = disks.find(({ deviceName }) => deviceName === ROOT_DEVICE_NAME);
  const further = disks.filter(({ deviceName }) => deviceName !== ROOT_DEVICE_NAME);
  const rootDisk = {
    sizeGiB: image.volumeSizeGiB,
    volumeType: image.volumeType,
    ...root,
    deviceName: ROOT_DEVICE_NAME,
  };
  const create = (disk: DiskSettings, snapshotId: string): string => {
    const volume = newVolume(context, instanceId, availabilityZone, disk, snapshotId, settings);
    context.world.ec2.volumes[volume.volumeId] = volume;
    return volume.volumeId;
  };
  const rootVolumeId = create(rootDisk, image.snapshotId);
  for (const disk of further) create(disk, '');
  return rootVolumeId;
}

function newVolume(
  context: Context,
  instanceId: string,
  availabilityZone: string,
  disk: DiskSettings,
  snapshotId: string,
  settings: LaunchSettings,
): Volume {
  const volumeType = disk.volumeType ?? 'gp2';
  const sizeGiB = disk.sizeGiB ?? 8;
  const iops = disk.iops ?? baselineIops(volumeType, sizeGiB);
  const throughput = disk.throughput ?? (volumeType === 'gp3' ? 125 : undefined);
  return {
    volumeId: resourceId(context, 'vol'),
    instanceId,
    deviceName: disk.deviceName,
    availabilityZone,
    sizeGiB,
    volumeType,
    ...(iops === undefined ? {} : { iops }),
    ...(throughput === undefined ? {} : { throughput }),
    encrypted: disk.encrypted ?? false,
    snapshotId,
    deleteOnTermination: disk.deleteOnTermination ?? true,
    attachmentOpen: true,
    createdAt: context.kernel.now,
    tags: { ...settings.volumeTags },
  };
}

function baselineIops(volumeType: string, sizeGiB: number): number | undefined {
  if (volumeType === 'gp3') return 3_000;
  return volumeType === 'gp2' ? Math.min(16_000, Math.max(100, 3 * sizeGiB)) : undefined;
}

/** EC2-02: on termination the root volume is deleted by default; a volume that shall stay is left detached. */
export function releaseVolumes(context: Context, instanceId: string): void {
  const { volumes } = context.world.ec2;
  for (const volume of Object.values(volumes).filter((candidate) => candidate.instanceId === instanceId)) {
    if (volume.deleteOnTermination) delete volumes[volume.volumeId];
    else volumes[volume.volumeId] = { ...volume, attachmentOpen: false };
  }
}
