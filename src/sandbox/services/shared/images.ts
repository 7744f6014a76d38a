// The public Amazon Linux images that the sandbox knows, and the SSM parameters that point at them. A table, no behaviour.

export interface Image {
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** ISO 8601, as DescribeImages answers it. */
  readonly creationDate: string;
  readonly deprecationTime: string;
  readonly snapshotId: string;
  readonly volumeSizeGiB: number;
  readonly volumeType: 'gp2' | 'gp3';
  readonly bootMode: 'uefi' | 'uefi-preferred' | 'legacy-bios';
  /** Absent: instance metadata v1 still answers (EC2-09). */
  readonly imdsSupport?: 'v2.0';
  /** Public parameters that resolve to this image. */
  readonly parameters: readonly string[];
}

/** Amazon's own account, `amazon` as an owner alias. */
export const AMAZON_OWNER_ID = '137112412989';

const PARAMETERS = '/aws/service/ami-amazon-linux-latest';

export const IMAGES: readonly Image[] = [
  {
    imageId: 'ami-0a1b2c3d4e5f60718',
    name: 'al2023-ami-2023.9.20251208.0-kernel-6.1-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20251208.0 x86_64 HVM kernel-6.1',
    architecture: 'x86_64',
    creationDate: '2025-12-09T00:53:52.000Z',
    deprecationTime: '2026-03-09T00:56:00.000Z',
    snapshotId: 'snap-0a1b2c3d4e5f60718',
    volumeSizeGiB: 8,
    volumeType: 'gp3',
    bootMode: 'uefi-preferred',
    imdsSupport: 'v2.0',
    parameters: [`${PARAMETERS}/al2023-ami-kernel-default-x86_64`, `${PARAMETERS}/al2023-ami-kernel-6.1-x86_64`],
  },
  {
    imageId: 'ami-0a1b2c3d4e5f60719',
    name: 'al2023-ami-2023.9.20251208.0-kernel-6.1-arm64',
    description: 'Amazon Linux 2023 AMI 2023.9.20251208.0 arm64 HVM kernel-6.1',
    architecture: 'arm64',
    creationDate: '2025-12-09T00:53:49.000Z',
    deprecationTime: '2026-03-09T00:56:00.000Z',
    snapshotId: 'snap-0a1b2c3d4e5f60719',
    volumeSizeGiB: 8,
    volumeType: 'gp3',
    bootMode: 'uefi',
    imdsSupport: 'v2.0',
    parameters: [`${PARAMETERS}/al2023-ami-kernel-default-arm64`, `${PARAMETERS}/al2023-ami-kernel-6.1-arm64`],
  },
  {
    imageId: 'ami-0b2c3d4e5f6071829',
    name: 'al2023-ami-2023.9.20251117.1-kernel-6.1-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20251117.1 x86_64 HVM kernel-6.1',
    architecture: 'x86_64',
    creationDate: '2025-11-18T01:12:20.000Z',
    deprecationTime: '2026-02-16T01:15:00.000Z',
    snapshotId: 'snap-0b2c3d4e5f6071829',
    volumeSizeGiB: 8,
    volumeType: 'gp3',
    bootMode: 'uefi-preferred',
    imdsSupport: 'v2.0',
    parameters: [],
  },
  {
    imageId: 'ami-0c3d4e5f60718293a',
    name: 'amzn2-ami-hvm-2.0.20251208.0-x86_64-gp2',
    description: 'Amazon Linux 2 AMI 2.0.20251208.0 x86_64 HVM gp2',
    architecture: 'x86_64',
    creationDate: '2025-12-09T22:10:41.000Z',
    deprecationTime: '2026-06-30T00:00:00.000Z',
    snapshotId: 'snap-0c3d4e5f60718293a',
    volumeSizeGiB: 8,
    volumeType: 'gp2',
    bootMode: 'legacy-bios',
    parameters: [`${PARAMETERS}/amzn2-ami-hvm-x86_64-gp2`],
  },
  {
    imageId: 'ami-0c3d4e5f60718293b',
    name: 'amzn2-ami-hvm-2.0.20251208.0-arm64-gp2',
    description: 'Amazon Linux 2 LTS Arm64 AMI 2.0.20251208.0 arm64 HVM gp2',
    architecture: 'arm64',
    creationDate: '2025-12-09T22:10:38.000Z',
    deprecationTime: '2026-06-30T00:00:00.000Z',
    snapshotId: 'snap-0c3d4e5f60718293b',
    volumeSizeGiB: 8,
    volumeType: 'gp2',
    bootMode: 'uefi',
    parameters: [`${PARAMETERS}/amzn2-ami-hvm-arm64-gp2`],
  },
];
